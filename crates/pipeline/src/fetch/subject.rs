//! What an answer is about.

use ingest::Request;

/// A request, and what it is about where it is about something.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub request: &'static Request,
    pub argument: Option<&'a str>,
}
