//! `tokenshare accept`: somebody looked at an answer that guards refuse, and says why it is right.

use std::path::Path;

use crate::{
    cli::AcceptArguments,
    clock,
    decision::{Decision, Decisions, FILE},
    failure::Failure,
    guard::Verdict,
    lock,
    previous::Previous,
    snapshot::Snapshot,
    snapshots,
};

/// Records the decision where a reviewer sees it; the next run uses the answer.
///
/// # Errors
/// If there is no such snapshot, no reason is given, or it was decided already.
pub fn run(arguments: &AcceptArguments) -> anyhow::Result<()> {
    let (data, id) = (&arguments.data.folder, arguments.snapshot.trim_matches('/'));
    let because = arguments.because.trim();
    if because.is_empty() || because.chars().any(char::is_control) {
        let said = "`--because`: expected a reason, in one line";
        return Err(Failure::command_line(said)
            .with_hint("whoever reads the tables in a year has nothing else")
            .into());
    }
    lock::held(data, || {
        let snapshot = named(data, id.strip_prefix("snapshots/").unwrap_or(id))?;
        let decisions = Decisions::read(data, None)?;
        if let Some(stands) = decisions.of(&snapshot) {
            let said = format!("`{}` was accepted at `{}`: {}", stands.snapshot_id, stands.accepted_at, stands.because);
            return Err(Failure::data(said).with_hint(format!("`{FILE}` has all decisions")).into());
        }
        demand_refused(data, &snapshot)?;
        let decision = Decision {
            snapshot_id: snapshot.id.clone(),
            facts_sha256: snapshot.facts_sha256().to_owned(),
            accepted_at: clock::now(),
            because: because.to_owned(),
        };
        decisions.add(data, decision)?;
        tracing::info!("`{}` is used from the next run on: `{}`", snapshot.id, data.join(FILE).display());
        Ok(())
    })
}

/// A decision on an answer that nobody doubts would say nothing, and stand for ever.
fn demand_refused(data: &Path, snapshot: &Snapshot) -> Result<(), Failure> {
    let run = Previous::of(data).map(|run| run.manifest.snapshot).unwrap_or_default();
    // One that no run has looked at yet may be refused by the next.
    let is_used = run.iter().any(|entry| Previous::is_same(entry, snapshot) && entry.verdict != Verdict::Refused);
    if !is_used {
        return Ok(());
    }
    let said = format!("the newest run does not refuse `{}`", snapshot.id);
    Err(Failure::data(said)
        .with_hint("there is nothing to accept: `tokenshare snapshots` says what became of each answer"))
}

fn named(data: &Path, id: &str) -> anyhow::Result<Snapshot> {
    let found = snapshots::found(data)?;
    if found.ids.iter().any(|known| known == id) {
        return Snapshot::open(&snapshots::folder(data), id);
    }
    Err(Failure::unknown("snapshot", id, found.ids.iter().map(String::as_str)).into())
}
