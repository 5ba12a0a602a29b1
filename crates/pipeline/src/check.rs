//! `tokenshare check`: proves that a pipeline file fits together, before a byte of data is read.

use crate::{cli::CheckArguments, console::counted, plan::Plan};

/// Reports every problem of a pipeline file.
///
/// # Errors
/// If it has problems.
pub fn run(arguments: &CheckArguments) -> anyhow::Result<()> {
    let (plan, _) = Plan::read(&arguments.pipeline)?;
    let (results, inputs) = (counted(plan.results.len(), "result"), counted(plan.inputs.len(), "input"));
    tracing::info!("`{}`: no problems, {results} from {inputs}", plan.title);
    Ok(())
}
