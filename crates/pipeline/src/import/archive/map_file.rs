//! A map file: whose table it is, and how it is read. To have a [`MapFile`] is to know that it fits together.

use std::path::Path;

use ingest::{ArchiveFormat, ArchiveMap};
use serde::Deserialize;
use toml::{Table, Value};

use super::{ARCHIVE, When, asked};
use crate::{
    facts::is_path_part, failure::Failure, laid::MAPS, nearest::nearest, problems::Problems, snapshot::read_text,
};

const KEYS: &[&str] = &["name", "makes", "from", "licence", "citation", "captured_at", "table"];

/// The names of those inside the program.
pub fn names() -> Vec<&'static str> {
    let toml = |path: &'static Path| path.extension().is_some_and(|extension| extension == "toml");
    let paths = MAPS.files().map(include_dir::File::path).filter(|path| toml(path));
    let mut names: Vec<_> = paths.filter_map(|path| path.file_stem()?.to_str()).collect();
    names.sort_unstable();
    names
}

/// The same, for people.
pub fn listed() -> String {
    names().iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn built_in(name: &str) -> Option<&'static str> {
    MAPS.get_file(format!("{name}.toml"))?.contents_utf8()
}

/// Whether it can't be meant as a file: there is none of that name, and it has no ending.
fn is_name(path: &Path) -> bool {
    path.symlink_metadata().is_err() && path.components().count() == 1 && path.extension().is_none()
}

fn unknown(given: &str) -> Failure {
    let nearest = nearest(given, names()).map(|name| format!(", the nearest is `{name}`")).unwrap_or_default();
    let said = format!("unknown map `{given}`{nearest}");
    Failure::command_line(said).with_hint(format!("inside the program are {}; or name a file", listed()))
}

/// A map file that was checked.
#[derive(Clone, Debug)]
pub struct MapFile {
    /// Whose table it is: part of the snapshots' path.
    pub name: String,
    /// The request of the source `archive` that the table answers.
    pub makes: String,
    /// Where it was published, and how it was made there.
    pub from: String,
    /// The licence of the bytes.
    pub licence: String,
    /// How to cite them; `{captured_at}` is filled in.
    pub citation: String,
    /// When the bytes arrived from upstream.
    pub captured_at: When,
    /// Which column is what.
    pub table: ArchiveMap,
}

/// A map file as written.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Draft {
    name: String,
    makes: String,
    from: String,
    licence: String,
    citation: String,
    captured_at: String,
}

/// How its table is read.
#[derive(Deserialize)]
struct How {
    table: ArchiveMap,
}

impl Default for Draft {
    fn default() -> Self {
        let nothing = String::new;
        let captured_at = "from_name".to_owned();
        let (name, makes, from, licence, citation) = (nothing(), nothing(), nothing(), nothing(), nothing());
        Self { name, makes, from, licence, citation, captured_at }
    }
}

impl MapFile {
    /// Reads and checks a map.
    ///
    /// # Errors
    /// If it can't be read, or has problems: all of them.
    pub fn read(given: &str) -> anyhow::Result<Self> {
        let path = Path::new(given);
        let text = match built_in(given).filter(|_| !path.is_file()) {
            Some(text) => text.to_owned(),
            None if is_name(path) => return Err(unknown(given).into()),
            None => read_text(path)?,
        };
        let hint =
            "`maps/README.md`, which `tokenshare init` lays, explains every key; the maps beside it are examples";
        Self::parse(&text).map_err(|problems| problems.into_failure("map ", path, "can't be used", hint).into())
    }

    fn parse(text: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                problems.add(error.message());
                return Err(problems);
            }
        };
        set_aside_unknown(&mut table, &mut problems);
        // Apart from the rest, whose problems would be hidden by a key that is missing there.
        let how = table.remove("table");
        if how.is_none() {
            problems.add("missing `[table]`: which column is what?");
        }
        let how = how.and_then(|how| problems.read::<How>(Table::from_iter([("table".to_owned(), how)])));
        match problems.read::<Draft>(table) {
            Some(draft) => draft.checked(how.map(|how| how.table), problems),
            None => Err(problems),
        }
    }

    /// The ending of a stored body.
    pub const fn extension(&self) -> &'static str {
        match self.table.format {
            ArchiveFormat::Csv => "csv",
            ArchiveFormat::Json => "json",
        }
    }
}

impl Draft {
    fn checked(self, table: Option<ArchiveMap>, mut problems: Problems) -> Result<MapFile, Problems> {
        let texts =
            [("makes", &self.makes), ("from", &self.from), ("licence", &self.licence), ("citation", &self.citation)];
        for (key, _) in texts.iter().filter(|(_, text)| text.is_empty()) {
            problems.add(format!("missing `{key}`"));
        }
        if !is_path_part(&self.name) {
            problems.add(format!("`name`: found `{}`, expected a part of a path such as `kenneth-top`", self.name));
        }
        if self.citation.replace("{captured_at}", "").contains('{') {
            problems.add("`citation`: the only thing that is filled in is `{captured_at}`");
        }
        if !self.makes.is_empty() && asked(&self.makes).is_none() {
            problems.add_unknown("request in `makes`", &self.makes, requests());
        }
        let captured_at = When::parse(&self.captured_at).map_err(|problem| problems.add(problem)).ok();
        if table.as_ref().is_some_and(|table| table.format == ArchiveFormat::Csv && table.rows.is_some()) {
            problems.add("`table.rows` is a place in JSON, and `table.format` is `csv`");
        }
        let Self { name, makes, from, licence, citation, .. } = self;
        match captured_at.zip(table).filter(|_| problems.is_empty()) {
            Some((captured_at, table)) => Ok(MapFile { name, makes, from, licence, citation, captured_at, table }),
            None => Err(problems),
        }
    }
}

