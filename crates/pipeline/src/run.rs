//! `tokenshare run`: from snapshots to tables. Offline and repeatable: same snapshots, same bytes.

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use schema::Stage;

use crate::{
    bound,
    cli::RunArguments,
    clock,
    console::counted,
    correction::Corrections,
    data_package, decided,
    decision::Decisions,
    failure::Failure,
    guard::{self, Judge, Judged},
    lock,
    making::{Making, WasRead},
    manifest::{self, DecisionEntry, Looked, Manifest, SnapshotEntry, TableEntry},
    plan::Plan,
    previous::Previous,
    provenance::Provenance,
    prune, recipe,
    reference::Reference,
    refusal, remark,
    runs::{self, RunFolder},
    snapshot::Snapshot,
    snapshots::{self, Held},
    store::{self, Commit},
    telling,
    typed::quoted,
};

/// Runs a pipeline file on a data folder.
///
/// # Errors
/// If the file has problems, a snapshot or a step fails, or a bound is missed. The old tables stay then.
pub fn run(arguments: &RunArguments) -> anyhow::Result<()> {
    let (plan, reference) = Plan::read(&arguments.pipeline)?;
    let data = &arguments.data.folder;
    let as_of = arguments.as_of;
    as_of.map_or(Ok(()), |as_of| demand_past(as_of, clock::now()))?;
    let keeping = if arguments.fresh { Keeping::Nothing } else { Keeping::WhatIsTheSame };
    let outcome = completed(data, &plan, &reference, How { keeping, as_of, telling: Telling::Each })?;
    let (number, run) = (counted(outcome.run.manifest.table.len(), "table"), &outcome.run);
    tracing::info!("{number} in `{}`, run `{}`", run.folder.display(), run.manifest.run_id);
    if let Some(as_of) = as_of {
        let folder = quoted(&run.folder);
        let as_of = clock::by(as_of);
        tracing::info!("as of `{as_of}`; the newest run stays where it is. To read them: `--data {folder}`");
    }
    outcome.decided(data)
}

/// Of an instant that is to come nobody knows yet what was known by then; of a day that still runs, not all of it.
fn demand_past(as_of: Timestamp, now: Timestamp) -> Result<(), Failure> {
    if as_of <= now {
        return Ok(());
    }
    if schema::day::of(as_of) > schema::day::of(now) {
        let as_of = clock::by(as_of);
        let failure = Failure::command_line(format!("`--as-of` is to come: `{as_of}`, and it is `{now}` now"));
        return Err(
            failure.with_hint("name a day or an instant that has been; without `--as-of` all that is there is read")
        );
    }
    let as_of = clock::by(as_of);
    tracing::warn!("`{as_of}` is not over yet: a run as of then may read more than this one, once more has arrived");
    Ok(())
}

/// What became of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The tables that stand.
    pub run: Previous,
    /// Answers that guards refused, and what is older because of them.
    undecided: Vec<String>,
}

impl Outcome {
    /// Ends well only if no answer waits for a decision.
    ///
    /// # Errors
    /// If one does.
    pub fn decided(self, data: &Path) -> anyhow::Result<()> {
        if self.undecided.is_empty() {
            return Ok(());
        }
        Err(refusal::failure(data, &self.undecided, &self.run.manifest.snapshot).into())
    }
}

/// How a run is made; what it makes is the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Whether tables of the run before are kept.
    pub keeping: Keeping,
    /// Only what was known at that instant is read. The run lies beside the others, and nothing leads to it.
    pub as_of: Option<Timestamp>,
    /// Whether remarks on what was read and found are told.
    pub telling: Telling,
}

/// Whether remarks are told. They stand in the manifest all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Telling {
    /// Each of them.
    #[default]
    Each,
    /// Where somebody asked for more by `--verbose`: else the caller counts them.
    IfVerbose,
}

