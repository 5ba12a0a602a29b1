//! `tokenshare verify`: recomputes every hash of a data folder: of what was captured, and of what the last run made of it.

use std::path::Path;

use schema::tables::named;

use crate::{
    cli::VerifyArguments,
    console::{self, counted},
    failure::Failure,
    manifest,
    snapshot::Snapshot,
    snapshots, store,
};

/// Reads every snapshot and every table, and tells all that are not what they were.
///
/// # Errors
/// If one is not, there are none, or a file belongs to none. Each is told by itself, and nothing is changed.
pub fn run(arguments: &VerifyArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let found = snapshots::found(data)?;
    if found.ids.is_empty() && found.foreign.is_empty() {
        let said = format!("no snapshots in `{}`", snapshots::folder(data).display());
        return Err(Failure::data(said).with_hint("`tokenshare import` makes them; `--data` names the folder").into());
    }
    let (tables, mut broken) = tables(data)?;
    broken.extend(found.ids.iter().filter_map(|id| snapshot(data, id).err()));
    let read = format!("{}, {}", counted(found.ids.len(), "snapshot"), counted(tables, "table"));
    broken.extend(found.foreign.into_iter().map(anyhow::Error::from));
    if broken.is_empty() {
        tracing::info!("{read}: each is what it was when it was stored");
        return Ok(());
    }
    for error in &broken {
        console::tell(error);
    }
    let said = format!("{read}: {} not as stored", broken.len());
    let hint =
        "snapshots come back from a copy of the folder `snapshots`, or by importing the bytes again; tables by a run";
    Err(Failure::data(said).with_hint(hint).into())
}

fn snapshot(data: &Path, id: &str) -> anyhow::Result<()> {
    Snapshot::open(&snapshots::folder(data), id)?.bodies().map(drop)
}

/// How many tables the last run made, and what is wrong with them; none where no run has ended well.
fn tables(data: &Path) -> anyhow::Result<(usize, Vec<anyhow::Error>)> {
    if !data.join(manifest::FILE).is_file() {
        return Ok((0, Vec::new()));
    }
    let made = store::manifest(data)?.table;
    let specs = made.iter().filter_map(|table| named(&table.name));
    Ok((made.len(), specs.filter_map(|spec| store::read(data, spec).err()).collect()))
}
