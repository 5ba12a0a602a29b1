//! That a run can't go on, since nothing is held of some of its inputs: all of them at once, with how to come by them.

use std::path::Path;

use ingest::Fetched;
use jiff::Timestamp;

use super::{folder, request_and_argument};
use crate::{clock, failure::Failure, nearest::beside, plan::Plan, typed::quoted};

/// Nothing is held of the inputs, or, as of an earlier day, was by then.
pub fn failure(data: &Path, (plan, inputs): (&Plan, &[&str]), as_of: Option<Timestamp>) -> Failure {
    let names: Vec<String> = inputs.iter().map(|input| format!("`{input}`")).collect();
    let names = names.join(", ");
    if let Some(as_of) = as_of {
        let as_of = clock::by(as_of);
        let said = format!("no snapshot of {names} was captured by `{as_of}`, or none that guards let pass");
        return Failure::data(said).with_hint("`tokenshare snapshots` says when each was captured");
    }
    if data.symlink_metadata().is_err() {
        return no_folder(data, &names, how(data, plan, inputs));
    }
    let said = format!("no snapshot of {names} in `{}`", folder(data).display());
    Failure::data(said).with_hint(how(data, plan, inputs))
}

/// The folder itself is not there: a slip, or a beginning.
fn no_folder(data: &Path, names: &str, how: String) -> Failure {
    let failure = Failure::data(format!("no data folder `{}`: a run needs {names}", data.display()));
    let nearest = beside(data, |other| folder(other).is_dir());
    failure.with_hint(match nearest {
        Some(nearest) => format!("the nearest that has snapshots is `--data {}`; {how}", quoted(&nearest)),
        None => how,
    })
}

/// How to come by them.
fn how(data: &Path, plan: &Plan, inputs: &[&str]) -> String {
    let asked: Vec<&str> = inputs.iter().copied().filter(|input| is_fetched(input)).collect();
    let verb = if plan.is_fetched { "weekly" } else { "fetch" };
    let what = match (asked.len(), inputs.len()) {
        (1, 1) => "it".to_owned(),
        (some, all) if some == all => "them".to_owned(),
        (some, _) => format!("{some} of them"),
    };
    let asks = format!("`tokenshare {verb} PIPELINE.toml --data DIR` asks for {what}");
    let imports = imports(data, inputs);
    if asked.is_empty() { imports } else { format!("{asks}; {imports}") }
}

/// What takes bytes that somebody has.
fn imports(data: &Path, inputs: &[&str]) -> String {
    let data = data.display();
    let archive = format!("archive --map MAP --data {data} FILE");
    let plain = |request: &str| format!("{request} --captured-at INSTANT --data {data} FILE");
    let how = match inputs {
        [input] if input.starts_with("archive/") => archive,
        [input] => plain(request_and_argument(input).0),
        inputs if inputs.iter().all(|input| input.starts_with("archive/")) => archive,
        _ => plain("REQUEST"),
    };
    format!("`tokenshare import {how}` makes one")
}

/// Whether a fetch can ask for it at all; with whose leave it says itself.
fn is_fetched(input: &str) -> bool {
    let request = ingest::request(request_and_argument(input).0);
    request.is_some_and(|(_, request)| !matches!(request.fetched, Fetched::Never))
}
