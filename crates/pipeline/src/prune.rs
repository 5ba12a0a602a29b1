//! Old runs go, when they are past both bounds of `[keep]`, and so does what killed runs have left: all of it can be made
//! again from the snapshots, which nothing here touches.

use std::path::Path;

use crate::{
    clock,
    console::counted,
    disk,
    plan::Retention,
    proof,
    run_facts::RunFacts,
    runs::{self, RunFolder},
    store,
};

/// What can go.
#[derive(Debug, Default)]
pub struct Prunable {
    /// Runs.
    pub runs: Vec<RunFolder>,
    /// Those of them whose files are not what they were.
    pub broken: Vec<RunFolder>,
    /// Bytes that no other run has.
    pub bytes: u64,
}

/// The runs that are past both bounds. The newest one stays, and so does one whose age is not known.
///
/// # Errors
/// If a folder can't be read.
pub fn prunable(data: &Path, keep: Retention) -> anyhow::Result<Prunable> {
    let mut found = Prunable::default();
    // Whoever asks for tables of the past does not give up those of last week for them: each sort is counted by itself.
    let (past, own): (Vec<_>, Vec<_>) = runs::listed(data)?.into_iter().partition(|run| is_as_of(&run.path(data)));
    for runs in [past, own] {
        let old = runs.len().saturating_sub(usize::try_from(keep.runs).unwrap_or(usize::MAX));
        for run in runs.into_iter().take(old) {
            let folder = run.path(data);
            if !runs::is_newest(data, &run) && is_older(&folder, keep.days) {
                found.bytes += own_bytes(&folder)?;
                found.runs.push(run);
            }
        }
    }
    found.runs.sort_unstable();
    Ok(found)
}

fn is_as_of(folder: &Path) -> bool {
    RunFacts::of(folder).is_some_and(|facts| facts.as_of.is_some())
}

/// A clock that was set back makes nothing older.
fn is_older(folder: &Path, days: u32) -> bool {
    let Some(facts) = RunFacts::of(folder) else { return false };
    clock::now().as_second() - facts.finished_at.as_second() > i64::from(days) * 24 * 60 * 60
}

/// The size of files that have no second name in another run.
fn own_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let facts = entry.metadata()?;
        bytes += if facts.is_dir() { own_bytes(&entry.path())? } else { own_size(&facts) };
    }
    Ok(bytes)
}

fn own_size(facts: &std::fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    if facts.nlink() == 1 { facts.len() } else { 0 }
}

/// What `gc` removes: what is past its time, and runs whose files are not as their manifests say, but for the newest one.
///
/// # Errors
/// If a folder can't be read.
pub fn garbage(data: &Path, keep: Retention) -> anyhow::Result<Prunable> {
    let mut found = prunable(data, keep)?;
    let mut broken = runs::listed(data)?;
    broken.retain(|run| !found.runs.contains(run) && !runs::is_newest(data, run));
    broken.retain(|run| !proof::of_run(&run.path(data)).is_empty());
    for run in &broken {
        found.bytes += own_bytes(&run.path(data))?;
    }
    found.runs.extend(broken.iter().cloned());
    found.runs.sort_unstable();
    Ok(Prunable { broken, ..found })
}

/// Removes a run. One rename takes it away as a whole: what is left of it, should this be cut, the next sweep removes.
///
/// # Errors
/// If the disk refuses it.
pub fn remove(data: &Path, run: &RunFolder) -> anyhow::Result<()> {
    let gone = data.join(format!("{}{}", store::NEXT, run.name));
    disk::rename(&run.path(data), &gone)?;
    Ok(disk::remove_all(&gone)?)
}

/// Removes what is past its time, once a run is complete. Its tables are in place by then: what can't be removed is told, and
/// stops nothing.
pub fn tidy(data: &Path, keep: Retention) {
    let removed = || -> anyhow::Result<usize> {
        let found = prunable(data, keep)?;
        for run in &found.runs {
            remove(data, run)?;
        }
        store::sweep(data)?;
        Ok(found.runs.len())
    };
    match removed() {
        Ok(0) => {}
        Ok(number) => {
            tracing::info!("{} removed: `[keep]` in the pipeline file says which", counted(number, "old run"));
        }
        Err(error) => tracing::warn!("old runs stay: {error:#}"),
    }
}
