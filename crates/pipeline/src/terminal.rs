//! How wide the terminal is, where there is one.

use std::{io::IsTerminal, os::fd::AsFd};

/// A narrower one has no room for anything; it says so where it does not know.
const LEAST: u16 = 20;

/// The columns of the terminal that `stream` goes to: what `COLUMNS` says, or else what the terminal says. `None` where
/// it goes to a file, a pipe, or a terminal that does not know: whoever reads there gets lines as wide as they are.
pub fn columns(stream: &(impl IsTerminal + AsFd)) -> Option<u16> {
    if !stream.is_terminal() {
        return None;
    }
    #[expect(clippy::disallowed_methods, reason = "shells set it, and it has no flag: the terminal knows it, too")]
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let is_known = |columns: &u16| *columns >= LEAST;
    let measured = || rustix::termios::tcgetwinsize(stream).ok().map(|size| size.ws_col);
    asked.filter(is_known).or_else(|| measured().filter(is_known))
}
