//! Finds pushes in the scripts of a page. Leaves out all other HTML: comments,
//! entities and the rest of the tree have no say in where a script ends.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::{memchr, memmem};

use super::error::FlightError;
use super::limits::Limits;
use super::push::{self, Push};

/// The variable that takes the pushes, and what stands behind it in a call.
const VARIABLE: &[u8] = b"__next_f";
const CALLS: [&[u8]; 2] = [b".push(", b"||[]).push("];

/// What the scripts of `html` push, one entry per stream.
pub(super) fn streams(html: &[u8], limits: &Limits) -> Result<Vec<Vec<u8>>, FlightError> {
    let mut streams = Vec::new();
    let mut offset = 0;
    while let Some(script) = next_script(html, offset) {
        offset = script.end;
        let mut call = script.start;
        while let Some(argument) = next_argument(html, call, script.end) {
            let (push, end) = push::read(html, argument, script.end)?;
            append(&mut streams, push, argument)?;
            if streams.len() > limits.streams {
                let limit = limits.streams;
                return Err(FlightError::TooManyStreams { offset: argument, limit });
            }
            call = end;
        }
    }
    Ok(streams)
}

fn append(streams: &mut Vec<Vec<u8>>, push: Push<'_>, offset: usize) -> Result<(), FlightError> {
    if streams.is_empty() && !matches!(push, Push::FormState) || matches!(push, Push::Start) {
        streams.push(Vec::new());
    }
    let Some(stream) = streams.last_mut() else {
        return Ok(());
    };
    match push {
        Push::Start | Push::FormState => {}
        Push::Text(text) => stream.extend_from_slice(text.as_bytes()),
        Push::Bytes(text) => {
            STANDARD
                .decode_vec(text.as_bytes(), stream)
                .map_err(|source| FlightError::PushBase64 { offset, source })?;
        }
    }
    Ok(())
}

/// The next script element from its tag on: attributes hold no pushes. A page
/// cut inside one has it end where the page ends.
fn next_script(html: &[u8], offset: usize) -> Option<std::ops::Range<usize>> {
    let start = find_tag(html, offset, b"<script")?;
    let end = find_tag(html, start, b"</script").unwrap_or(html.len());
    Some(start..end)
}

fn find_tag(html: &[u8], mut offset: usize, tag: &[u8]) -> Option<usize> {
    loop {
        offset += memchr(b'<', html.get(offset..)?)?;
        let found = html.get(offset..)?;
        let is_tag = found.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag));
        // `<scripted>` is another element.
        if is_tag && !found.get(tag.len()).is_some_and(u8::is_ascii_alphanumeric) {
            return Some(offset);
        }
        offset += 1;
    }
}

fn next_argument(html: &[u8], mut offset: usize, end: usize) -> Option<usize> {
    loop {
        offset += memmem::find(html.get(offset..end)?, VARIABLE)? + VARIABLE.len();
        let rest = html.get(offset..end)?;
        if let Some(call) = CALLS.iter().find(|call| rest.starts_with(call)) {
            return Some(offset + call.len());
        }
    }
}
