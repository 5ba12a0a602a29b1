//! What is asked of a source.

use ingest::{Request, Source};

/// A request and its source.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub source: &'static Source,
    pub request: &'static Request,
}

impl Asked {
    /// The request of that name.
    pub fn of(name: &str) -> Option<Self> {
        ingest::request(name).map(|(source, request)| Self { source, request })
    }

    /// `SOURCE/REQUEST`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.source.id, self.request.name)
    }
}
