//! What a data folder holds, and how old it is.

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;

use super::finding::Finding;
use crate::{
    clock,
    decision::{Decisions, Ruling},
    fetch::REFUSED,
    plan::{Plan, Reading},
    snapshot::Snapshot,
    snapshots::{self, request_and_argument},
    typed::quoted,
};

/// What of the pipeline's inputs is there, and how old it is.
pub fn findings(data: &Path, plan: &Plan, pipeline: &str) -> Vec<Finding> {
    let mut findings = match snapshots::listed(data) {
        Err(error) => vec![Finding::of_error("snapshots", &error)],
        Ok(all) => {
            let now = clock::now();
            let of = |all: &[Snapshot]| -> Vec<Input<'_>> {
                plan.inputs.iter().map(|(input, reading)| (input, reading, newest(all, input))).collect()
            };
            let mut findings = missing(&of(&all), data, pipeline);
            findings.extend(ahead(&all, data, plan, now));
            let past: Vec<Snapshot> = all.into_iter().filter(|one| !clock::is_ahead(one.captured_at(), now)).collect();
            findings.extend(ages(&of(&past), plan.max_age_days, now));
            findings
        }
    };
    findings.extend(laid_aside(data));
    findings
}

type Input<'plan> = (&'plan String, &'plan Reading, Option<Timestamp>);

/// When the newest answer of an input was captured.
pub fn newest(all: &[Snapshot], input: &str) -> Option<Timestamp> {
    let (request, argument) = request_and_argument(input);
    let is_of = |snapshot: &&Snapshot| {
        let facts = &snapshot.facts;
        facts.request_name() == request && (argument.is_none() || facts.argument.as_deref() == argument)
    };
    all.iter().filter(is_of).map(Snapshot::captured_at).max()
}

fn missing(inputs: &[Input<'_>], data: &Path, pipeline: &str) -> Vec<Finding> {
    let mut absent: BTreeMap<bool, Vec<String>> = BTreeMap::new();
    for (input, reading, newest) in inputs {
        if newest.is_none() {
            absent.entry(reading.is_optional).or_default().push(format!("`{input}`"));
        }
    }
    let (folder, data) = (data, data.display());
    let next = format!(
        "`tokenshare weekly {pipeline} --data {}` fetches what may be asked for; `tokenshare import` takes bytes that you \
         have",
        quoted(folder)
    );
    let finding = |(is_optional, names): (bool, Vec<String>)| {
        let found = format!("nothing is held in `{data}` of {}", names.join(", "));
        if is_optional {
            Finding::optional("snapshots", found, next.clone())
        } else {
            Finding::to_do("snapshots", found, next.clone())
        }
    };
    if absent.contains_key(&false) {
        return absent.into_iter().map(finding).collect();
    }
    let fine = Finding::fine("snapshots", format!("`{data}` holds all that a run can't go on without"));
    std::iter::once(fine).chain(absent.into_iter().map(finding)).collect()
}

/// Answers that some clock stamped with an instant to come, and nobody has rejected: they pass for the newest until then. Where
/// all are, it is this machine's clock that is wrong.
fn ahead(all: &[Snapshot], data: &Path, plan: &Plan, now: Timestamp) -> Vec<Finding> {
    // What is wrong with decisions is told elsewhere.
    let decisions = Decisions::read(data, None).unwrap_or_default();
    let is_read = |one: &&Snapshot| plan.inputs.keys().any(|input| snapshots::is_below(&one.id, input));
    let is_rejected = |one: &Snapshot| decisions.of(one, None).is_some_and(|row| row.ruling == Ruling::Rejected);
    let read: Vec<&Snapshot> = all.iter().filter(is_read).filter(|one| !is_rejected(one)).collect();
    let ahead: Vec<&Snapshot> = read.iter().copied().filter(|one| clock::is_ahead(one.captured_at(), now)).collect();
    if !ahead.is_empty() && ahead.len() == read.len() {
        let found = format!("every answer was captured after now, `{now}`: the clock of this machine is wrong");
        return vec![Finding::to_do("clock", found, "set it right")];
    }
    let finding = |one: &Snapshot| {
        let (id, at, data) = (&one.id, one.captured_at(), data.display());
        let found = format!("`{id}` was captured at `{at}`, and it is `{now}` now: some clock was ahead");
        Finding::to_do(
            "clock",
            found,
            format!("`tokenshare reject {id} --because \"…\" --data {data}`, then run again"),
        )
    };
    ahead.into_iter().map(finding).collect()
}

/// Old data, by the pipeline's own bound; without one, the age is told and nothing is asked for.
fn ages(inputs: &[Input<'_>], most: Option<i64>, now: Timestamp) -> Vec<Finding> {
    let days = |at: Timestamp| clock::days_since(at, now);
    let held = || inputs.iter().filter_map(|(input, reading, at)| Some((input, reading, days((*at)?))));
    let is_old = |days: i64| most.is_some_and(|most| days > most);
    let bound = most.map_or_else(|| "without a bound in the pipeline".to_owned(), |most| format!("{most} at most"));
    let old = held().filter(|(.., days)| is_old(*days)).map(|(input, reading, days)| {
        let found = format!("the newest answer of `{input}` is {days} days old, expected {bound}");
        let next = "refresh; if it stays old, its source has died: `tokenshare drift` says since when";
        if reading.is_optional { Finding::optional("age", found, next) } else { Finding::to_do("age", found, next) }
    });
    let old: Vec<_> = old.collect();
    match held().map(|(.., days)| days).max() {
        Some(oldest) if old.is_empty() => {
            vec![Finding::fine("age", format!("the newest answer of each input is {oldest} days old or less, {bound}"))]
        }
        _ => old,
    }
}

/// What upstream sent and no parser of this version understands.
fn laid_aside(data: &Path) -> Option<Finding> {
    let folder = data.join(REFUSED);
    let is_there = fs_err::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
    let found = format!("`{}` holds what upstream sent and this version does not understand", folder.display());
    let next = "keep it: a newer version may read it; please report what it is, or remove it where you know";
    is_there.then(|| Finding::optional("refused", found, next))
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;
    use crate::plan::Choice;

    #[test]
    fn old_is_what_the_pipeline_says() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let (needed, optional) = (String::from("a/b"), String::from("c/d"));
        let reading = |is_optional| Reading { choice: Choice::All, is_optional };
        let (hard, soft) = (reading(false), reading(true));
        let captured = Some(at("2026-04-01T12:00:00Z"));
        let inputs = [(&needed, &hard, captured), (&optional, &soft, captured), (&optional, &soft, None)];
        let states = |most, now| ages(&inputs, most, at(now)).into_iter().map(|one| one.state).collect::<Vec<_>>();
        assert_eq!(states(Some(10), "2026-04-12T11:59:59Z"), [State::Fine], "ten days and some hours");
        assert_eq!(states(Some(10), "2026-04-12T12:00:00Z"), [State::ToDo, State::Optional]);
        assert_eq!(states(None, "2027-04-12T12:00:00Z"), [State::Fine]);
        assert_eq!(ages(&[], Some(10), at("2026-04-12T12:00:00Z")), []);
    }
}
