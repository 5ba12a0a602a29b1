//! What others wrote and the repository carries is what they published, with its licence; and what is fetched for tests is
//! named without the host that one machine fetched it from.

use fs_err as fs;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{demand_none, tree};

const FOLDER: &str = "crates/report/vendor";
const LOCK: &str = "tests/browser/package-lock.json";

#[derive(Deserialize)]
struct Provenance {
    file: Vec<Vendored>,
}

#[derive(Deserialize)]
struct Vendored {
    path: String,
    licence: String,
    licence_path: String,
    sha256: String,
}

/// What is wrong with a file, given its bytes.
fn wrong(vendored: &Vendored, bytes: &[u8]) -> Option<String> {
    let found = Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let is_licence_known = ["0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"].contains(&vendored.licence.as_str());
    (found != vendored.sha256 || !is_licence_known)
        .then(|| format!("{}: licence `{}`, sha256 {found}", vendored.path, vendored.licence))
}

#[test]
fn vendored_files_are_what_was_published() {
    let folder = tree::root().join(FOLDER);
    let provenance: Provenance = toml::from_str(&fs::read_to_string(folder.join("provenance.toml")).unwrap()).unwrap();
    demand_none(
        &provenance
            .file
            .iter()
            .filter_map(|vendored| wrong(vendored, &fs::read(folder.join(&vendored.path)).unwrap()))
            .collect::<Vec<_>>(),
    );
    let mut expected: Vec<_> =
        provenance.file.iter().flat_map(|file| [file.path.clone(), file.licence_path.clone()]).collect();
    expected.push("provenance.toml".to_owned());
    expected.sort_unstable();
    let mut found: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    found.sort_unstable();
    assert_eq!(found, expected);
    let changed = Vendored { path: "a".into(), licence: "ISC".into(), licence_path: "b".into(), sha256: "0".into() };
    assert!(wrong(&changed, b"other bytes").is_some());
}

/// A lock that names a host would be of one machine, and one without hashes of none.
fn fetched_from_somewhere(lock: &str) -> Vec<String> {
    lock.lines().filter(|line| line.contains("\"resolved\"")).map(str::to_owned).collect()
}

#[test]
fn what_tests_fetch_is_pinned_and_names_no_host() {
    let lock = fs::read_to_string(tree::root().join(LOCK)).unwrap();
    demand_none(&fetched_from_somewhere(&lock));
    let count = |text| lock.matches(text).count();
    assert_eq!(count("\"node_modules/"), count("\"integrity\": \"sha512-"));
    assert_eq!(fetched_from_somewhere("  \"resolved\": \"https://example.org/a.tgz\"").len(), 1);
}
