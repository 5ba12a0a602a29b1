//! Escapes of half a character, `\ud800` to `\udfff` outside of a pair: what
//! a JavaScript server writes of a string that was cut inside an emoji, and
//! what no Rust string holds. Leaves out what the strings mean.

use std::borrow::Cow;

/// Reads `json` by `read`, and where that refuses it, once more with U+FFFD in
/// the place of each half; with how many these are. One name that somebody
/// gave an app must not stop what all else says.
///
/// # Errors
/// Those of `read`: the first ones, where halves are not the reason.
pub fn read<T, E>(json: &[u8], read: impl Fn(&[u8]) -> Result<T, E>) -> Result<(T, usize), E> {
    read(json).map(|value| (value, 0)).or_else(|error| {
        let (whole, halves) = whole(json);
        if halves == 0 { Err(error) } else { read(&whole).map(|value| (value, halves)) }
    })
}

/// The same JSON, of the same length, with `\ufffd` where halves stand, and
/// how many these are. In one pass.
#[must_use]
pub fn whole(json: &[u8]) -> (Cow<'_, [u8]>, usize) {
    let (mut whole, mut halves, mut at) = (Cow::Borrowed(json), 0, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        at += match (escaped(json, at), escaped(json, at + 6)) {
            // A backslash that is itself escaped begins nothing.
            (None, _) => 2,
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                halves += 1;
                if let Some(digits) = whole.to_mut().get_mut(at + 2..at + 6) {
                    digits.copy_from_slice(b"fffd");
                }
                6
            }
            (Some(_), _) => 6,
        };
    }
    (whole, halves)
}

/// The code unit that `\uXXXX` at a place is; none where something else stands
/// there.
fn escaped(json: &[u8], at: usize) -> Option<u32> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, digit| Some(16 * unit + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn only_halves_are_read_as_none() {
        let value = |json: &str| {
            read(json.as_bytes(), |bytes| serde_json::from_slice::<Value>(bytes)).map_err(|error| error.to_string())
        };
        for (json, said, halves) in [
            (r#""\ud83d\ude00 \\ud800""#, "\u{1f600} \\ud800", 0),
            (r#""\udc00\ud800""#, "\u{fffd}\u{fffd}", 2),
            (r#""\ud800\ud83d\ude00""#, "\u{fffd}\u{1f600}", 1),
        ] {
            assert_eq!(value(json), Ok((Value::from(said), halves)), "{json}");
        }
        assert!(value(r#""\ud800"#).is_err(), "what is cut stays so");
    }
}
