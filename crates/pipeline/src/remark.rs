//! What a run saw and left aside: told, counted, and stopping nothing but newcomers above their bound.

use std::collections::{BTreeMap, BTreeSet};

use normalize::NewcomerBound;
use schema::{
    Frame, Note, Table,
    columns::{DAY_DATE, WEEK_START_DATE, WINDOW_START_DATE},
    tables::{
        AppModelWeek, Catalog, ModelChart, ModelDay, ModelWeek, ModelWindow, Restatement, VendorChart, VendorWeek,
    },
};

use crate::{
    frames::Frames,
    guard::{Judged, Verdict},
    making::WasRead,
    manifest::NoteEntry,
    plan::Plan,
    reference::Reference,
};

/// What was seen and left aside: by parsers, and in the tables made of what they read.
///
/// # Errors
/// If newcomers hold more than the pipeline allows.
pub fn all(
    frames: &Frames,
    read: &BTreeMap<String, WasRead>,
    plan: &Plan,
    reference: &Reference,
) -> anyhow::Result<Vec<NoteEntry>> {
    let mut remarks = Remarks::default();
    remarks.extend(read.values().flat_map(|read| read.notes.iter().cloned()));
    let newcomers = newcomers(frames, plan, reference)?;
    // One line to paste is enough, wherever a vendor was met.
    let told: BTreeSet<&str> = newcomers.iter().map(|note| note.what.as_str()).collect();
    remarks.extend(of_chapters(frames).filter(|note| !told.contains(note.what.as_str())).cloned());
    remarks.extend(newcomers.into_iter().map(NoteEntry::from));
    remarks.extend(left_aside(frames, plan)?.into_iter().map(NoteEntry::from));
    Ok(remarks.counted())
}

fn newcomers(frames: &Frames, plan: &Plan, reference: &Reference) -> anyhow::Result<Vec<Note>> {
    let (known, bound) = (&reference.vendors, NewcomerBound(plan.bounds.max_new_vendor_share));
    let mut notes = normalize::newcomers(&held::<VendorWeek>(frames)?, &WEEK_START_DATE, known, bound)?;
    notes.extend(normalize::newcomers(&held::<ModelWindow>(frames)?, &WINDOW_START_DATE, known, bound)?);
    notes.extend(normalize::newcomers(&held::<ModelWeek>(frames)?, &WEEK_START_DATE, known, bound)?);
    notes.extend(normalize::newcomers(&held::<AppModelWeek>(frames)?, &WEEK_START_DATE, known, bound)?);
    // One line to paste is enough, wherever the vendor was met.
    let mut told = BTreeSet::new();
    notes.retain(|note| told.insert(note.what.clone()));
    Ok(notes)
}

/// What was seen when tables were made chapter by chapter, this time or earlier.
fn of_chapters(frames: &Frames) -> impl Iterator<Item = &NoteEntry> {
    frames.iter().flat_map(|made| &made.chapters).flat_map(|chapter| &chapter.notes)
}

/// What was captured and is in no table, or twice in one.
fn left_aside(frames: &Frames, plan: &Plan) -> anyhow::Result<Vec<Note>> {
    let apps = held::<AppModelWeek>(frames)?;
    let mut notes = normalize::unused_captures(&*frames.charted::<VendorChart>()?);
    notes.extend(normalize::unused_captures(&*frames.charted::<ModelChart>()?));
    notes.extend(normalize::contradicting_captures(&*frames.charted::<VendorChart>()?));
    notes.extend(normalize::contradicting_captures(&*frames.charted::<ModelChart>()?));
    let days = frames.days::<ModelDay>(&DAY_DATE)?;
    notes.extend(normalize::missing_days(&days));
    notes.extend(normalize::unused_days(&held::<VendorChart>(frames)?, &days));
    notes.extend(normalize::unused_days(&held::<ModelChart>(frames)?, &days));
    notes.extend(normalize::running_app_weeks(&apps, plan.windows.boards.apps));
    notes.extend(normalize::cut_app_weeks(&apps, plan.windows.boards.apps));
    notes.extend(normalize::app_twins(&apps));
    notes.extend(normalize::inferred_slugs(&held::<Catalog>(frames)?));
    Ok(notes)
}

/// Answers that are used and that nothing was there to compare with: the first of each series. Whether they are right only their
/// parsers have said, and what comes behind them is held against them.
pub fn compared_with_nothing(judged: &BTreeMap<String, Judged>) -> Option<NoteEntry> {
    let is_first = |judged: &&Judged| judged.verdict == Verdict::Passed && judged.against.is_none();
    let count = judged.values().filter(is_first).count();
    let what = "the first answer of its kind, compared with nothing: no guard has looked at it";
    (count > 0).then(|| NoteEntry { block: "guards".to_owned(), what: what.to_owned(), count })
}

/// What differs between captures and is no row of `restatement`.
///
/// # Errors
/// If a table is no longer what it was.
pub fn unlisted_changes(frames: &Frames) -> anyhow::Result<Vec<NoteEntry>> {
    if !frames.has(Restatement::SPEC.name) {
        return Ok(Vec::new());
    }
    let notes = analyze::unlisted_changes(&held(frames)?, &held(frames)?, &held(frames)?);
    Ok(notes.into_iter().map(NoteEntry::from).collect())
}

/// The rows of a table; none where it was not made.
fn held<T: Table>(frames: &Frames) -> anyhow::Result<Frame<T>> {
    if frames.has(T::SPEC.name) { frames.frame() } else { Ok(Frame::empty()?) }
}

/// Tells remarks.
pub fn tell(remarks: &[NoteEntry]) {
    for NoteEntry { block, what, count } in remarks {
        let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
        tracing::info!("{block}: {what}{times}");
    }
}

/// Remarks, equal ones counted together.
#[derive(Debug, Default)]
struct Remarks {
    counts: BTreeMap<(String, String), usize>,
}

impl Remarks {
    fn extend(&mut self, notes: impl IntoIterator<Item = NoteEntry>) {
        for note in notes {
            *self.counts.entry((note.block, note.what)).or_default() += note.count;
        }
    }

    fn counted(self) -> Vec<NoteEntry> {
        self.counts.into_iter().map(|((block, what), count)| NoteEntry { block, what, count }).collect()
    }
}
