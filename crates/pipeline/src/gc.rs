//! `tokenshare gc`: removes what can be made again, and says what.

use crate::{cli::GcArguments, console::counted, lock, plan::Keeping, prune, store};

/// Removes old runs and leftovers; never a snapshot, a decision, or what upstream sent and nobody understood.
///
/// # Errors
/// If there is no data folder, or something can't be removed.
pub fn run(arguments: &GcArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    lock::held(data, || {
        let keep = Keeping { runs: arguments.runs, days: arguments.days };
        let found = prune::prunable(data, keep)?;
        let will = if arguments.dry_run { "would go" } else { "goes" };
        for run in &found.runs {
            tracing::info!("`{}` {will}", run.path(data).display());
        }
        if !arguments.dry_run {
            found.runs.iter().try_for_each(|run| prune::remove(data, run))?;
            store::sweep(data)?;
        }
        tracing::info!(
            "{} {will}, {} bytes: a run makes them again",
            counted(found.runs.len(), "old run"),
            found.bytes
        );
        Ok(())
    })
}
