//! `drift`: which fields came, went, spread and thinned in the answers of a source. What upstream changes shows here before it hurts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schema::{
    Column, FieldChange, Frame, Origin,
    columns::{
        CAPTURED_AT, FIELD_BLOCK, FIELD_CHANGE, FIELD_COUNT, FIELD_FIRST_SEEN_AT, FIELD_LAST_SEEN_AT, FIELD_NAME,
        FIELD_SHARE, IS_KNOWN, OBJECT_COUNT, PAST_CAPTURED_AT, PAST_FIELD_SHARE, PAST_OBJECT_COUNT, PAST_SNAPSHOT_ID,
        REQUEST_ARGUMENT, REQUEST_NAME, SNAPSHOT_ID, SOURCE, VALUE_ORIGIN,
    },
    series::{instants, integers, reals, texts, truths},
    tables::{Drift, Field},
};

use crate::{AnalyzeError, usage::at, window::share};

/// How a field that is there stands: in most objects, or in few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    Rule,
    Exception,
}

impl Habit {
    fn of(share: f64) -> Option<Self> {
        match share {
            share if share >= 0.75 => Some(Self::Rule),
            share if share <= 0.25 => Some(Self::Exception),
            _ => None,
        }
    }
}

/// What snapshots are compared by: answers about one thing, and in them objects of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Series<'frame> {
    source: &'frame str,
    request: &'frame str,
    argument: Option<&'frame str>,
    block: &'frame str,
}

/// When a snapshot was captured, and its id: two of one instant stay in one order.
type Moment<'frame> = (Timestamp, &'frame str);

/// What a snapshot shows of a block.
#[derive(Debug, Default)]
struct Sighting<'frame> {
    objects: i64,
    /// Objects that have the field, and whether it is on a list.
    fields: BTreeMap<&'frame str, (i64, bool)>,
    origin: Option<Origin>,
}

/// What a snapshot says of one field.
struct Side<'frame> {
    moment: Moment<'frame>,
    objects: i64,
    /// Part of the objects that have it.
    share: f64,
}

impl<'frame> Side<'frame> {
    fn of(field: &str, (moment, sighting): Seen<'frame, '_>) -> Self {
        let (with, _) = sighting.fields.get(field).copied().unwrap_or_default();
        let share = share(with, sighting.objects).unwrap_or_default();
        Self { moment: *moment, objects: sighting.objects, share }
    }
}

/// A snapshot of a series.
type Seen<'frame, 'series> = (&'series Moment<'frame>, &'series Sighting<'frame>);

/// A field that changed.
struct Change<'frame> {
    series: Series<'frame>,
    field: &'frame str,
    kind: FieldChange,
    is_known: bool,
    past: Side<'frame>,
    now: Side<'frame>,
    origin: Option<Origin>,
    /// When it was seen first and last.
    span: (Timestamp, Timestamp),
}

/// Fields that came, went, spread and thinned, from each snapshot to the next.
///
/// Grain: snapshot × block × field; the snapshot is the first that shows the change, and is compared with the one captured
/// before it, of the same source, request and argument. Rule: a field `came` if no object of its block had it and now one
/// has, and `went` the other way round; that it is null does not matter. One object is enough, so that nothing is kept
/// silent: an optional field that one model in four hundred has flickers, and how much of a change it is stands beside it,
/// in the part of the objects that have it (0 to 1) and in when any snapshot showed it first and last. A field is new
/// where it was first seen now, and gone for good, as far as is known, where it was not seen since. A field that stays
/// may `spread` from the exception (a quarter of the objects at most) to the rule (three quarters at least), and be
/// `thinned` the other way round, told once it has got there: when upstream ceased to write prices of 0, it took three
/// weeks of January 2026 to go from 99 % of the models to 8 %. What lies between is neither, so that a field of about half
/// of the objects is not told with every object.
///
/// A block without objects says nothing of their fields: the snapshots compared are those in which it has some, and that it
/// began or ended is told by the field of the object around it. The first snapshot of a series has nothing to differ from.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn drift(fields: &Frame<Field>) -> Result<Frame<Drift>, AnalyzeError> {
    let mut changes = Vec::new();
    for (series, sightings) in sightings(fields) {
        let (spans, mut habits) = (spans(&sightings), BTreeMap::new());
        for (past, now) in sightings.iter().zip(sightings.iter().skip(1)) {
            let fields: BTreeSet<&str> = past.1.fields.keys().chain(now.1.fields.keys()).copied().collect();
            let change =
                |field| changed(series, field, past, now, habits.entry(field).or_default(), *spans.get(field)?);
            changes.extend(fields.into_iter().filter_map(change));
        }
    }
    frame(&changes)
}

