//! The last line of a file that nothing else vouches for: a comment with the SHA-256 of all lines above it.
//!
//! `snapshot.toml` is written before any manifest knows it, `sealed.toml` before any run went by it, and `run.toml` vouches for
//! the manifest: a bit that flips in one of them is found all the same. Each says in its own words whether a seal belongs there.

use crate::{digest::sha256, failure::Failure};

const BEGINS: &str = "# sha256 of the lines above: ";

/// The text with its seal below.
pub fn sealed(text: &str) -> String {
    format!("{text}{}\n", seal(text))
}

fn seal(text: &str) -> String {
    format!("{BEGINS}{}", sha256(text.as_bytes()))
}

/// Demands that there is a seal, and that it fits: of a file whose own words say that this program sealed it.
///
/// # Errors
/// If there is none, or it does not.
pub fn demand_there(text: &str) -> Result<(), Failure> {
    if split(text).1.starts_with('#') {
        return demand(text);
    }
    Err(Failure::data("the seal in its last line is gone")
        .with_hint("the file was cut or edited after it was written: restore it from a copy"))
}

/// Demands that a seal fits. A file without one is of an older version, or somebody wrote it by hand.
///
/// # Errors
/// If it does not.
pub fn demand(text: &str) -> Result<(), Failure> {
    let (above, last) = split(text);
    if !last.starts_with('#') || (last == seal(above) && text.ends_with('\n')) {
        return Ok(());
    }
    let said = format!("the seal in its last line does not fit: expected `{}`, found `{last}`", seal(above));
    Err(Failure::data(said).with_hint("the file was changed after it was written: restore it from a copy"))
}

/// The last line, and all above it.
fn split(text: &str) -> (&str, &str) {
    let whole = text.strip_suffix('\n').unwrap_or(text);
    whole.split_at(whole.rfind('\n').map_or(0, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_breaks_the_seal_or_the_form() {
        let whole = sealed("format = 1\nname = \"a\"\n");
        demand(&whole).expect("it was just sealed");
        demand("format = 1\n").expect("no seal");
        for at in 0..whole.len() * 8 {
            let mut bytes = whole.clone().into_bytes();
            bytes[at / 8] ^= 1 << (at % 8);
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let is_found = demand(&text).is_err() || toml::from_str::<toml::Table>(&text).is_err();
            assert!(is_found, "bit {at}: {text}");
        }
    }

    #[test]
    fn a_seal_that_was_cut_off_is_missed_where_one_belongs() {
        let whole = sealed("format = 2\nname = \"a\"\n");
        demand_there(&whole).expect("it was just sealed");
        for end in 0..whole.len() {
            assert!(demand_there(&whole[..end]).is_err(), "cut at {end}");
        }
    }
}