/// Unknown keys are set aside as problems first, so that one slip does not hide the next.
fn set_aside_unknown(file: &mut Table, problems: &mut Problems) {
    retain(file, KEYS, problems);
    let Some(table) = file.get_mut("table").and_then(Value::as_table_mut) else { return };
    retain(table, ArchiveMap::KEYS, problems);
    if let Some(columns) = table.get_mut("columns").and_then(Value::as_table_mut) {
        retain(columns, ArchiveMap::COLUMNS, problems);
    }
}

fn retain(table: &mut Table, known: &[&str], problems: &mut Problems) {
    let strange: Vec<String> = table.keys().filter(|key| !known.contains(&key.as_str())).cloned().collect();
    for key in strange {
        table.remove(&key);
        problems.add_unknown("key", &key, known.iter().copied());
    }
}

/// What an archive can make.
fn requests() -> Vec<&'static str> {
    let archive = ingest::sources::SOURCES.iter().filter(|source| source.id == ARCHIVE);
    archive.flat_map(|source| source.requests).map(|request| request.name).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use expect_test::{Expect, expect};

    use super::*;

    const GOOD: &str = "\
name = 'keeper'
makes = 'vendor-weeks'
from = 'somewhere'
licence = 'none stated'
citation = 'OpenRouter, retrieved {captured_at}, as kept by somebody'
[table]
format = 'csv'
[table.columns]
week = 'Date'
label = 'Author'
tokens = 'Tokens'
unit = 'billions'
";

    fn check(edits: &[(&str, &str)], expected: &Expect) {
        let text = edits.iter().fold(GOOD.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "`{from}` is not in the map");
            text.replace(from, to)
        });
        let said = MapFile::parse(&text).map(|map| format!("{:?}", map.captured_at));
        expected.assert_eq(&said.unwrap_or_else(|problems| problems.lines()));
    }

    #[test]
    fn all_problems_are_told_at_once() {
        check(&[], &expect!["FromName"]);
        check(
            &[
                ("name = 'keeper'", "name = 'a/b'\ncaptured_at = 'noon'\nlicense = 'MIT'"),
                ("vendor-weeks", "vendor-week"),
                ("from = 'somewhere'\n", ""),
                ("format", "formats"),
                ("label", "lable"),
                ("billions", "trillions"),
            ],
            &expect![[r#"
                `captured_at`: found `noon`, expected `from_name`, `end_of_day`, an instant such as `2026-08-10T06:00:00Z`, or its place in the document such as `$.fetched_at`
                `name`: found `a/b`, expected a part of a path such as `kenneth-top`
                missing `from`
                missing field `format` in `table`
                unknown key `formats`, the nearest is `format`
                unknown key `lable`, the nearest is `label`
                unknown key `license`, the nearest is `licence`
                unknown request in `makes` `vendor-week`, the nearest is `vendor-weeks`
                unknown variant `trillions`, expected one of `tokens`, `thousands`, `millions`, `billions` in `table.columns.unit`"#]],
        );
        check(&[("[table]", "[table")], &expect!["unclosed table, expected `]`"]);
        check(
            &[("name = 'keeper'", "name = 1")],
            &expect![[r#"
            `name`: found ``, expected a part of a path such as `kenneth-top`
            invalid type: integer `1`, expected a string in `name`"#]],
        );
        check(
            &[("'csv'", "'csv'\nrows = 1")],
            &expect!["invalid type: integer `1`, expected a string in `table.rows`"],
        );
    }

    /// The page for people has every key, and nothing that is none.
    #[test]
    fn the_page_on_maps_is_complete() {
        let page = include_str!("../../../../../data/maps/README.md");
        let below = |before: &str, keys: &[&str]| keys.iter().map(|key| format!("{before}{key}")).collect::<Vec<_>>();
        let top: Vec<_> = KEYS.iter().copied().filter(|key| *key != "table").collect();
        let keys = [below("", &top), below("table.", ArchiveMap::KEYS), below("table.columns.", ArchiveMap::COLUMNS)];
        let told: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert_eq!(told, keys.concat());
    }

    /// Maps of known archives are committed; each can be read, cites the day, and its file says where it is from.
    #[test]
    fn committed_maps_are_good() {
        let mut known = BTreeSet::new();
        for name in names() {
            let map = MapFile::read(name).unwrap_or_else(|error| panic!("{error:#}"));
            assert!(map.citation.contains("{captured_at}"), "{name}");
            assert!(map.from.starts_with("github.com/"), "{name}");
            assert!(known.insert((map.makes, map.name)), "{name}: two maps of one name");
            assert!(crate::cli::IMPORT_HELP.contains(name), "`import --help` has all");
        }
        assert_eq!(known.len(), 5);
        let unknown = MapFile::read("vendor_week").expect_err("there is none");
        assert_eq!(unknown.to_string(), "unknown map `vendor_week`, the nearest is `vendor_weeks`");
        assert!(MapFile::read("vendor_week.toml").expect_err("no file").downcast_ref::<Failure>().is_none());
    }
}