fn sightings(fields: &Frame<Field>) -> BTreeMap<Series<'_>, BTreeMap<Moment<'_>, Sighting<'_>>> {
    let text = |column: &Column| fields.cells(column).texts();
    let [sources, requests, arguments, blocks] = [&SOURCE, &REQUEST_NAME, &REQUEST_ARGUMENT, &FIELD_BLOCK].map(text);
    let [snapshots, names, origins] = [&SNAPSHOT_ID, &FIELD_NAME, &VALUE_ORIGIN].map(text);
    let [counts, objects] = [&FIELD_COUNT, &OBJECT_COUNT].map(|column| fields.cells(column).integers());
    let (captured, known) = (fields.cells(&CAPTURED_AT).instants(), fields.cells(&IS_KNOWN).truths());
    let mut found: BTreeMap<_, BTreeMap<_, Sighting<'_>>> = BTreeMap::new();
    let mut add = |row| {
        let (source, request, block) = (at(&sources, row)?, at(&requests, row)?, at(&blocks, row)?);
        let series = Series { source, request, argument: at(&arguments, row), block };
        let moment = (at(&captured, row)?, at(&snapshots, row)?);
        let sighting = found.entry(series).or_default().entry(moment).or_default();
        sighting.objects = at(&objects, row)?;
        sighting.origin = sighting.origin.max(at(&origins, row)?.parse().ok());
        sighting.fields.insert(at(&names, row)?, (at(&counts, row)?, at(&known, row)?));
        Some(())
    };
    (0..fields.height()).for_each(|row| add(row).unwrap_or_default());
    found
}

/// When each field was seen first and last.
fn spans<'frame>(
    sightings: &BTreeMap<Moment<'frame>, Sighting<'frame>>,
) -> BTreeMap<&'frame str, (Timestamp, Timestamp)> {
    let mut spans = BTreeMap::new();
    for ((at, _), sighting) in sightings {
        for field in sighting.fields.keys() {
            spans.entry(*field).or_insert((*at, *at)).1 = *at;
        }
    }
    spans
}

/// What a field did between two snapshots, if anything. Its `habit` is that of before, and is brought up to date.
fn changed<'frame>(
    series: Series<'frame>,
    field: &'frame str,
    past: Seen<'frame, '_>,
    now: Seen<'frame, '_>,
    habit: &mut Option<Habit>,
    span: (Timestamp, Timestamp),
) -> Option<Change<'frame>> {
    let is_known = past.1.fields.get(field).or(now.1.fields.get(field))?.1;
    let origin = past.1.origin.max(now.1.origin);
    let (past, now) = (Side::of(field, past), Side::of(field, now));
    let (is_new, is_gone) = (past.share == 0.0, now.share == 0.0);
    let before = habit.or(Habit::of(past.share)).filter(|_| !is_new);
    *habit = Habit::of(now.share).or(before);
    let kind = match (before, *habit) {
        _ if is_new => FieldChange::Came,
        _ if is_gone => FieldChange::Went,
        (Some(Habit::Exception), Some(Habit::Rule)) => FieldChange::Spread,
        (Some(Habit::Rule), Some(Habit::Exception)) => FieldChange::Thinned,
        _ => return None,
    };
    Some(Change { series, field, kind, is_known, past, now, origin, span })
}

fn frame(changes: &[Change<'_>]) -> Result<Frame<Drift>, AnalyzeError> {
    let rows = || changes.iter();
    Ok(Frame::from_columns(vec![
        texts(&SOURCE, rows().map(|row| Some(row.series.source))),
        texts(&REQUEST_NAME, rows().map(|row| Some(row.series.request))),
        texts(&REQUEST_ARGUMENT, rows().map(|row| row.series.argument)),
        texts(&FIELD_BLOCK, rows().map(|row| Some(row.series.block))),
        texts(&FIELD_NAME, rows().map(|row| Some(row.field))),
        texts(&FIELD_CHANGE, rows().map(|row| Some(row.kind.word()))),
        truths(&IS_KNOWN, rows().map(|row| Some(row.is_known))),
        instants(&CAPTURED_AT, rows().map(|row| Some(row.now.moment.0))),
        texts(&SNAPSHOT_ID, rows().map(|row| Some(row.now.moment.1))),
        instants(&PAST_CAPTURED_AT, rows().map(|row| Some(row.past.moment.0))),
        texts(&PAST_SNAPSHOT_ID, rows().map(|row| Some(row.past.moment.1))),
        reals(&PAST_FIELD_SHARE, rows().map(|row| Some(row.past.share))),
        reals(&FIELD_SHARE, rows().map(|row| Some(row.now.share))),
        integers(&PAST_OBJECT_COUNT, rows().map(|row| Some(row.past.objects))),
        integers(&OBJECT_COUNT, rows().map(|row| Some(row.now.objects))),
        instants(&FIELD_FIRST_SEEN_AT, rows().map(|row| Some(row.span.0))),
        instants(&FIELD_LAST_SEEN_AT, rows().map(|row| Some(row.span.1))),
        texts(&VALUE_ORIGIN, rows().map(|row| row.origin.map(Origin::word))),
    ])?)
}

#[cfg(test)]
mod tests;
