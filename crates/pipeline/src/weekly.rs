//! `tokenshare weekly`: fetch, run, brief, report. A source that did not answer costs its own answers, not the refresh.

use std::path::Path;

use schema::{Table, tables::Mover};

use crate::{
    brief::{self, Style, Telling, Told},
    cli::WeeklyArguments,
    console::{self, Verbosity},
    failure::{Exit, Failure},
    fetch, page,
    plan::Plan,
    run::{self, How},
    snapshots,
    target::{self, Page},
};

/// Does all that.
///
/// # Errors
/// If the pipeline file is wrong, brief or report would take the place of something else, the run fails, or, when all else is
/// done, if an answer did not come.
pub fn run(arguments: &WeeklyArguments, verbosity: Verbosity) -> anyhow::Result<()> {
    let (plan, reference) = Plan::read(&arguments.fetch.pipeline)?;
    let data = &arguments.fetch.data.folder;
    demand_places(data, arguments)?;
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
    let missing = fetched.as_ref().err().map(ToString::to_string);
    let absent = if missing.is_some() { snapshots::missing(data, &plan)? } else { Vec::new() };
    if !absent.is_empty() {
        let (names, source) = (absent.join("`, `"), if absent.len() == 1 { "its source" } else { "their sources" });
        let said = format!("nothing of `{names}` is there yet, and {source} did not answer: no tables");
        return Err(Failure::upstream(said).with_hint("the same command goes on when the source answers").into());
    }
    let outcome = run::completed(data, &plan, &reference, How::default())?;
    tell(data, &plan, arguments, missing)?;
    if let Some(out) = &arguments.report {
        page::written(data, out)?;
    }
    outcome.decided(data)?;
    fetched
}

/// Before anybody is asked for anything.
fn demand_places(data: &Path, arguments: &WeeklyArguments) -> anyhow::Result<()> {
    if let Some(out) = arguments.brief.as_ref().filter(|_| arguments.brief == arguments.report) {
        let said = format!("`--brief` and `--report` both name `{}`", out.display());
        return Err(Failure::command_line(said).with_hint("name a file for each").into());
    }
    let places = [(&arguments.brief, Page::Brief), (&arguments.report, Page::Report)];
    let mut wanted = places.into_iter().filter_map(|(out, page)| Some((out.as_deref()?, page)));
    wanted.try_for_each(|(out, page)| target::demand_page(data, out, page))
}

/// Tells the brief, or why there is none: the tables are there all the same.
fn tell(data: &Path, plan: &Plan, arguments: &WeeklyArguments, missing: Option<String>) -> anyhow::Result<()> {
    if !plan.results.contains(Mover::SPEC.name) {
        tracing::warn!("{}", brief::UNASKED);
        return Ok(());
    }
    let style = if arguments.fetch.json { Style::Json } else { Style::Text };
    if brief::told(data, &Telling { out: arguments.brief.as_deref(), missing, style })? == Told::Nothing {
        tracing::warn!("{}", brief::NOTHING);
    }
    Ok(())
}