impl Telling {
    /// Whether each remark is told.
    fn is_each(self) -> bool {
        self == Self::Each || tracing::enabled!(tracing::Level::DEBUG)
    }
}

/// What is kept of the run before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// What was made of the same.
    #[default]
    WhatIsTheSame,
    /// Everything is made anew.
    Nothing,
}

/// Makes and stores every table of `plan` from the snapshots in `data`.
///
/// # Errors
/// As [`run`].
pub fn completed(data: &Path, plan: &Plan, reference: &Reference, how: How) -> anyhow::Result<Outcome> {
    // Whoever begins is told what a run needs, and not that there is no folder to lock.
    if data.symlink_metadata().is_err() {
        snapshots::chosen(data, plan, (&[], None))?;
    }
    lock::held(data, || {
        // Before an hour of work, and not behind it.
        runs::demand_link(data)?;
        let (held, decisions) = (snapshots::held(data, plan)?, Decisions::read(data, how.as_of)?);
        let corrections = Corrections::read(data, how.as_of)?;
        let run = Run { data, plan, reference, decisions: &decisions, corrections: &corrections, held: &held };
        let stands = Previous::of(data);
        run.demand_decided(stands.as_ref(), how.keeping)?;
        let may_stand = how.as_of.is_none() && how.keeping == Keeping::WhatIsTheSame;
        if let Some(stands) = stands.as_ref().filter(|stands| may_stand && run.is_done(stands)) {
            let undecided = stands.manifest.undecided.clone();
            return Ok(Outcome { run: run.nothing_new(stands, how)?, undecided });
        }
        let outcome = match run.made(stands.as_ref(), how) {
            Err(error) if how.keeping == Keeping::WhatIsTheSame && store::is_not_as_written(&error) => {
                tracing::warn!("{error:#}: every table is made anew");
                run.made(stands.as_ref(), How { keeping: Keeping::Nothing, ..how })?
            }
            outcome => outcome?,
        };
        if how.keeping == Keeping::Nothing && how.as_of.is_none() {
            decided::forget(data)?;
        }
        Ok(outcome)
    })
}

/// A run over what a data folder holds.
struct Run<'run> {
    data: &'run Path,
    plan: &'run Plan,
    reference: &'run Reference,
    decisions: &'run Decisions,
    corrections: &'run Corrections,
    held: &'run [Held],
}

