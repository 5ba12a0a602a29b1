//! From page to page of an answer in pages: never to another host, never in a circle.

use serde_json::Value;

use crate::{IngestError, entry::wrong};

/// No list has as many pages: a catalogue has one or two, a leaderboard three.
const MOST_PAGES: usize = 50;

/// Refuses to ask for more pages than any list has.
///
/// # Errors
/// [`IngestError::Block`].
pub(super) fn demand_few(block: &'static str, pages: &[&[u8]]) -> Result<(), IngestError> {
    if pages.len() < MOST_PAGES {
        return Ok(());
    }
    let (expected, found) = (format!("at most {MOST_PAGES} pages"), "more".to_owned());
    Err(IngestError::Block { block, expected, found })
}

/// The address of `path`, which begins with `/`, on the host of `asked`.
pub(super) fn join(asked: &str, path: &str) -> Option<String> {
    let (scheme, rest) = asked.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{host}{path}"))
}

/// The error for a page that can't be asked for.
pub(super) fn refused(path: &str, expected: &str, found: &str) -> IngestError {
    wrong(path, expected, &Value::from(found))
}
