//! `tokenshare accept` and `tokenshare reject`: somebody looked at an answer, and says why it is right though guards refuse it,
//! or wrong though they let it pass.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::{
    cli::DecisionArguments,
    clock,
    decision::{Decision, Decisions, Ruling},
    failure::Failure,
    guard::Verdict,
    lock,
    previous::Previous,
    run_facts::RunFacts,
    runs,
    snapshot::Snapshot,
    snapshots,
};

/// Records the decision where a reviewer sees it; the next run goes by it.
///
/// # Errors
/// If there is no such snapshot, no reason is given, or it was decided already.
pub fn run(ruling: Ruling, arguments: &DecisionArguments) -> anyhow::Result<()> {
    let (data, id) = (&arguments.data.folder, arguments.snapshot.trim_matches('/'));
    let because = arguments.because.trim();
    if because.is_empty() || because.chars().any(char::is_control) {
        let said = "`--because`: expected a reason, in one line";
        return Err(Failure::command_line(said)
            .with_hint("whoever reads the tables in a year has nothing else")
            .into());
    }
    lock::awaited(data, || {
        let snapshot = named(data, id.strip_prefix("snapshots/").unwrap_or(id))?;
        let decisions = Decisions::read(data, None)?;
        let before = decisions.of(&snapshot, None);
        if let Some(stands) = before.filter(|stands| stands.ruling == ruling) {
            let (id, word, at, because) = (&stands.snapshot_id, ruling.word(), stands.at, &stands.because);
            let said = format!("`{id}` was {word} at `{at}`: {because}");
            return Err(Failure::data(said).with_hint(format!("`{}` has all decisions", ruling.file())).into());
        }
        demand_news(data, &snapshot, ruling)?;
        let decision = Decision {
            snapshot_id: snapshot.id.clone(),
            facts_sha256: snapshot.facts_sha256().to_owned(),
            ruling,
            at: instant(data, &snapshot, ruling)?.max(before.map_or(Timestamp::MIN, next_second)),
            because: because.to_owned(),
        };
        decisions.add(data, decision)?;
        let is_used = if ruling == Ruling::Accepted { "is used" } else { "is not used" };
        tracing::info!("`{}` {is_used} from the next run on: `{}`", snapshot.id, data.join(ruling.file()).display());
        Ok(())
    })
}

/// Now; behind the capture of the answer and the newest run in any case, since nobody decided before: a clock that was set
/// back would give the past another truth than it had.
fn instant(data: &Path, snapshot: &Snapshot, ruling: Ruling) -> Result<Timestamp, Failure> {
    let now = clock::now();
    let run = runs::current(data).ok().and_then(|run| RunFacts::of(&run)).map(|facts| facts.finished_at);
    let known = [("it was captured", Some(snapshot.captured_at())), ("the newest run ended", run)];
    let known = known.into_iter().filter_map(|(what, at)| Some((what, at?)));
    let (ahead, past): (Vec<_>, Vec<_>) = known.partition(|(_, at)| clock::is_ahead(*at, now));
    match ahead.first() {
        // An answer whose clock was ahead is left aside by a rejection.
        Some((what, at)) if ruling == Ruling::Accepted => {
            let said = format!("`{}`: {what} at `{at}`, and it is `{now}` now", snapshot.id);
            let hint = "set this machine's clock right, if it is wrong; `tokenshare reject` leaves an answer aside whose clock \
                        was ahead, and where that of a run was, remove its folder and run again";
            Err(Failure::data(said).with_hint(hint))
        }
        _ => Ok(past.into_iter().map(|(_, at)| at).fold(now, Timestamp::max)),
    }
}

/// Behind an earlier decision, whatever the clock says: the newer one counts.
fn next_second(before: &Decision) -> Timestamp {
    before.at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(before.at)
}

/// A decision on an answer that is used, or not, anyway would say nothing, and stand for ever.
fn demand_news(data: &Path, snapshot: &Snapshot, ruling: Ruling) -> Result<(), Failure> {
    let run = Previous::of(data).map(|run| run.manifest.snapshot).unwrap_or_default();
    // One that no run has looked at yet may be refused by the next.
    let Some(entry) = run.iter().find(|entry| Previous::is_same(entry, snapshot)) else { return Ok(()) };
    let (said, hint) = match (ruling, entry.verdict.is_used()) {
        (Ruling::Accepted, true) => ("does not refuse", "accept"),
        // One that guards refuse waits for a decision: this is one, too.
        (Ruling::Rejected, false) if entry.verdict != Verdict::Refused => ("does not use", "reject"),
        _ => return Ok(()),
    };
    let hint = format!("there is nothing to {hint}: `tokenshare snapshots` says what became of each answer");
    Err(Failure::data(format!("the newest run {said} `{}`", snapshot.id)).with_hint(hint))
}

fn named(data: &Path, id: &str) -> anyhow::Result<Snapshot> {
    let found = snapshots::found(data)?;
    if found.ids.iter().any(|known| known == id) {
        return Snapshot::open(&snapshots::folder(data), id);
    }
    Err(Failure::unknown("snapshot", id, found.ids.iter().map(String::as_str)).into())
}
