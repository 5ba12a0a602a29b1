//! What an export wrote into a folder. A list of it stands there, so that the next one takes away nothing else.

use std::{
    collections::BTreeSet,
    io, iter,
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use crate::data_package;

/// Stands in a folder that an export wrote, which a later one may replace. Hidden, so that no engine takes it for data.
pub const FILE: &str = ".tokenshare-export";

/// The folder in which the whole footer of each table stands.
pub const METADATA: &str = "_metadata";
/// The rows of a table, or of a day of it.
pub const PART: &str = "data.parquet";

/// The id of the run, then the name of each file in a line.
pub fn text(run_id: &str, files: &BTreeSet<PathBuf>) -> String {
    let lines = files.iter().map(|file| format!("{}\n", file.display()));
    iter::once(format!("{run_id}\n")).chain(lines).collect()
}

/// Whether an export wrote a folder.
pub fn is_in(folder: &Path) -> bool {
    folder.join(FILE).is_file()
}

/// What lies in a folder and no export wrote, by its name there, sorted: files, links, and folders that are empty.
///
/// # Errors
/// If the disk refuses it.
pub fn strangers(folder: &Path) -> io::Result<Vec<PathBuf>> {
    // Where no list can be read nothing is ours.
    let mark = fs_err::read(folder.join(FILE)).unwrap_or_default();
    let text = String::from_utf8_lossy(&mark);
    let listed = text.lines().skip(1).map(Path::new).filter(|name| can_be_ours(name));
    let ours: BTreeSet<&Path> = listed.chain([Path::new(FILE)]).collect();
    let mut found = Vec::new();
    walk(folder, Path::new(""), &ours, &mut found)?;
    found.sort_unstable();
    Ok(found)
}

/// Whether an export, of this version or of any before, can have written a file by that name: whatever else stands on a list
/// was written there by somebody, who may have meant another file.
fn can_be_ours(name: &Path) -> bool {
    let Some(name) = name.to_str() else { return false };
    let is_word = |text: &str| {
        let is_of_words = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !text.is_empty() && text.bytes().all(is_of_words)
    };
    let is_table = |file: &str, ending: &str| file.strip_suffix(ending).is_some_and(is_word);
    let is_day = |folder: &str| {
        folder.split_once('=').is_some_and(|(column, day)| is_word(column) && day.parse::<Date>().is_ok())
    };
    match name.split('/').collect::<Vec<_>>().as_slice() {
        [file] => *file == data_package::FILE || is_table(file, ".csv"),
        [METADATA, file] => is_table(file, ".parquet"),
        [table, PART] => is_word(table),
        [table, day, PART] => is_word(table) && is_day(day),
        _ => false,
    }
}

fn walk(folder: &Path, below: &Path, ours: &BTreeSet<&Path>, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut is_empty = true;
    for entry in fs_err::read_dir(folder.join(below))? {
        let entry = entry?;
        is_empty = false;
        let (name, kind) = (below.join(entry.file_name()), entry.file_type()?);
        if kind.is_dir() {
            walk(folder, &name, ours, found)?;
        } else if !(kind.is_file() && ours.contains(name.as_path())) {
            found.push(name);
        }
    }
    let is_theirs = || below != Path::new("") && !ours.iter().any(|file| file.starts_with(below));
    if is_empty && is_theirs() {
        found.push(below.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_the_list_is_ours_and_all_else_is_not() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path();
        for name in ["days/day=2026-04-05", "days/day=2026-04-12", "empty", "a.csv"] {
            fs_err::create_dir_all(path.join(name)).expect("room");
        }
        let files = ["b.csv", "days/day=2026-04-05/data.parquet", "days/day=2026-04-12/data.parquet", "gone.csv"]
            .map(PathBuf::from);
        let others = ["days/day=2026-04-05/mine", "c.csv", "a.csv/in"];
        for name in files.iter().take(2).map(PathBuf::as_path).chain(others.map(Path::new)) {
            fs_err::write(path.join(name), "").expect("room");
        }
        fs_err::os::unix::fs::symlink("b.csv", path.join("gone.csv")).expect("room");
        let found = || strangers(path).expect("a folder").into_iter().map(|name| name.display().to_string());
        assert!(!is_in(path) && found().any(|name| name == "b.csv"), "without a list nothing is ours");
        fs_err::write(path.join(FILE), text("a run", &files.into_iter().collect())).expect("room");
        // A link is nothing that an export wrote, and a folder that one made is no stranger's once it is empty.
        assert_eq!(found().collect::<Vec<_>>(), ["a.csv/in", "c.csv", "days/day=2026-04-05/mine", "empty", "gone.csv"]);
        assert!(is_in(path));
    }

    #[test]
    fn a_name_that_no_export_writes_is_not_believed() {
        for name in [
            "vendor_gap.csv",
            "datapackage.json",
            "_metadata/vendor_gap.parquet",
            "coverage/data.parquet",
            "token_share/week_start_date=2026-04-05/data.parquet",
        ] {
            assert!(can_be_ours(Path::new(name)), "{name}");
        }
        for name in [
            "",
            ".csv",
            "thesis.odt",
            "My notes.csv",
            "../vendor_gap.csv",
            "/vendor_gap.csv",
            "notes/vendor_gap.csv",
            "_metadata/notes.txt",
            "coverage/data.csv",
            "token_share/week_start_date=soon/data.parquet",
            "../week_start_date=2026-04-05/data.parquet",
        ] {
            assert!(!can_be_ours(Path::new(name)), "{name}");
        }
    }
}
