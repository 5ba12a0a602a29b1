//! What vouches for a run: `run.toml` is sealed and has the hash of `manifest.toml`, which has those of tables, data packages
//! and files of the reference that are in the run, and of the facts of each snapshot, which have those of the bodies.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context as _;
use schema::tables::named;

use crate::{
    digest::sha256,
    failure::Failure,
    manifest::{self, Manifest},
    recipe::CODE,
    run_facts::RunFacts,
    runs::FACTS,
    seal,
    snapshot::{FACTS as SNAPSHOT_FACTS, read_stored},
    snapshots::{self, Found},
    store,
};

/// What is wrong with the files of a run.
pub fn of_run(folder: &Path) -> Vec<anyhow::Error> {
    let expected = match vouched(folder).with_context(|| format!("`{}`", folder.join(FACTS).display())) {
        Ok(expected) => expected,
        Err(error) => return vec![error],
    };
    match manifest(folder, expected.as_deref()) {
        Ok(manifest) => files(folder, &manifest),
        Err(error) => vec![error.context(format!("`{}`", folder.join(manifest::FILE).display()))],
    }
}

/// The manifest of a run, if it is the one that the run wrote.
///
/// # Errors
/// If it is not, or can't be read.
pub fn manifest_of(folder: &Path) -> anyhow::Result<Manifest> {
    let expected = vouched(folder).with_context(|| format!("`{FACTS}`"))?;
    manifest(folder, expected.as_deref()).with_context(|| format!("`{}`", manifest::FILE))
}

/// The hash of the manifest.
fn vouched(folder: &Path) -> anyhow::Result<Option<String>> {
    let text = text(&folder.join(FACTS))?;
    seal::demand(&text)?;
    let facts = toml::from_str::<RunFacts>(&text)
        .map_err(|error| Failure::data(format!("broken `{FACTS}`")).with_hint(ANEW).because(error))?;
    // Every version that writes this hash seals the file.
    if facts.manifest_sha256.is_some() {
        seal::demand_there(&text)?;
    }
    Ok(facts.manifest_sha256)
}

const ANEW: &str = "`tokenshare run PIPELINE.toml --fresh` makes all tables anew; `tokenshare gc --damaged` removes older runs that are broken";

fn manifest(folder: &Path, expected: Option<&str>) -> anyhow::Result<Manifest> {
    let text = text(&folder.join(manifest::FILE))?;
    if let Some(expected) = expected {
        demand(expected, text.as_bytes())?;
    }
    let manifest = Manifest::parse(&text)?;
    // An older version wrote no hash of it; this one has never left it out.
    if expected.is_none() && manifest.code == CODE {
        return Err(Failure::data(format!("`{FACTS}` has no hash of it any more")).with_hint(ANEW).into());
    }
    Ok(manifest)
}

/// What was flipped may be no text any more: that is no matter of the system.
fn text(path: &Path) -> anyhow::Result<String> {
    let broken = |error| Failure::data("it is no text").with_hint(ANEW).because(error);
    Ok(String::from_utf8(read_stored(path, store::LARGEST_TABLE)?).map_err(broken)?)
}

fn demand(expected: &str, bytes: &[u8]) -> Result<(), Failure> {
    let found = sha256(bytes);
    if found == expected {
        return Ok(());
    }
    Err(Failure::data(format!("expected sha256 `{expected}`, found `{found}`")).with_hint(ANEW))
}

fn files(folder: &Path, manifest: &Manifest) -> Vec<anyhow::Error> {
    let table = |table: &manifest::TableEntry| match named(&table.name) {
        Some(spec) => store::sound_rows(&folder.join(spec.path()), spec, &table.sha256).map(drop),
        None => file(&folder.join(&table.file), &table.sha256),
    };
    let others = manifest.descriptor.iter().chain(&manifest.reference);
    let others = others.map(|input| file(&folder.join(&input.name), &input.sha256));
    manifest.table.iter().map(table).chain(others).filter_map(Result::err).collect()
}

/// Demands that a file has the bytes that a run wrote.
///
/// # Errors
/// If it has not, or can't be read.
pub fn file(path: &Path, expected: &str) -> anyhow::Result<()> {
    bytes(path, expected).map(drop)
}

/// The bytes of a file, if a run wrote these.
///
/// # Errors
/// As [`file()`].
pub fn bytes(path: &Path, expected: &str) -> anyhow::Result<Vec<u8>> {
    let read = || -> anyhow::Result<Vec<u8>> {
        let bytes = read_stored(path, store::LARGEST_TABLE)?;
        demand(expected, &bytes)?;
        Ok(bytes)
    };
    read().with_context(|| format!("`{}`", path.display()))
}

/// Snapshots that are not what the newest run read, but for those that were `told` to be broken by themselves.
pub fn of_snapshots(
    data: &Path,
    manifest: &Manifest,
    found: &Found,
    told: &BTreeMap<String, anyhow::Error>,
) -> Vec<anyhow::Error> {
    // What a run reads beside came, perhaps, after the folder was listed.
    let is_there = |id: &str| snapshots::folder(data).join(id).join(SNAPSHOT_FACTS).is_file();
    let is_read = |entry: &&manifest::SnapshotEntry| found.ids.binary_search(&entry.id).is_ok() || is_there(&entry.id);
    let (here, gone): (Vec<_>, Vec<_>) = manifest.snapshot.iter().partition(is_read);
    let gone = gone.into_iter().map(|entry| {
        let said = format!("snapshot `{}` is not there any more, and the newest run has read it", entry.id);
        Failure::data(said).with_hint("restore it from a copy; or run again, without it").into()
    });
    let is_new = |entry: &&manifest::SnapshotEntry| !told.contains_key(&entry.id);
    let changed = here.into_iter().filter(is_new).filter_map(|entry| {
        let path = snapshots::folder(data).join(&entry.id).join(SNAPSHOT_FACTS);
        let facts = fs_err::read(&path).map(|bytes| sha256(&bytes));
        facts.is_ok_and(|facts| facts != entry.sha256).then(|| other_facts(&entry.id))
    });
    gone.chain(changed).collect()
}

fn other_facts(id: &str) -> anyhow::Error {
    let said = format!("snapshot `{id}`: `{SNAPSHOT_FACTS}` is not the one that the newest run read");
    Failure::data(said).with_hint("restore it from a copy; if it was imported again: run again").into()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// `verify` lists the folder first: a run beside it reads what came since.
    #[test]
    fn what_came_after_the_folder_was_listed_is_not_gone() {
        let data = TempDir::new().expect("a temporary folder");
        let entry = |id: &str| manifest::SnapshotEntry {
            id: id.to_owned(),
            sha256: sha256(b"facts"),
            ..manifest::SnapshotEntry::default()
        };
        let manifest = Manifest { snapshot: vec![entry("a/b/came"), entry("a/b/gone")], ..Manifest::default() };
        let came = snapshots::folder(data.path()).join("a/b/came");
        fs_err::create_dir_all(&came).expect("room");
        fs_err::write(came.join(SNAPSHOT_FACTS), "facts").expect("room");
        let told = of_snapshots(data.path(), &manifest, &Found::default(), &BTreeMap::new());
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["snapshot `a/b/gone` is not there any more, and the newest run has read it"]);
    }
}
