//! What the files of an `import` are, as the command line says: answers to one request, or a layout of folders. Flags
//! that nobody would read are slips of the keyboard.

use std::{path::Path, sync::OnceLock};

use ingest::{Request, Source, sources::SOURCES};
use jiff::Timestamp;

use super::{STDIN, archive::ARCHIVE, batch::demand_argument};
use crate::{
    asked::Asked,
    cli::{CapturedAt, ImportArguments},
    clock,
    failure::Failure,
};

const CATALOG_HISTORY: &str = "catalog-history";
const PULSE: &str = "pulse";
/// The layouts that `import --help` describes.
const LAYOUTS: &[&str] = &[CATALOG_HISTORY, PULSE];

/// What the files are.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// Answers to a request.
    Request(Asked, CapturedAt),
    /// Days as `pulse` describes them.
    Pulse,
}

impl Wanted {
    /// Reads the command line.
    ///
    /// # Errors
    /// If the request is unknown, or a flag is missing, wrong or of no use.
    pub fn of(arguments: &ImportArguments) -> Result<Self, Failure> {
        let wanted = match arguments.wanted.as_str() {
            PULSE => Self::Pulse,
            CATALOG_HISTORY => Self::Request(asked("catalog/models")?, CapturedAt::FromName),
            request => Self::Request(asked(request)?, captured_at(arguments)?),
        };
        if LAYOUTS.contains(&arguments.wanted.as_str()) && arguments.captured_at.is_some() {
            let said = format!("the layout `{}` says by itself when a file was captured", arguments.wanted);
            return Err(Failure::command_line(said).with_hint("leave `--captured-at` out"));
        }
        wanted.demand_instants(arguments)?;
        match (wanted, &arguments.argument) {
            (Self::Pulse, Some(given)) => {
                Err(Failure::command_line(format!("the layout `{PULSE}` takes no argument, found `{given}`"))
                    .with_hint("leave `--argument` out"))
            }
            (Self::Request(asked, _), Some(given)) => demand_argument(asked, given).map(|()| wanted),
            (_, None) => Ok(wanted),
        }
    }

    /// An instant that can be, and names where it is read from names.
    fn demand_instants(self, arguments: &ImportArguments) -> Result<(), Failure> {
        let (given, is_from_name) = match self {
            Self::Request(_, CapturedAt::Instant(instant)) => (Some(instant), false),
            Self::Request(_, CapturedAt::FromName) => (None, true),
            Self::Request(_, CapturedAt::FromBody) | Self::Pulse => (None, false),
        };
        if let Some((instant, said)) = given.and_then(|instant| Some((instant, future(instant)?))) {
            let failure = Failure::command_line(format!("`--captured-at {instant}` {said}"));
            return Err(failure.with_hint(INSTANT));
        }
        if arguments.at_time.is_some() && !is_from_name {
            let said = "`--at-time` is for names with a day only: expected `--captured-at from-name`, found none";
            return Err(Failure::command_line(said).with_hint("an instant has a time already: leave `--at-time` out"));
        }
        if given.is_none() && arguments.files.iter().any(|file| file == Path::new(STDIN)) {
            let said = "stdin has no name that could say when it was captured";
            return Err(Failure::command_line(said).with_hint("give `--captured-at` an instant"));
        }
        Ok(())
    }
}

fn asked(request: &str) -> Result<Asked, Failure> {
    Asked::of(request).ok_or_else(|| Failure::unknown("request", request, known()))
}

/// What can be imported: requests, and layouts of folders.
pub fn known() -> Vec<&'static str> {
    static REQUESTS: OnceLock<Vec<String>> = OnceLock::new();
    let requests = REQUESTS.get_or_init(|| {
        let of_source = |source: &'static Source| {
            let name = |request: &Request| format!("{}/{}", source.id, request.name);
            source.requests.iter().map(name).collect::<Vec<_>>()
        };
        SOURCES.iter().flat_map(of_source).collect()
    });
    requests.iter().map(String::as_str).chain(LAYOUTS.iter().copied()).chain([ARCHIVE]).collect()
}

fn captured_at(arguments: &ImportArguments) -> Result<CapturedAt, Failure> {
    arguments.captured_at.ok_or_else(|| {
        let said = format!("`{}` needs `--captured-at`: when did the bytes arrive?", arguments.wanted);
        Failure::command_line(said).with_hint(
            "give it an instant such as `2026-08-10T06:00:00Z`, or `from-name` to read it from each file's name",
        )
    })
}

/// What an instant of capture is.
pub const INSTANT: &str = "it is the instant at which the bytes arrived, in UTC";

/// Bytes that arrive tomorrow are a slip of the keyboard, and would be the newest for ever. Clocks may differ a little.
pub fn future(captured_at: Timestamp) -> Option<String> {
    let now = clock::now();
    clock::is_ahead(captured_at, now).then(|| format!("is in the future: it is `{now}` now"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_describes_each_layout() {
        for layout in LAYOUTS {
            assert!(crate::cli::IMPORT_HELP.contains(&format!("\n  {layout} ")), "{layout}");
        }
    }
}
