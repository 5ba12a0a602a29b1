//! `tokenshare check`: proves that a pipeline file fits together, before a byte of data is read, and says what its inputs can't
//! test.

use crate::{cli::CheckArguments, console::counted, plan::Plan, untested::untested};

/// Reports every problem of a pipeline file. What can't be tested is no problem, and told.
///
/// # Errors
/// If it has problems.
pub fn run(arguments: &CheckArguments) -> anyhow::Result<()> {
    let (plan, _) = Plan::read(&arguments.pipeline)?;
    let untested = untested(&plan);
    for line in &untested {
        tracing::warn!("not tested: {line}");
    }
    let (results, inputs) = (counted(plan.results.len(), "result"), counted(plan.inputs.len(), "input"));
    let not = if untested.is_empty() {
        String::new()
    } else {
        format!(", {} not tested", counted(untested.len(), "comparison"))
    };
    tracing::info!("`{}`: no problems, {results} from {inputs}{not}", plan.title);
    Ok(())
}
