//! Faults that a test asks for, at the deeds that `disk` does: so that every place where a machine can die is tried.
//!
//! `TOKENSHARE_FAULT` is `trace` (tell each deed), or what is to happen at which deed, counted from 1: `kill@7` (end as by
//! `kill -9`), `torn@7` (write half of it, then end), `error@7` (the disk refuses that one), `full@7` (and all behind it),
//! `lacking` (two names are exchanged nowhere, as on some file systems).
//! A build without debug assertions does not look.

use std::{
    io::{self, ErrorKind},
    path::Path,
    str::FromStr,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What the one who asked is to do by himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Do half of it, then [`end`].
    Torn,
    /// Say that this can't be done here.
    Lacking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Trace,
    Kill,
    Torn,
    Error,
    Full,
    Lacking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    kind: Kind,
    at: usize,
}

impl FromStr for Asked {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, at) = text.split_once('@').unwrap_or((text, "0"));
        let kind = match kind {
            "trace" => Kind::Trace,
            "kill" => Kind::Kill,
            "torn" => Kind::Torn,
            "error" => Kind::Error,
            "full" => Kind::Full,
            "lacking" => Kind::Lacking,
            _ => return Err(()),
        };
        Ok(Self { kind, at: at.parse().map_err(|_| ())? })
    }
}

static DEEDS: AtomicUsize = AtomicUsize::new(0);

/// Whether something is to happen at this deed, which is the next one.
///
/// # Errors
/// The one that was asked for.
pub fn at(deed: &str, path: &Path) -> io::Result<Fault> {
    let Some(asked) = asked() else { return Ok(Fault::None) };
    let number = DEEDS.fetch_add(1, Ordering::SeqCst) + 1;
    match asked.kind {
        Kind::Trace => tracing::warn!("deed {number}: {deed} {}", path.display()),
        Kind::Lacking if deed == "exchange" => return Ok(Fault::Lacking),
        Kind::Torn if number == asked.at && deed == "write" => return Ok(Fault::Torn),
        Kind::Kill | Kind::Torn if number == asked.at => end(),
        Kind::Error if number == asked.at => return Err(refused(ErrorKind::Other, deed, path)),
        Kind::Full if number >= asked.at && deed != "remove" => {
            return Err(refused(ErrorKind::StorageFull, deed, path));
        }
        _ => {}
    }
    Ok(Fault::None)
}

/// Ends the process at once: nothing is cleaned up.
pub fn end() -> ! {
    std::process::abort()
}

/// As `fs_err` would tell it: with the file.
fn refused(kind: ErrorKind, deed: &str, path: &Path) -> io::Error {
    io::Error::new(kind, format!("failed to {deed} `{}`: {kind}, as a test asked", path.display()))
}

fn asked() -> Option<Asked> {
    static ASKED: OnceLock<Option<Asked>> = OnceLock::new();
    if !cfg!(debug_assertions) {
        return None;
    }
    *ASKED.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "a fault is no setting of users: it has no flag")]
        let text = std::env::var("TOKENSHARE_FAULT").ok()?;
        text.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read() {
        assert_eq!("kill@7".parse(), Ok(Asked { kind: Kind::Kill, at: 7 }));
        assert_eq!("trace".parse(), Ok(Asked { kind: Kind::Trace, at: 0 }));
        for nonsense in ["", "kill@", "kill@x", "burn@1"] {
            assert_eq!(nonsense.parse::<Asked>(), Err(()), "{nonsense}");
        }
    }
}
