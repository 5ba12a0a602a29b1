//! Files in the folder of a run that are none of its own: somebody else's, which nothing here reads or removes.

use std::{collections::BTreeSet, path::Path};

use schema::{
    TableSpec,
    tables::{TABLES, named},
};

use crate::{data_package, manifest, reference, runs, store};

/// The names of such files below the folder of a run, sorted.
///
/// # Errors
/// If a folder can't be read.
pub fn files(run: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    walk(run, "", &own(run), &mut found)?;
    found.sort_unstable();
    Ok(found)
}

fn walk(folder: &Path, below: &str, own: &BTreeSet<String>, found: &mut Vec<String>) -> anyhow::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        // A link is no folder: what it leads to is not here.
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), own, found)?;
        } else if !own.contains(&name) {
            found.push(name);
        }
    }
    Ok(())
}

/// What a run wrote: as its manifest says, or, where that can't be read, all that a run can have written.
fn own(run: &Path) -> BTreeSet<String> {
    let mut own = BTreeSet::from([manifest::FILE, runs::FACTS].map(str::to_owned));
    if let Ok(manifest) = store::manifest_of(run) {
        let file = |table: manifest::TableEntry| named(&table.name).map_or(table.file, TableSpec::path);
        own.extend(manifest.table.into_iter().map(file));
        own.extend(manifest.descriptor.into_iter().chain(manifest.reference).map(|input| input.name));
    } else {
        own.extend(TABLES.iter().map(|spec| spec.path()));
        own.extend(runs::STAGES.map(|stage| format!("{stage}/{}", data_package::FILE)));
        own.extend(reference::file_names().into_iter().map(reference::place));
    }
    own
}
