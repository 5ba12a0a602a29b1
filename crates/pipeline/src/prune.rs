//! Old runs go, when they are past both bounds of `[keep]` and a run can make them again, and so does what killed processes
//! have left. What can't be made again stays: no snapshot is touched here, and a run may be the last copy of one that is gone.

use std::path::Path;

use jiff::Timestamp;

use crate::{
    clock,
    console::counted,
    disk, foreign,
    plan::Retention,
    proof,
    remake::{Look, Remake},
    run_facts::RunFacts,
    runs::{self, RunFolder},
    store,
};

/// What can go.
#[derive(Debug, Default)]
pub struct Prunable {
    /// Runs that are past both bounds, and can be made again.
    pub runs: Vec<RunFolder>,
    /// Runs that go though they can't: their files are not what they were.
    pub damaged: Vec<RunFolder>,
    /// Runs that would go, and why they stay.
    pub kept: Vec<(RunFolder, String)>,
    /// Bytes that no other run has.
    pub bytes: u64,
}

/// What becomes of older runs whose files are not as their manifests say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damaged {
    Stay,
    Go,
}

/// Why a run is called damaged.
pub const NOT_AS_WRITTEN: &str = "its files are not what its manifest says";

/// The runs that are past both bounds. The newest one stays, and so does one whose age is not known.
///
/// # Errors
/// If a folder can't be read.
fn prunable(data: &Path, keep: Retention, look: Look, now: Timestamp) -> anyhow::Result<Prunable> {
    let (mut found, mut remake) = (Prunable::default(), Remake::of(data, look));
    for run in past(data, keep, now)? {
        let folder = run.path(data);
        if let Some(why) = others(&folder)?.or_else(|| remake.lacks(&folder)) {
            found.kept.push((run, why));
        } else {
            found.bytes += own_bytes(&folder)?;
            found.runs.push(run);
        }
    }
    Ok(found)
}

fn past(data: &Path, keep: Retention, now: Timestamp) -> anyhow::Result<Vec<RunFolder>> {
    // Whoever asks for tables of the past does not give up those of last week for them: each sort is counted by itself.
    let (past, own): (Vec<_>, Vec<_>) =
        runs::listed(data)?.into_iter().partition(|run| RunFacts::is_as_of(&run.path(data)));
    let old = |runs: Vec<RunFolder>| {
        let old = runs.len().saturating_sub(usize::try_from(keep.runs).unwrap_or(usize::MAX));
        runs.into_iter().take(old)
    };
    let is_past = |run: &RunFolder| !runs::is_newest(data, run) && is_older(&run.path(data), keep.days, now);
    let mut runs: Vec<RunFolder> = old(past).chain(old(own)).filter(is_past).collect();
    runs.sort_unstable();
    Ok(runs)
}

/// A clock that was set back makes nothing older.
fn is_older(folder: &Path, days: u32, now: Timestamp) -> bool {
    RunFacts::of(folder).is_some_and(|facts| is_past(facts.finished_at, days, now))
}

fn is_past(at: Timestamp, days: u32, now: Timestamp) -> bool {
    now.as_second() - at.as_second() > i64::from(days) * 24 * 60 * 60
}

/// When the newest run has ended; or the one before it, where that lies so far back that nothing of its time would be kept: a
/// clock that jumped ahead makes nothing old at once.
fn counted_from(data: &Path, keep: Retention) -> anyhow::Result<Timestamp> {
    let (now, runs) = (clock::now(), runs::listed(data)?);
    let others = runs.iter().filter(|run| !runs::is_newest(data, run));
    let before = others.filter_map(|run| Some(RunFacts::of(&run.path(data))?.finished_at)).max();
    Ok(before.filter(|at| is_past(*at, keep.days.max(1), now)).unwrap_or(now))
}

/// Somebody's files in the folder of a run, in words.
fn others(folder: &Path) -> anyhow::Result<Option<String>> {
    let files = foreign::files(folder)?;
    let more = if files.len() > 1 { format!(", and {} more,", files.len() - 1) } else { String::new() };
    Ok(files.first().map(|first| format!("`{first}`{more} in it is no file of a run: move it elsewhere")))
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

/// What `gc` removes: what is past its time and, if it is told so, runs whose files are not as their manifests say, but for the
/// newest one, and for those that can't be made again: what is whole in them may be the last copy of what a source said.
///
/// # Errors
/// If a folder can't be read.
pub fn garbage(data: &Path, keep: Retention, damaged: Damaged) -> anyhow::Result<Prunable> {
    // Where no age is asked for, no clock matters.
    let now = if keep.days == 0 { clock::now() } else { counted_from(data, keep)? };
    let (mut found, mut remake) = (prunable(data, keep, Look::Bytes, now)?, Remake::of(data, Look::Bytes));
    for run in runs::listed(data)? {
        let folder = run.path(data);
        if runs::is_newest(data, &run) || found.runs.contains(&run) || proof::of_run(&folder).is_empty() {
            continue;
        }
        found.kept.retain(|(kept, _)| *kept != run);
        let lost = || {
            let why = remake.lacks_surely(&folder)?;
            Some(format!("{NOT_AS_WRITTEN}, and {why}; put that back, or remove the folder yourself"))
        };
        match (others(&folder)?.or_else(lost), damaged) {
            (Some(why), _) => found.kept.push((run, why)),
            (None, Damaged::Go) => {
                found.bytes += own_bytes(&folder)?;
                found.damaged.push(run);
            }
            (None, Damaged::Stay) => {
                found.kept.push((run, format!("{NOT_AS_WRITTEN}: `gc --damaged` removes it")));
            }
        }
    }
    found.kept.sort_unstable();
    Ok(found)
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
    let removed = || -> anyhow::Result<Prunable> {
        let found = prunable(data, keep, Look::Sizes, counted_from(data, keep)?)?;
        found.runs.iter().try_for_each(|run| remove(data, run))?;
        store::sweep(data)?;
        Ok(found)
    };
    let found = match removed() {
        Ok(found) => found,
        Err(error) => return tracing::warn!("old runs stay: {error:#}"),
    };
    if !found.runs.is_empty() {
        let number = counted(found.runs.len(), "old run");
        tracing::info!("{number} removed: `[keep]` in the pipeline file says which");
    }
    if let Some((run, why)) = found.kept.first() {
        let (number, folder) = (counted(found.kept.len(), "run"), run.path(data));
        tracing::warn!(
            "{number} past `[keep]` and kept all the same, the first `{}`: {why}; `tokenshare gc --dry-run` names each",
            folder.display()
        );
    }
}
