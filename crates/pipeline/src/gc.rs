//! `tokenshare gc`: removes what can be made again, and says what.

use std::path::Path;

use crate::{
    cli::GcArguments,
    console::counted,
    lock,
    plan::Retention,
    prune::{self, Damaged, Prunable},
    run_facts::RunFacts,
    runs, store,
};

/// Removes old runs that can be made again, and leftovers; damaged runs where it is told to; never a snapshot, a decision,
/// a file of somebody else's, or what upstream sent and nobody understood.
///
/// # Errors
/// If there is no data folder, or something can't be removed.
pub fn run(arguments: &GcArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let looked = || {
        let keep = runs::current(data).ok().and_then(|run| RunFacts::of(&run)?.keep).unwrap_or_default();
        let (number, days) = (arguments.runs.unwrap_or(keep.runs), arguments.days.unwrap_or(keep.days));
        let damaged = if arguments.damaged { Damaged::Go } else { Damaged::Stay };
        let found = prune::garbage(data, Retention { runs: number, days }, damaged)?;
        let will = if arguments.dry_run { "would go" } else { "goes" };
        tell(data, &found, will)?;
        if !arguments.dry_run {
            found.runs.iter().chain(&found.damaged).try_for_each(|run| prune::remove(data, run))?;
            store::sweep(data)?;
        }
        let gone = found.runs.len() + found.damaged.len();
        let (runs, bytes) = (counted(gone, "old run"), found.bytes);
        let will = if arguments.dry_run || gone == 1 { will } else { "go" };
        let damaged = match found.damaged.len() {
            0 => String::new(),
            number => format!(", damaged: {number}"),
        };
        tracing::info!("{runs} {will}{damaged}, {bytes} bytes");
        Ok(())
    };
    match lock::held(data, looked) {
        // Who only looks needs no lock where nobody may write.
        Err(error) if arguments.dry_run && lock::is_read_only(&error) => looked(),
        outcome => outcome,
    }
}

fn tell(data: &Path, found: &Prunable, will: &str) -> anyhow::Result<()> {
    for run in &found.runs {
        tracing::info!("`{}` {will}: all snapshots that it was made of are held", run.path(data).display());
    }
    for run in &found.damaged {
        let path = run.path(data);
        tracing::info!("`{}` {will}: {}, and no run mends it", path.display(), prune::NOT_AS_WRITTEN);
    }
    for (run, why) in &found.kept {
        tracing::warn!("`{}` stays: {why}", run.path(data).display());
    }
    for path in store::leftovers(data)? {
        tracing::info!("`{}` {will}: a killed process left it", path.display());
    }
    Ok(())
}
