//! The files of the repository as text, without what is built or fetched.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// One file.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// From the root, with slashes.
    pub path: String,
    pub text: String,
    /// Only tests use it.
    pub is_test: bool,
}

impl File {
    /// The text without a module of tests at its end.
    pub(super) fn product(&self) -> &str {
        match self.text.find("#[cfg(test)]\nmod tests {") {
            _ if self.is_test => "",
            Some(end) => self.text.get(..end).unwrap_or_default(),
            None => &self.text,
        }
    }

    pub(super) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }
}

/// The root of the repository.
pub(super) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs_err::canonicalize(root).unwrap()
}

/// All text files that are written by hand.
pub(super) fn files() -> Vec<File> {
    let root = root();
    let mut files: Vec<File> = paths(&root)
        .into_iter()
        .filter_map(|path| {
            Some(File { text: String::from_utf8(fs_err::read(root.join(&path)).ok()?).ok()?, path, is_test: false })
        })
        .collect();
    mark_tests(&mut files);
    files
}

/// What lies in git's view of the folder would need git; this leaves out what .gitignore leaves out.
fn paths(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let slashed = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if is_foreign(&slashed) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(slashed);
            }
        }
    }
    found
}

/// Built, fetched or sent by upstream.
fn is_foreign(path: &str) -> bool {
    let data = path
        .strip_prefix("data/")
        .filter(|rest| !["README.md", "reference", "sample"].contains(&rest.split('/').next().unwrap_or_default()));
    data.is_some()
        || [".git", "target", "Cargo.lock", "data/sample/snapshots"].contains(&path)
        || ["artifacts", "corpus", "coverage", "target", "Cargo.lock"].iter().any(|name| path == format!("fuzz/{name}"))
        || path.contains("/proptest-regressions")
}

/// A file is of tests by its folder, by its name, or because its parent declares it under `#[cfg(test)]`.
fn mark_tests(files: &mut [File]) {
    let declared: BTreeSet<String> = files.iter().flat_map(declared_tests).collect();
    for file in files {
        let stem = file.path.trim_end_matches(".rs");
        let below = |module: &String| stem == module || stem.starts_with(&format!("{module}/"));
        file.is_test = file.path.starts_with("tests/") || file.path.contains("/tests/") || declared.iter().any(below);
    }
}

fn declared_tests(file: &File) -> Vec<String> {
    let stem = file.path.trim_end_matches(".rs");
    let own = ["/lib", "/main", "/mod"].iter().find_map(|name| stem.strip_suffix(name)).unwrap_or(stem);
    let lines = file.text.lines().zip(file.text.lines().skip(1));
    let module = |(attribute, line): (&str, &str)| {
        let declares = attribute.trim() == "#[cfg(test)]";
        line.trim().strip_prefix("mod ")?.strip_suffix(';').filter(|_| declares).map(|name| format!("{own}/{name}"))
    };
    lines.filter_map(module).collect()
}

#[test]
fn tests_are_told_from_product() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned(), is_test: false };
    let mut files = [
        file("crates/a/src/lib.rs", "//! a\n#[cfg(test)]\nmod fixtures;\nmod b;\n"),
        file("crates/a/src/fixtures.rs", ""),
        file("crates/a/src/b.rs", "one\n#[cfg(test)]\nmod tests {\n two }"),
        file("crates/a/tests/whole.rs", ""),
        file("tests/tidy.rs", ""),
    ];
    mark_tests(&mut files);
    assert_eq!(files.iter().map(|file| file.is_test).collect::<Vec<_>>(), [false, true, false, true, true]);
    assert_eq!(files[2].product(), "one\n");
    assert!(is_foreign("data/demo") && !is_foreign("data/reference/vendors.csv") && !is_foreign("crates"));
    assert!(is_foreign("fuzz/corpus") && !is_foreign("fuzz/Cargo.toml") && !is_foreign("fuzz/fuzz_targets"));
}
