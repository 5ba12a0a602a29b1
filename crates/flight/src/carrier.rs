//! Takes streams out of what a server answered. Leaves out status, headers and
//! compression: the bytes alone decide.

use std::borrow::Cow;

use super::error::FlightError;
use super::hex;
use super::html;
use super::limits::Limits;

/// A byte order mark, which some archives put before a page.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The streams in `bytes`, in order.
///
/// A raw stream begins with a row (hex digits and `:`), and is lent as it is.
/// Anything else is searched for scripts that call `self.__next_f.push`; what
/// they push is joined, and each push of `[0]` begins a new stream, so that
/// several pages in one file stay apart. A page that pushes data without `[0]`
/// is one stream.
///
/// # Errors
/// [`FlightError::NoPush`] for HTML without data, [`FlightError::NotFlight`]
/// and [`FlightError::Empty`] for bytes that are neither; other variants for a
/// push that is cut or malformed, and for more than [`Limits::streams`].
pub fn streams<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Vec<Cow<'a, [u8]>>, FlightError> {
    if begins_with_row(bytes) {
        return Ok(vec![Cow::Borrowed(bytes)]);
    }
    let streams = html::streams(bytes, limits)?;
    if streams.is_empty() {
        return Err(neither(bytes));
    }
    Ok(streams.into_iter().map(Cow::Owned).collect())
}

/// Also true for a stream that is cut inside its first id.
fn begins_with_row(bytes: &[u8]) -> bool {
    let Some(id) = hex::read(bytes) else {
        return false;
    };
    match bytes.get(id.digits) {
        Some(byte) => *byte == b':',
        None => id.digits > 0,
    }
}

fn neither(bytes: &[u8]) -> FlightError {
    let text = bytes.strip_prefix(MARK).unwrap_or(bytes).trim_ascii_start();
    let offset = bytes.len() - text.len();
    match text.first() {
        None => FlightError::Empty,
        Some(b'<') => FlightError::NoPush { offset },
        Some(&found) => FlightError::NotFlight { offset, found },
    }
}
