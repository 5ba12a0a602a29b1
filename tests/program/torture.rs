//! The refresh under torture: killed at every deed, on a disk that is full or refuses, by a crowd, under the eyes of readers.
//!
//! `make test` tries some places, `make torture` all of them, and many more times: `TOKENSHARE_TORTURE` says how many.

mod crowd;
mod deeds;
mod disk;
mod kill;
mod weekly;

/// How often something is tried: `few` times, or as often as whoever tortures wants.
#[expect(clippy::disallowed_methods, reason = "`make torture` says how much")]
pub fn times(few: usize) -> usize {
    std::env::var("TOKENSHARE_TORTURE").ok().and_then(|times| times.parse().ok()).unwrap_or(few)
}

/// Whether everything is tried.
pub fn is_torture() -> bool {
    times(0) > 0
}
