//! What a string in the JSON of a row stands for: the `$` forms. Leaves out
//! the looking up.

use super::found::Reason;
use super::hex;
use super::row::RowId;

/// A string, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference<'a> {
    /// Text; also dates and symbols, without their mark.
    Text(&'a str),
    /// Digits of a number.
    Number(&'a str),
    /// Another row, or the value that `path` (keys joined by `:`) leads to.
    Row { id: RowId, path: Option<&'a str> },
    /// `undefined`.
    Absent,
    /// Nothing that could be shown.
    Missing(Reason),
}

impl<'a> Reference<'a> {
    /// Only a string that begins with `$` can be anything but text, and a
    /// doubled `$` is text that begins with one.
    pub fn read(text: &'a str) -> Self {
        let Some(form) = text.strip_prefix('$') else {
            return Self::Text(text);
        };
        let Some(mark) = form.bytes().next() else {
            return Self::Text(text);
        };
        // Each mark is ASCII; behind any other character nothing is read.
        let rest = form.get(1..).unwrap_or_default();
        match mark {
            b'$' => Self::Text(form),
            b'0'..=b'9' | b'a'..=b'f' => row(form),
            b'@' if rest.is_empty() => Self::Missing(Reason::NotSent),
            b'L' | b'@' | b'Q' | b'W' | b'i' | b'K' | b'B' | b'F' | b'h' => row(rest),
            b'S' | b'D' => Self::Text(rest),
            b'n' if is_integer(rest) => Self::Number(rest),
            _ => word(form),
        }
    }
}

fn word(form: &str) -> Reference<'_> {
    match form {
        "undefined" => Reference::Absent,
        "-0" => Reference::Number(form),
        "NaN" | "Infinity" | "-Infinity" => Reference::Missing(Reason::NotFinite),
        _ => Reference::Missing(Reason::UnknownForm),
    }
}

fn row(form: &str) -> Reference<'_> {
    let hex = hex::read(form.as_bytes()).filter(|hex| hex.digits > 0);
    let read = hex.and_then(|hex| Some((RowId::new(hex.value), form.get(hex.digits..)?)));
    match read {
        Some((id, "")) => Reference::Row { id, path: None },
        Some((id, rest)) => match rest.strip_prefix(':') {
            Some(path) => Reference::Row { id, path: Some(path) },
            None => Reference::Missing(Reason::UnknownForm),
        },
        None => Reference::Missing(Reason::UnknownForm),
    }
}

/// JSON has no leading zeros.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain && (digits == "0" || !digits.starts_with('0'))
}
