//! `import archive --map FILE`: tables of weeks that someone else kept. The map file says whose they are and how they are
//! read; it goes into each snapshot, so that bytes and facts are enough to read them again.

use std::path::Path;

use ingest::{ArchiveFormat, ArchiveMap};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    cli::{CapturedAt, ImportArguments},
    facts::{Facts, is_path_part},
    failure::Failure,
};

/// The word that `import` knows it by.
pub const ARCHIVE: &str = "archive";

/// A map file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapFile {
    /// Who kept the table: part of the snapshots' path.
    name: String,
    /// The request of the source `archive` that the table answers.
    makes: String,
    /// Where it was published, and how it was made there.
    from: String,
    /// The licence of the bytes.
    licence: String,
    /// How to cite them; `{captured_at}` is filled in.
    citation: String,
    /// Which column is what.
    table: ArchiveMap,
}

impl MapFile {
    /// The map that the command line names; none for what is no archive.
    ///
    /// # Errors
    /// If a map is missing, given for something else, can't be read, or has a wrong key or value.
    pub fn of(arguments: &ImportArguments) -> anyhow::Result<Option<Self>> {
        match (arguments.wanted == ARCHIVE, &arguments.map) {
            (true, Some(path)) => Self::read(path).map(Some),
            (true, None) => Err(Failure::command_line("`archive` needs `--map`: which column is what?")
                .with_hint("maps for known archives are in data/maps")
                .into()),
            (false, Some(_)) => {
                let said = format!("`--map` is for `{ARCHIVE}`, found `{}`", arguments.wanted);
                Err(Failure::command_line(said).into())
            }
            (false, None) => Ok(None),
        }
    }

    fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs_err::read_to_string(path)?;
        let broken = |error| Failure::data(format!("broken map `{}`", path.display())).because(error);
        let map: Self = toml::from_str(&text).map_err(broken)?;
        if is_path_part(&map.name) {
            return Ok(map);
        }
        let said = format!("map `{}`: `name` is `{}`, expected a part of a path", path.display(), map.name);
        Err(Failure::data(said).into())
    }

    /// What the map says in place of the command line.
    pub fn arguments(&self, given: &ImportArguments) -> ImportArguments {
        ImportArguments {
            wanted: format!("{ARCHIVE}/{}", self.makes),
            captured_at: given.captured_at.or(Some(CapturedAt::FromName)),
            argument: given.argument.clone().or_else(|| Some(self.name.clone())),
            licence: given.licence.clone().or_else(|| Some(self.licence.clone())),
            note: given.note.clone().or_else(|| Some(format!("from {}", self.from))),
            ..given.clone()
        }
    }

    /// The ending of a stored body.
    pub const fn extension(&self) -> &'static str {
        match self.table.format {
            ArchiveFormat::Csv => "csv",
            ArchiveFormat::Json => "json",
        }
    }

    /// Puts the map into the facts of a body.
    pub fn describe(&self, facts: &mut Facts, captured_at: Timestamp) {
        facts.map = Some(self.table.clone());
        facts.citation = self.citation.replace("{captured_at}", &schema::day::of(captured_at).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maps of known archives are committed; each can be read, and makes what there is.
    #[test]
    fn committed_maps_are_good() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps");
        let mut count = 0;
        for entry in fs_err::read_dir(folder).expect("it is committed") {
            let path = entry.expect("an entry").path();
            let map = MapFile::read(&path).expect("a good map");
            assert!(ingest::request(&format!("{ARCHIVE}/{}", map.makes)).is_some(), "{}", path.display());
            assert!(map.citation.contains("{captured_at}"), "{}", path.display());
            count += 1;
        }
        assert!(count >= 2, "{count} maps");
    }
}
