//! `tokenshare check`: proves that a pipeline file fits together, before a byte of data is read, and says what its inputs can't
//! test.

use std::collections::BTreeSet;

use schema::{Stage, Table, tables::Mover};

use crate::{
    cli::CheckArguments,
    console::counted,
    plan::Plan,
    steps::STEPS,
    untested::{Untested, untested},
};

/// Reports every problem of a pipeline file. What can't be tested is no problem, and told.
///
/// # Errors
/// If it has problems.
pub fn run(arguments: &CheckArguments) -> anyhow::Result<()> {
    let (plan, _) = Plan::read(&arguments.pipeline)?;
    let untested = untested(&plan);
    for Untested { results, said } in &untested {
        tracing::warn!("not tested: `{}`: {said}", results.join("`, `"));
    }
    let partly: BTreeSet<&str> = untested.iter().flat_map(|one| one.results.iter().copied()).collect();
    let (results, inputs) = (counted(plan.results.len(), "result"), counted(plan.inputs.len(), "input"));
    let not = match partly.len() {
        0 => String::new(),
        count => format!(", {} with something not tested", counted(count, "result")),
    };
    tracing::info!("`{}`: no problems, {results} from {inputs}{not}", plan.title);
    tell_others(&plan);
    Ok(())
}

/// Results that this version has and the file does not ask for: a file that was laid years ago lacks what came since.
fn tell_others(plan: &Plan) {
    let results = STEPS.iter().map(|step| step.makes).filter(|table| table.stage == Stage::Analyzed);
    let others: Vec<&str> =
        results.map(|table| table.name).filter(|name| !plan.results.iter().any(|wanted| wanted == name)).collect();
    if !others.is_empty() {
        tracing::info!("results that it does not ask for: `{}`", others.join("`, `"));
    }
    if others.contains(&Mover::SPEC.name) {
        tracing::info!("`tokenshare weekly` tells no brief of it: a brief is made of `mover`");
    }
}
