//! `tokenshare snapshots`: what a data folder holds: whose bytes, of when, how many, under which terms.

use crate::{
    cli::SnapshotsArguments,
    console::{self, counted},
    failure::Failure,
    listing::Listing,
    snapshot::Snapshot,
    snapshots,
};

/// Prints the list of snapshots, by request and time.
///
/// # Errors
/// If there are none, a file belongs to none, or a snapshot's facts are broken.
pub fn run(arguments: &SnapshotsArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let snapshots = snapshots::listed(data)?;
    if snapshots.is_empty() {
        let said = format!("no snapshots in `{}`", snapshots::folder(data).display());
        return Err(Failure::data(said).with_hint("`tokenshare import` makes them; `--data` names the folder").into());
    }
    let bytes: u64 = snapshots.iter().flat_map(|snapshot| &snapshot.facts.body).map(|body| body.bytes).sum();
    let rows = snapshots.iter().map(row).collect();
    let heading = vec!["snapshot", "captured_at", "bytes", "sha256", "recorded_by", "licence", "citation"];
    console::print(&Listing { heading, rows }.text(arguments.format)?)?;
    tracing::info!("{}, {bytes} bytes as stored", counted(snapshots.len(), "snapshot"));
    Ok(())
}

fn row(snapshot: &Snapshot) -> Vec<String> {
    let facts = &snapshot.facts;
    let (bytes, sha256) = facts.body.first().map_or((0, ""), |body| (body.bytes, body.sha256.as_str()));
    let texts = [&facts.recorded_by, &facts.licence, &facts.citation];
    let (id, at) = (snapshot.id.clone(), facts.captured_at.to_string());
    [id, at, bytes.to_string(), sha256.to_owned()].into_iter().chain(texts.into_iter().cloned()).collect()
}
