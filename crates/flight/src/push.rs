//! The argument of one `self.__next_f.push(…)`: a JSON array whose first
//! element says what the second is. Leaves out where the call stands.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Unexpected, Visitor};

use super::error::FlightError;

/// What one call pushes.
pub(super) enum Push<'a> {
    /// `[0]`: a stream begins.
    Start,
    /// `[1,text]`: a piece of it, cut anywhere but inside a character.
    Text(Cow<'a, str>),
    /// `[2,any]`: form state, not part of the stream.
    FormState,
    /// `[3,base64]`: a piece cut inside a character.
    Bytes(Cow<'a, str>),
}

/// Reads the argument at `offset` of `html`, which reaches at most to `end`;
/// gives the offset behind it.
pub(super) fn read(html: &[u8], offset: usize, end: usize) -> Result<(Push<'_>, usize), FlightError> {
    let script = html.get(offset..end).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_slice(script).into_iter::<Push<'_>>();
    let push = values.next().unwrap_or_else(|| Err(Error::custom("no argument")));
    match push {
        Ok(push) => Ok((push, offset + values.byte_offset())),
        Err(source) => Err(FlightError::Push { offset, source }),
    }
}

impl<'de> Deserialize<'de> for Push<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PushVisitor)
    }
}

struct PushVisitor;

impl<'de> Visitor<'de> for PushVisitor {
    type Value = Push<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("`[0]`, `[1,text]`, `[2,any]` or `[3,base64]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let kind = array.next_element::<u64>()?;
        let push = match kind {
            Some(0) => Push::Start,
            Some(1) => Push::Text(text(&mut array)?),
            Some(2) => Push::FormState,
            Some(3) => Push::Bytes(text(&mut array)?),
            Some(kind) => return Err(Error::invalid_value(Unexpected::Unsigned(kind), &self)),
            None => return Err(Error::invalid_length(0, &self)),
        };
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(push)
    }
}

fn text<'de, A: SeqAccess<'de>>(array: &mut A) -> Result<Cow<'de, str>, A::Error> {
    match array.next_element::<Text<'de>>()? {
        Some(Text(text)) => Ok(text),
        None => Err(Error::invalid_length(1, &PushVisitor)),
    }
}

/// Borrowed where the JSON has no escapes; a bare `Cow` would always copy.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
