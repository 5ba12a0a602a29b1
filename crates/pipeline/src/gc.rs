//! `tokenshare gc`: removes what can be made again, and says what.

use std::path::Path;

use crate::{
    cli::GcArguments,
    console::counted,
    lock,
    plan::Retention,
    prune::{self, Prunable},
    run_facts::RunFacts,
    runs, store,
};

/// Removes old runs, broken ones and leftovers; never a snapshot, a decision, or what upstream sent and nobody understood.
///
/// # Errors
/// If there is no data folder, or something can't be removed.
pub fn run(arguments: &GcArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let looked = || {
        let keep = runs::current(data).ok().and_then(|run| RunFacts::of(&run)?.keep).unwrap_or_default();
        let (number, days) = (arguments.runs.unwrap_or(keep.runs), arguments.days.unwrap_or(keep.days));
        let found = prune::garbage(data, Retention { runs: number, days })?;
        let will = if arguments.dry_run { "would go" } else { "goes" };
        tell(data, &found, will)?;
        if !arguments.dry_run {
            found.runs.iter().try_for_each(|run| prune::remove(data, run))?;
            store::sweep(data)?;
        }
        let (runs, bytes) = (counted(found.runs.len(), "old run"), found.bytes);
        let will = if arguments.dry_run || found.runs.len() == 1 { will } else { "go" };
        tracing::info!("{runs} {will}, {bytes} bytes: a run makes them again");
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
        let why = if found.broken.contains(run) { ": its files are not what its manifest says" } else { "" };
        tracing::info!("`{}` {will}{why}", run.path(data).display());
    }
    for path in store::leftovers(data)? {
        tracing::info!("`{}` {will}: a run that was cut left it", path.display());
    }
    Ok(())
}
