//! `import archive --map FILE`: tables of weeks that someone else kept. The map file says whose they are and how they are
//! read; it goes into each snapshot, so that bytes and facts are enough to read them again.

mod map_file;
mod when;

use std::path::Path;

use jiff::SignedDuration;

use super::batch::Batch;
use crate::{
    asked::Asked,
    cli::{CapturedAt, ImportArguments},
    facts::Facts,
    failure::Failure,
    gzip::{LARGEST_BODY, unpacked},
    snapshot::read_at_most,
};
use map_file::MapFile;
pub use map_file::names as maps;
use when::When;

/// The word that `import` knows it by.
pub const ARCHIVE: &str = "archive";

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The map that the command line names; none for what is no archive.
///
/// # Errors
/// If a map is missing, given for something else, can't be read, or has problems: all of them at once.
pub fn map(arguments: &ImportArguments) -> anyhow::Result<Option<Archive>> {
    match (arguments.wanted == ARCHIVE, &arguments.map) {
        (true, Some(given)) => Ok(Some(Archive { map: MapFile::read(given)? })),
        (true, None) => Err(Failure::command_line("`archive` needs `--map`: which column is what?")
            .with_hint(format!("inside the program are {}; or name a file of your own", map_file::listed()))
            .into()),
        (false, Some(_)) => {
            let said = format!("`--map` is for `{ARCHIVE}`, found `{}`", arguments.wanted);
            Err(Failure::command_line(said).with_hint("leave `--map` out, or import as `archive`").into())
        }
        (false, None) => Ok(None),
    }
}

/// Files that a map says how to read.
#[derive(Debug)]
pub struct Archive {
    map: MapFile,
}

impl Archive {
    /// What the map says in place of the command line.
    pub fn arguments(&self, given: &ImportArguments) -> ImportArguments {
        let map = &self.map;
        let (captured_at, at_time) = match &map.captured_at {
            When::FromName => (CapturedAt::FromName, None),
            When::EndOfDay => (CapturedAt::FromName, Some(DAY)),
            When::At(instant) => (CapturedAt::Instant(*instant), None),
            When::Path(_) => (CapturedAt::FromBody, None),
        };
        ImportArguments {
            wanted: format!("{ARCHIVE}/{}", map.makes),
            captured_at: given.captured_at.or(Some(captured_at)),
            at_time: given.at_time.or(at_time.filter(|_| given.captured_at.is_none())),
            argument: given.argument.clone().or_else(|| Some(map.name.clone())),
            note: given.note.clone().or_else(|| Some(format!("from {}", map.from))),
            ..given.clone()
        }
    }

    /// Gives files the instant that stands in them; those without one are refused.
    pub fn date(&self, arguments: &ImportArguments, batch: &mut Batch) {
        let When::Path(path) = &self.map.captured_at else { return };
        if arguments.captured_at != Some(CapturedAt::FromBody) {
            return;
        }
        for mut candidate in std::mem::take(&mut batch.candidates) {
            match instant(&candidate.file, path) {
                Ok(instant) => {
                    candidate.captured_at = instant;
                    batch.candidates.push(candidate);
                }
                Err(error) => batch.refuse(&candidate.file, candidate.asked, error),
            }
        }
    }

    /// The ending of a stored body, and of files in a folder.
    pub const fn extension(&self) -> &'static str {
        self.map.extension()
    }

    /// Puts the map and its terms into the facts of a body.
    pub fn describe(&self, facts: &mut Facts) {
        // The end of a day is an instant of the next one.
        let within = match self.map.captured_at {
            When::EndOfDay => {
                facts.captured_at.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(facts.captured_at)
            }
            _ => facts.captured_at,
        };
        let day = schema::day::of(within).to_string();
        facts.map = Some(self.map.table.clone());
        facts.licence.clone_from(&self.map.licence);
        facts.citation = self.map.citation.replace("{captured_at}", &day);
    }
}

fn instant(file: &Path, path: &str) -> anyhow::Result<jiff::Timestamp> {
    let bytes = read_at_most(file, LARGEST_BODY)?;
    Ok(when::in_body(&unpacked(&bytes)?, path)?)
}

/// The request of a map.
fn asked(makes: &str) -> Option<Asked> {
    Asked::of(&format!("{ARCHIVE}/{makes}"))
}