impl Run<'_> {
    /// Whether the run that stands was made of the same.
    fn is_done(&self, stands: &Previous) -> bool {
        let is_same = || stands.manifest.key == self.key(self.held);
        // What is one's own here may be built into the program of that run, which then kept none of it.
        let is_kept = || stands.manifest.reference == self.reference.own_inputs();
        is_same() && is_kept() && runs::is_led_to(self.data, &stands.folder) && stands.is_whole()
    }

    fn key(&self, held: &[Held]) -> String {
        recipe::of_run(self.plan, self.reference, (self.decisions, self.corrections), held)
    }

    /// To what people decided and corrected lines may have come. Where one is another now, or gone, nobody knows what was meant,
    /// unless somebody says to go on without; a run of the past as little as one of today.
    fn demand_decided(&self, stands: Option<&Previous>, keeping: Keeping) -> anyhow::Result<()> {
        let lost = decided::lost(self.data, &Previous::went_by(self.data, stands)?)?;
        match keeping {
            Keeping::WhatIsTheSame => decided::demand(&lost)?,
            Keeping::Nothing => decided::tell(&lost),
        }
        Ok(())
    }

    /// By which lines of what people said it goes.
    fn lines(&self) -> anyhow::Result<Vec<DecisionEntry>> {
        decided::lines(self.decisions, self.corrections)
    }

    /// Who keeps tables in step with a folder copies what is new: nothing is.
    fn nothing_new(&self, stands: &Previous, how: How) -> anyhow::Result<Previous> {
        let used = stands.manifest.snapshot.iter().filter(|entry| !entry.tables.is_empty());
        let newest = used.map(|entry| (entry.id.as_str(), entry.request().to_owned(), entry.captured_at));
        self.tell_ages(newest, how);
        let entries = &stands.manifest.snapshot;
        let waiting = stands.manifest.undecided.iter().filter_map(|said| refusal::entry(said, entries));
        let waiting = waiting.map(|entry| entry.id.as_str()).collect();
        telling::verdicts(entries.iter().map(|entry| (entry.id.as_str(), entry.judged())), &waiting);
        if how.telling == Telling::IfVerbose {
            if how.telling.is_each() {
                remark::tell(&stands.manifest.remark);
            }
        } else if !stands.manifest.remark.is_empty() {
            tracing::info!(
                "{}, as before: `--fresh` tells them again",
                counted(stands.manifest.remark.len(), "remark")
            );
        }
        tracing::info!("nothing is new: the tables of run `{}` stand", stands.manifest.run_id);
        store::sweep(self.data)?;
        Ok(stands.clone())
    }

    /// How old the newest answer of each request is.
    fn tell_ages<'id>(&self, newest: impl Iterator<Item = (&'id str, String, Timestamp)>, how: How) {
        if how.telling.is_each() {
            telling::ages(newest, self.plan.max_age_days.filter(|_| how.as_of.is_none()));
        }
    }

    /// Makes the tables, and puts them in their place.
    fn made(&self, stands: Option<&Previous>, how: How) -> anyhow::Result<Outcome> {
        let previous = stands.filter(|_| how.keeping == Keeping::WhatIsTheSame);
        let (held, opened) = self.known(how.as_of)?;
        if how.keeping == Keeping::WhatIsTheSame {
            telling::gone(self.data, &Previous::looked_at(self.data, stands)?, how.as_of)?;
        }
        self.decisions.demand_about(self.data, &opened)?;
        let compared = previous.map(|previous| previous.compared(self.plan)).unwrap_or_default();
        let mut judge = Judge::new(self.plan, self.decisions, compared);
        let mut judged = judge.judged(&opened)?;
        let usable: Vec<_> = opened.iter().filter(|one| is_used(&judged, one)).cloned().collect();
        let snapshots = snapshots::chosen(self.data, self.plan, (&usable, how.as_of))?;
        let newest = snapshots.iter().map(|one| (one.id.as_str(), one.facts.request_name(), one.captured_at()));
        self.tell_ages(newest, how);
        let waiting = guard::undecided(&opened, &judged).into_keys().collect();
        telling::verdicts(judged.iter().map(|(id, judged)| (id.as_str(), judged.clone())), &waiting);
        let arrivals = judge.arrivals(&opened, &judged)?;
        self.corrections.tell(self.data, &snapshots)?;
        let mut provenance = Provenance::of(self.plan, &snapshots, self.reference, (&arrivals, self.corrections));
        let reading = Making::new(self.plan, self.reference, &provenance, previous);
        let (mut frames, mut was_read) = reading.ingested(&snapshots, judge.read)?;
        provenance.follow(frames.corrections());
        let making = Making::new(self.plan, self.reference, &provenance, previous);
        making.take_steps(Stage::Normalized, &mut frames)?;
        let mut remarks = remark::all(&frames, &was_read, self.plan, self.reference)?;
        making.take_steps(Stage::Analyzed, &mut frames)?;
        remarks.extend(remark::unlisted_changes(&frames)?.into_iter().chain(remark::compared_with_nothing(&judged)));
        if how.telling.is_each() {
            remark::tell(&remarks);
            telling::coverage(&frames)?;
        }
        telling::distant_prices(&frames)?;
        bound::check(self.plan, &frames)?;
        let undecided = telling::undecided(&opened, &judged, &snapshots);
        let entry = |snapshot: &Snapshot| {
            let WasRead { tables, notes } = was_read.remove(&snapshot.id).unwrap_or_default();
            let known_from_at = provenance.arrivals.later(&snapshot.id);
            let of = SnapshotEntry::of(snapshot, judged.remove(&snapshot.id).unwrap_or_default());
            let corrected = provenance.corrections.of(&snapshot.id);
            SnapshotEntry { known_from_at, corrected, tables, notes, ..of }
        };
        let entries = opened.iter().map(entry).collect();
        let looked = Looked { key: self.key(&held), entries, decisions: self.lines()?, remarks, undecided };
        let descriptors = data_package::descriptors(self.plan, &frames, &provenance)?;
        let manifest = Manifest::of(&frames, &descriptors, &provenance, self.plan, looked);
        let Self { data, plan, reference, .. } = *self;
        let (frames, descriptors, manifest) = (&frames, &descriptors, &manifest);
        let commit = Commit { data, plan, reference, frames, descriptors, manifest, as_of: how.as_of };
        Ok(Outcome { run: self.committed(&commit, stands, how)?, undecided: manifest.undecided.clone() })
    }

    /// The snapshots that were known at an instant, with their facts.
    fn known(&self, as_of: Option<Timestamp>) -> anyhow::Result<(Vec<Held>, Vec<Snapshot>)> {
        let opened = snapshots::opened(self.data, self.held)?;
        let is_known = |snapshot: &Snapshot| as_of.is_none_or(|as_of| snapshot.captured_at() <= as_of);
        let both = self.held.iter().cloned().zip(opened);
        Ok(both.filter(|(_, snapshot)| is_known(snapshot)).unzip())
    }

    /// Writes the run, and makes it the newest, unless it is one of the past.
    fn committed(&self, commit: &Commit<'_>, stands: Option<&Previous>, how: How) -> anyhow::Result<Previous> {
        if let Some(same) = self.standing(commit.manifest, how)? {
            tracing::info!("made, and the same to the last byte: the tables of run `{}` stand", same.manifest.run_id);
            store::sweep(self.data)?;
            return Ok(same);
        }
        if how.as_of.is_none() {
            tell_what_goes(stands, commit);
        }
        let run = commit.written()?;
        if how.as_of.is_none() {
            runs::pointed(self.data, &run)?;
            prune::tidy(self.data, self.plan.retention);
        }
        Ok(Previous { folder: run.path(self.data), manifest: commit.manifest.clone() })
    }

    /// A run that is this one, byte by byte: of the past any that is kept, else the newest.
    fn standing(&self, manifest: &Manifest, how: How) -> anyhow::Result<Option<Previous>> {
        let text = toml::to_string(manifest)?;
        let runs = runs::listed(self.data)?;
        let is_asked = |run: &&RunFolder| how.as_of.is_some() || runs::is_led_to(self.data, &run.path(self.data));
        for run in runs.iter().rev().filter(is_asked) {
            let folder = run.path(self.data);
            let is_same = fs_err::read_to_string(folder.join(manifest::FILE)).is_ok_and(|stands| stands == text);
            let run = Previous { folder, manifest: manifest.clone() };
            if is_same && store::is_as_written(&run) {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }
}

fn is_used(judged: &BTreeMap<String, Judged>, snapshot: &Snapshot) -> bool {
    judged.get(&snapshot.id).is_none_or(|judged| judged.verdict.is_used())
}

/// The tables of a folder are those of one run: what another pipeline made there goes, and is told.
fn tell_what_goes(stands: Option<&Previous>, commit: &Commit<'_>) {
    let Some(old) = stands.map(|stands| &stands.manifest) else { return };
    let is_gone = |table: &&TableEntry| !commit.frames.has(&table.name);
    let gone: Vec<_> = old.table.iter().filter(is_gone).map(|table| format!("`{}`", table.name)).collect();
    if !gone.is_empty() {
        let (title, number, names) = (&commit.plan.title, counted(gone.len(), "table"), gone.join(", "));
        tracing::warn!("`{title}` does not make {number} of the last run, `{}`, which go: {names}", old.title);
    }
}
