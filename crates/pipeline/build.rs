//! Tells the program which code it is made of: a table is made anew where the code that makes it is another. And rebuilds it
//! when reference data changes: files that are built in are found by folder, not by name.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script is no part of the program: it reads our sources, sorted"
)]

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::Path,
};

/// All that can change a table: `report` only prints them.
const SOURCES: [&str; 7] = [
    "../schema/src",
    "../flight/src",
    "../ingest/src",
    "../normalize/src",
    "../analyze/src",
    "../pipeline/src",
    "../../Cargo.lock",
];

/// What is built in.
const DATA: [&str; 5] =
    ["../../data/maps", "../../data/reference", "../../data/sample/snapshots", "../../pipelines", "start"];

fn main() -> io::Result<()> {
    for folder in DATA {
        println!("cargo::rerun-if-changed={folder}");
    }
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        hash(Path::new(source), &mut hasher)?;
    }
    println!("cargo::rustc-env=TOKENSHARE_CODE={:016x}", hasher.finish());
    Ok(())
}

/// Every file at or below `place`, by name, whatever order the disk has them in.
fn hash(place: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if place.is_file() {
        place.to_string_lossy().replace('\\', "/").hash(hasher);
        fs::read(place)?.hash(hasher);
        return Ok(());
    }
    let mut names = fs::read_dir(place)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort_unstable();
    for entry in names {
        hash(&place.join(&entry), hasher)?;
    }
    Ok(())
}
