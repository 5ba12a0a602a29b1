//! `tokenshare doctor`: what is missing for a refresh, and what to do next. Looks, and changes nothing.

mod asking;
mod finding;
mod folder;
mod holding;
mod space;
mod standing;

use std::path::{Path, PathBuf};

use report::escape;

use crate::{
    cli::{DoctorArguments, ExplainFormat, Format},
    console::{self, counted},
    demo,
    failure::Failure,
    init::{WEEKLY, WEEKLY_FILE},
    laid,
    listing::Listing,
    plan::Plan,
    store, typed,
};
use finding::{Finding, State};

/// Looks at all there is, and prints a finding each.
///
/// # Errors
/// If something is left to do: each has said what.
pub fn run(arguments: &DoctorArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let given = arguments.pipeline.clone().unwrap_or_else(|| PathBuf::from(WEEKLY_FILE));
    let (file, is_ours) = (given.display().to_string(), arguments.pipeline.is_none() && !given.is_file());
    // What the program would lay there: so that the rest can be looked at all the same.
    let read = if is_ours { Plan::parse(WEEKLY, &given) } else { Plan::read(&given) };
    let mut findings = Vec::new();
    match read {
        // What this pipeline would need says nothing of tables that another one made.
        Ok((plan, _)) if arguments.pipeline.is_none() && made_by(data).is_some_and(|title| title != plan.title) => {
            findings.push(foreign(data, &file, &made_by(data).unwrap_or_default()));
            findings.extend([folder::folder(data), space::space(data)]);
            findings.extend(standing::findings(data, None, "PIPELINE.toml"));
        }
        Ok((plan, reference)) => {
            findings.push(if is_ours {
                unlaid(&file)
            } else {
                Finding::fine("pipeline", format!("`{file}`: {}", plan.title))
            });
            findings.extend(asking::findings(arguments, &plan));
            findings.extend([folder::folder(data), space::space(data)]);
            findings.extend(holding::findings(data, &plan, &file));
            findings.extend(standing::findings(data, Some((&plan, &reference)), &file));
        }
        // What the plan says can't be looked at; the rest can.
        Err(error) => {
            findings.push(Finding::of_error("pipeline", &error));
            findings.extend([folder::folder(data), space::space(data)]);
            findings.extend(standing::findings(data, None, &file));
        }
    }
    console::print(&text(&findings, arguments.format)?)?;
    let left = findings.iter().filter(|finding| finding.state == State::ToDo).count();
    if left == 0 {
        return Ok(());
    }
    let said = format!("{} to do", counted(left, "thing"));
    Err(Failure::data(said).with_hint("each stands above with what to do next; the first one first").into())
}

/// The title of the pipeline that made the tables, if there are some.
fn made_by(data: &Path) -> Option<String> {
    Some(store::manifest(data).ok()?.title)
}

/// Nobody has named a pipeline, and the tables are of another one than is looked for.
fn foreign(data: &Path, file: &str, title: &str) -> Finding {
    let folder = data.display();
    let found = format!("the tables in `{folder}` are of `{title}`, and not of `{file}`");
    match laid::titled(title) {
        // Nothing is amiss with the demo's tables, and no file made them.
        Some(ours) if ours.name == demo::PIPELINE_NAME && !ours.is_here() => {
            let found =
                format!("the tables in `{folder}` are of the pipeline that `tokenshare demo` runs, inside the program");
            Finding::optional(
                "pipeline",
                found,
                "for a refresh of your own: `tokenshare init DIR` lays pipelines to change",
            )
        }
        Some(ours) if ours.is_here() => {
            let next = format!("`tokenshare doctor {} --data DIR` looks at what made them", ours.path().display());
            Finding::to_do("pipeline", found, next)
        }
        _ => {
            let next = "`tokenshare doctor PIPELINE.toml --data DIR` looks at what made them; name the file, or another folder";
            Finding::to_do("pipeline", found, next)
        }
    }
}

/// A refresh needs a pipeline file, and there is none where one is looked for.
fn unlaid(file: &str) -> Finding {
    let found = format!("no file was named, and `{file}` is not here; what follows is by the one inside the program");
    Finding::to_do("pipeline", found, "name yours, or `tokenshare init DIR` lays a folder that has one")
}

/// Where what was found begins: behind its state and what it is about.
const BEHIND: usize = 22;

/// A line for each, with what to do below it; for programs a list of objects.
fn text(findings: &[Finding], format: ExplainFormat) -> anyhow::Result<String> {
    if format == ExplainFormat::Json {
        let heading = vec!["about", "state", "found", "next"];
        let row = |finding: &Finding| {
            let next = finding.next.as_deref().map(typed::completed).unwrap_or_default();
            vec![finding.about.to_owned(), finding.state.word().to_owned(), finding.found.clone(), next]
        };
        return Listing { heading, rows: findings.iter().map(row).collect() }.text(Format::Json);
    }
    let line = |finding: &Finding| {
        let found = escape::visible(&console::plain(&finding.found));
        let next = finding.next.as_ref().map(|next| escape::visible(&console::plain(&typed::completed(next))));
        let next = next.map(|next| console::folded(&format!("{:BEHIND$}→ {next}\n", ""), 2)).unwrap_or_default();
        console::folded(&format!("{:10}{:12}{found}\n", finding.state.word(), finding.about), BEHIND) + &next
    };
    Ok(findings.iter().map(line).collect())
}
