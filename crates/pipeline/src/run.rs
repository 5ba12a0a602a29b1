//! `tokenshare run`: from snapshots to tables. Offline and repeatable: same snapshots, same bytes.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::Context as _;
use jiff::civil::Date;
use normalize::NewcomerBound;
use polars::frame::DataFrame;
use schema::{
    Basis, Frame, MatchClass, Note, Stage, Table, TableSpec, WindowKind,
    columns::{
        BOARD, DAY_DATE, MATCH_CLASS, MODEL_LABEL, PRICE_BASIS, TOKEN_SHARE, TOKENS, VENDOR_LABEL, WEEK_START_DATE,
        WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    tables::{
        AppModelWeek, Catalog, ModelChart, ModelDaily, ModelDay, ModelWeek, ModelWindow, Restatement, VendorChart,
        VendorGap, VendorPrice, VendorWeek,
    },
};

use crate::{
    bound,
    cli::RunArguments,
    clock,
    console::counted,
    failure::Failure,
    frames::{Frames, Made},
    lock,
    manifest::{self, Manifest},
    plan::Plan,
    provenance::Provenance,
    reference::Reference,
    snapshot::Snapshot,
    snapshots,
    step::{Inputs, Step},
    steps::STEPS,
    store,
};

/// Runs a pipeline file on a data folder.
///
/// # Errors
/// If the file has problems, a snapshot or a step fails, or a bound is missed. The old tables stay then.
pub fn run(arguments: &RunArguments) -> anyhow::Result<()> {
    let (plan, reference) = Plan::read(&arguments.pipeline)?;
    let data = &arguments.data.folder;
    let manifest = completed(data, &plan, &reference)?;
    tracing::info!("{} in `{}`, run `{}`", counted(manifest.table.len(), "table"), data.display(), manifest.run_id);
    Ok(())
}

/// Makes and stores every table of `plan` from the snapshots in `data`.
///
/// # Errors
/// As [`run`].
pub fn completed(data: &Path, plan: &Plan, reference: &Reference) -> anyhow::Result<Manifest> {
    lock::held(data, || {
        let snapshots = snapshots::chosen(data, plan)?;
        tell_ages(&snapshots);
        let mut notes = Notes::default();
        let mut frames = ingested(&snapshots, &mut notes)?;
        take_steps(Stage::Normalized, &mut frames, plan, reference)?;
        notes.extend(newcomers(&frames, plan, reference)?);
        notes.extend(left_aside(&frames, plan, reference)?);
        notes.tell();
        take_steps(Stage::Analyzed, &mut frames, plan, reference)?;
        tell_coverage(&frames)?;
        tell_distant_prices(&frames)?;
        tell_unlisted_changes(&frames)?;
        bound::check(plan, &frames)?;
        tell_what_goes(data, plan, &frames)?;
        store::commit(data, plan, &frames, &Provenance::of(plan, &snapshots, reference))
    })
}

/// The tables of a folder are those of one run: what another pipeline made there goes, and is told.
fn tell_what_goes(data: &Path, plan: &Plan, frames: &Frames) -> anyhow::Result<()> {
    if !data.join(manifest::FILE).is_file() {
        return Ok(());
    }
    let old = store::manifest(data)?;
    let gone: Vec<_> =
        old.table.iter().filter(|table| !frames.has(&table.name)).map(|table| format!("`{}`", table.name)).collect();
    if !gone.is_empty() {
        let (title, number, names) = (&plan.title, counted(gone.len(), "table"), gone.join(", "));
        tracing::warn!("`{title}` does not make {number} of the last run, `{}`, which go: {names}", old.title);
    }
    Ok(())
}

/// Rows of one table from several answers.
struct Stack {
    spec: &'static TableSpec,
    data: DataFrame,
    sources: BTreeSet<&'static str>,
    snapshots: BTreeSet<String>,
}

/// What every snapshot says, one under the other.
fn ingested(snapshots: &[Snapshot], notes: &mut Notes) -> anyhow::Result<Frames> {
    let mut stacks: BTreeMap<&'static str, Stack> = BTreeMap::new();
    for snapshot in snapshots {
        tracing::debug!("reading `{}`", snapshot.id);
        let ingested = snapshot.ingested()?;
        notes.extend(ingested.notes);
        let source = ingest::request(&snapshot.facts.request_name()).map_or("", |(source, _)| source.id);
        for (spec, data) in ingested.tables {
            let stack = stacks.entry(spec.name).or_insert_with(|| Stack {
                spec,
                data: data.clear(),
                sources: BTreeSet::new(),
                snapshots: BTreeSet::new(),
            });
            stack
                .data
                .vstack_mut(&data)
                .with_context(|| format!("snapshot `{}`, table `{}`", snapshot.id, spec.name))?;
            stack.sources.insert(source);
            stack.snapshots.insert(snapshot.id.clone());
        }
    }
    let mut frames = Frames::default();
    for stack in stacks.into_values() {
        let steps: Vec<String> = stack.sources.iter().map(|source| format!("ingest::{source}")).collect();
        frames.add(Made { spec: stack.spec, data: stack.data, step: steps.join(", "), snapshots: stack.snapshots })?;
    }
    Ok(frames)
}

/// Takes the steps of one stage that the plan asks for.
fn take_steps(stage: Stage, frames: &mut Frames, plan: &Plan, reference: &Reference) -> anyhow::Result<()> {
    for step in STEPS.iter().filter(|step| step.makes.stage == stage && step.is_wanted(&plan.results)) {
        if step.can_run(|table| frames.has(table)) {
            tracing::debug!("making `{}`", step.makes.name);
            let data =
                (step.run)(&Inputs::new(frames, plan, reference)).with_context(|| format!("step `{}`", step.name))?;
            if data.height() == 0 && !step.may_be_empty() {
                tracing::warn!("`{}` has no rows: what was read has nothing for it", step.makes.name);
            }
            let snapshots = frames.snapshots_of(step.all_reads());
            frames.add(Made { spec: step.makes, data, step: step.name.to_owned(), snapshots })?;
        } else if stage == Stage::Analyzed {
            return Err(unfed(step).into());
        }
    }
    Ok(())
}

/// The inputs promised a table, and their answers did not have it.
fn unfed(step: &Step) -> Failure {
    let reads: Vec<String> = step.all_reads().map(|table| format!("`{table}`")).collect();
    let said = format!("step `{}` reads {}, and the snapshots do not have all of it", step.name, reads.join(", "));
    Failure::data(said)
        .with_hint(format!("leave `{}` out of `results`, or import what has those tables", step.makes.name))
}

fn newcomers(frames: &Frames, plan: &Plan, reference: &Reference) -> anyhow::Result<Vec<Note>> {
    let (known, bound) = (&reference.vendors, NewcomerBound(plan.bounds.max_new_vendor_share));
    let tables = Inputs::new(frames, plan, reference);
    let mut notes = normalize::newcomers(&tables.frame::<VendorWeek>()?, &WEEK_START_DATE, known, bound)?;
    notes.extend(normalize::newcomers(&tables.frame::<ModelWindow>()?, &WINDOW_START_DATE, known, bound)?);
    notes.extend(normalize::newcomers(&tables.frame::<ModelWeek>()?, &WEEK_START_DATE, known, bound)?);
    // A day that is in no week yet is told and stops nothing: the bound is on weeks.
    notes.extend(normalize::newcomers(&tables.frame::<ModelDay>()?, &DAY_DATE, known, NewcomerBound(1.0))?);
    notes.extend(normalize::newcomers(&tables.frame::<AppModelWeek>()?, &WEEK_START_DATE, known, bound)?);
    // One line to paste is enough, wherever the vendor was met.
    let mut told = BTreeSet::new();
    notes.retain(|note| told.insert(note.what.clone()));
    Ok(notes)
}

/// What was captured and is in no table, or twice in one.
fn left_aside(frames: &Frames, plan: &Plan, reference: &Reference) -> anyhow::Result<Vec<Note>> {
    let tables = Inputs::new(frames, plan, reference);
    let apps = tables.frame::<AppModelWeek>()?;
    let mut notes = normalize::unused_captures(&tables.frame::<VendorChart>()?);
    notes.extend(normalize::unused_captures(&tables.frame::<ModelChart>()?));
    notes.extend(normalize::label_twins(&tables.frame::<VendorChart>()?, &VENDOR_LABEL));
    notes.extend(normalize::label_twins(&tables.frame::<ModelChart>()?, &MODEL_LABEL));
    notes.extend(normalize::contradicting_captures(&tables.frame::<VendorChart>()?));
    notes.extend(normalize::contradicting_captures(&tables.frame::<ModelChart>()?));
    let days = tables.frame::<ModelDay>()?;
    notes.extend(normalize::running_days(&tables.frame::<ModelDaily>()?));
    notes.extend(normalize::contradicting_days(&tables.frame::<ModelDaily>()?));
    notes.extend(normalize::missing_days(&days));
    notes.extend(normalize::unused_days(&tables.frame::<VendorChart>()?, &days));
    notes.extend(normalize::unused_days(&tables.frame::<ModelChart>()?, &days));
    notes.extend(normalize::running_app_weeks(&apps, plan.windows.boards.apps));
    notes.extend(normalize::app_twins(&apps));
    notes.extend(normalize::inferred_slugs(&tables.frame::<Catalog>()?));
    Ok(notes)
}

/// Notes of many answers, equal ones counted together.
#[derive(Debug, Default)]
struct Notes {
    counts: BTreeMap<(&'static str, String), usize>,
}

impl Notes {
    fn extend(&mut self, notes: impl IntoIterator<Item = Note>) {
        for note in notes {
            *self.counts.entry((note.block, note.what)).or_default() += note.count;
        }
    }

    fn tell(self) {
        for ((block, what), count) in self.counts {
            tracing::info!("{}", Note { block, what, count });
        }
    }
}

/// How many tokens found a price, and the others by class, largest first.
fn tell_coverage(frames: &Frames) -> anyhow::Result<()> {
    if !frames.has("priced_usage") {
        return Ok(());
    }
    let coverage = analyze::coverage(&frames.frame()?)?;
    let text = |column| coverage.cells(column).texts();
    let (boards, kinds, bases, classes) = (text(&BOARD), text(&WINDOW_KIND), text(&PRICE_BASIS), text(&MATCH_CLASS));
    let (tokens, shares) = (coverage.cells(&TOKENS).integers(), coverage.cells(&TOKEN_SHARE).reals());
    let of_board =
        boards.into_iter().zip(kinds).map(|(board, kind)| board.filter(|_| kind == Some(WindowKind::Board.word())));
    let rows = of_board.zip(bases).zip(classes).zip(tokens).zip(shares);
    let row = |((((board, basis), class), tokens), share): ((((_, _), _), _), _)| {
        Some((board?, basis?, tokens?, class?, share?))
    };
    let mut rows: Vec<(&str, &str, i64, &str, f64)> = rows.filter_map(row).collect();
    rows.sort_by_key(|(board, basis, tokens, class, _)| {
        (*board, Reverse(*basis), *class != MatchClass::Priced.word(), Reverse(*tokens))
    });
    for (board, basis, tokens, class, share) in rows {
        let (tokens, share) = (report::published::tokens(tokens), 100.0 * share);
        tracing::info!("coverage of board `{board}` on `{basis}`: {tokens} tokens `{class}`, {share:.3} %");
    }
    Ok(())
}

/// Tokens of one time at prices that the usage of another weighted: the dollars are of neither.
fn tell_distant_prices(frames: &Frames) -> anyhow::Result<()> {
    if !frames.has("vendor_gap") || !frames.has("vendor_price") {
        return Ok(());
    }
    let (gaps, prices) = (frames.frame::<VendorGap>()?, frames.frame::<VendorPrice>()?);
    // Where each week has its own price, a column of the row says how far off its weights are.
    for (from, to) in windows(&gaps) {
        for (first, last) in
            windows_of_one_price(&prices).into_iter().filter(|(first, last)| *last < from || to < *first)
        {
            tracing::warn!(
                "`vendor_gap` has tokens of {from} to {to} at prices weighted by usage of {first} to {last}: name \
                 windows that meet, or read it with that in mind"
            );
        }
    }
    Ok(())
}

/// What differs and is not in `restatement`.
fn tell_unlisted_changes(frames: &Frames) -> anyhow::Result<()> {
    if frames.has(Restatement::SPEC.name) {
        let notes = analyze::unlisted_changes(&held(frames)?, &held(frames)?, &held(frames)?);
        for note in notes {
            tracing::info!("{note}");
        }
    }
    Ok(())
}

/// The rows of a table; none where it was not made.
fn held<T: Table>(frames: &Frames) -> anyhow::Result<Frame<T>> {
    if frames.has(T::SPEC.name) { frames.frame() } else { Ok(Frame::empty()?) }
}

/// First and last day of each window of a table.
fn windows<T: Table>(table: &Frame<T>) -> BTreeSet<(Date, Date)> {
    let starts = table.cells(&WINDOW_START_DATE).dates().into_iter();
    starts.zip(table.cells(&WINDOW_END_DATE).dates()).filter_map(|(start, end)| Some((start?, end?))).collect()
}

/// The windows of prices that value all weeks alike.
fn windows_of_one_price(prices: &Frame<VendorPrice>) -> BTreeSet<(Date, Date)> {
    let bases = prices.cells(&PRICE_BASIS).texts().into_iter();
    let is_one =
        bases.map(|basis| basis.and_then(|word| word.parse::<Basis>().ok()).is_some_and(|basis| !basis.is_by_week()));
    let starts = prices.cells(&WINDOW_START_DATE).dates().into_iter().zip(prices.cells(&WINDOW_END_DATE).dates());
    starts.zip(is_one).filter(|(_, is_one)| *is_one).filter_map(|((start, end), _)| Some((start?, end?))).collect()
}

/// How old the newest answer of each request is: a table can't be fresher than what it was made from.
fn tell_ages(snapshots: &[Snapshot]) {
    let mut newest: BTreeMap<String, (usize, jiff::Timestamp)> = BTreeMap::new();
    for snapshot in snapshots {
        let at = snapshot.captured_at();
        let entry = newest.entry(snapshot.facts.request_name()).or_insert((0, at));
        *entry = (entry.0 + 1, entry.1.max(at));
    }
    for (request, (count, at)) in newest {
        let days = (clock::now().as_second() - at.as_second()).div_euclid(24 * 60 * 60);
        tracing::info!("`{request}`: {}, newest of `{at}`, {days} days old", counted(count, "snapshot"));
    }
}
