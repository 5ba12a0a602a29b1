//! What an export wrote into a folder. A list of it stands there, so that the next one takes away nothing else.

use std::{
    collections::BTreeSet,
    io, iter,
    path::{Path, PathBuf},
};

/// Stands in a folder that an export wrote, which a later one may replace. Hidden, so that no engine takes it for data.
pub const FILE: &str = ".tokenshare-export";

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
    let ours: BTreeSet<&Path> = text.lines().skip(1).chain([FILE]).map(Path::new).collect();
    let mut found = Vec::new();
    walk(folder, Path::new(""), &ours, &mut found)?;
    found.sort_unstable();
    Ok(found)
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
        for name in ["days/one", "days/two", "empty", "a.csv"] {
            fs_err::create_dir_all(path.join(name)).expect("room");
        }
        let files = ["b.csv", "days/one/data", "days/two/data", "gone"].map(PathBuf::from);
        let others = ["days/one/mine", "c.csv", "a.csv/in"];
        for name in files.iter().take(2).map(PathBuf::as_path).chain(others.map(Path::new)) {
            fs_err::write(path.join(name), "").expect("room");
        }
        fs_err::os::unix::fs::symlink("b.csv", path.join("gone")).expect("room");
        let found = || strangers(path).expect("a folder").into_iter().map(|name| name.display().to_string());
        assert!(!is_in(path) && found().any(|name| name == "b.csv"), "without a list nothing is ours");
        fs_err::write(path.join(FILE), text("a run", &files.into_iter().collect())).expect("room");
        // A link is nothing that an export wrote, and a folder that one made is no stranger's once it is empty.
        assert_eq!(found().collect::<Vec<_>>(), ["a.csv/in", "c.csv", "days/one/mine", "empty", "gone"]);
        assert!(is_in(path));
    }
}
