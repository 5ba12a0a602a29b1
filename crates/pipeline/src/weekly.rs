//! `tokenshare weekly`: fetch, run, brief. A source that did not answer costs its own answers, not the refresh.

use crate::{
    brief::{self, Told},
    cli::WeeklyArguments,
    console::{self, Verbosity},
    failure::Exit,
    fetch,
    plan::Plan,
    run,
};

/// Does all three.
///
/// # Errors
/// If the pipeline file is wrong, the run fails, or, when all else is done, if an answer did not come.
pub fn run(arguments: &WeeklyArguments, verbosity: Verbosity) -> anyhow::Result<()> {
    let (plan, reference) = Plan::read(&arguments.fetch.pipeline)?;
    let data = &arguments.fetch.data.folder;
    let fetched = fetch::fetched(&arguments.fetch, verbosity, &plan);
    if arguments.fetch.dry_run {
        return fetched;
    }
    if let Err(error) = &fetched {
        if console::exit(error) != Exit::Upstream {
            return fetched;
        }
        tracing::warn!("some answers did not come: the tables are made from what is there");
    }
    run::completed(data, &plan, &reference)?;
    if brief::told(data, arguments.brief.as_deref())? == Told::Nothing {
        tracing::warn!("{}", brief::NOTHING);
    }
    fetched
}
