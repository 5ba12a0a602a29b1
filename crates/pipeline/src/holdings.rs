//! `tokenshare snapshots`: what a data folder holds: whose bytes, of when, how many, under which terms.

use std::collections::BTreeMap;

use crate::{
    cli::SnapshotsArguments,
    console::{self, counted},
    failure::Failure,
    guard::Verdict,
    listing::Listing,
    manifest::SnapshotEntry,
    previous::Previous,
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
    let entries = Previous::of(data).map(|run| run.manifest.snapshot).unwrap_or_default();
    let states = states(&entries);
    let row = |snapshot: &Snapshot| {
        let state = states.get(&snapshot.id).map_or("new", |state| *state);
        row(snapshot, state)
    };
    let rows = snapshots.iter().map(row).collect();
    let heading = vec!["snapshot", "captured_at", "state", "bytes", "sha256", "recorded_by", "licence", "citation"];
    console::print(&Listing { heading, rows }.text(arguments.format)?)?;
    // As many as the report has; each table's own footer has how many flowed into that.
    let used = match entries.iter().filter(|entry| !entry.tables.is_empty()).count() {
        0 => String::new(),
        used => format!("; tables of the newest run are made of {used}"),
    };
    tracing::info!("{} held, {bytes} bytes as stored{used}", counted(snapshots.len(), "snapshot"));
    Ok(())
}

/// What the newest run made of each snapshot that it looked at.
fn states(entries: &[SnapshotEntry]) -> BTreeMap<String, &'static str> {
    let state = |entry: &SnapshotEntry| match (entry.verdict, entry.tables.is_empty()) {
        (Verdict::Refused, _) => "refused",
        (Verdict::Accepted, _) => "accepted",
        (Verdict::Rejected, _) => "rejected",
        (_, true) => "not used",
        (Verdict::Told, _) => "used, strange",
        (Verdict::Passed, _) => "used",
    };
    entries.iter().map(|entry| (entry.id.clone(), state(entry))).collect()
}

fn row(snapshot: &Snapshot, state: &str) -> Vec<String> {
    let facts = &snapshot.facts;
    let (bytes, sha256) = facts.body.first().map_or((0, ""), |body| (body.bytes, body.sha256.as_str()));
    let texts = [&facts.recorded_by, &facts.licence, &facts.citation];
    let (id, at) = (snapshot.id.clone(), facts.captured_at.to_string());
    [id, at, state.to_owned(), bytes.to_string(), sha256.to_owned()]
        .into_iter()
        .chain(texts.into_iter().cloned())
        .collect()
}
