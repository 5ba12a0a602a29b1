//! What was said of a finished week, from one instant on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, MadeOf, Origin, Table, Variant,
    columns::{
        CAPTURED_AT, IS_COMPLETE, KNOWN_FROM_AT, KNOWN_TO_AT, LAST_SEEN_AT, MADE_OF, MODEL, SNAPSHOT_ID, TOKENS,
        VALUE_ORIGIN, VARIANT, VENDOR, WEEK_START_DATE,
    },
    day,
    tables::{ModelWeekVintage, SiteChart, VendorWeekVintage},
};

use crate::{TOTAL, series::OTHERS, usage::at};

/// One value, first said by a snapshot.
#[derive(Clone, Debug)]
pub(super) struct Value<'inputs> {
    pub(super) tokens: i64,
    pub(super) origin: Origin,
    pub(super) snapshot: &'inputs str,
    pub(super) from: Timestamp,
    pub(super) last_seen: Timestamp,
}

/// A value of a week, and whether it is of a complete one.
pub(super) struct Belief<'inputs> {
    week: Date,
    key: String,
    to: Option<Timestamp>,
    is_complete: bool,
    made_of: MadeOf,
    value: Value<'inputs>,
}

/// All that is said of a complete week at once.
#[derive(Debug)]
pub(super) struct Statement<'inputs> {
    pub(super) made_of: MadeOf,
    /// Which snapshot said it first; none if it only says less than the one before.
    pub(super) snapshot: Option<&'inputs str>,
    pub(super) values: BTreeMap<String, Value<'inputs>>,
}

/// What was said of each week, from when on.
pub(super) type Weeks<'inputs> = BTreeMap<Date, BTreeMap<Timestamp, Statement<'inputs>>>;

pub(super) fn vendor_beliefs(vintages: &Frame<VendorWeekVintage>) -> Vec<Belief<'_>> {
    let vendors = vintages.cells(&VENDOR).texts();
    beliefs(vintages, |row| Some(at(&vendors, row)?.to_owned()))
}

pub(super) fn model_beliefs(vintages: &Frame<ModelWeekVintage>) -> Vec<Belief<'_>> {
    let (models, variants) = (vintages.cells(&MODEL).texts(), vintages.cells(&VARIANT).texts());
    beliefs(vintages, |row| {
        let model = at(&models, row)?;
        let variant = at(&variants, row).filter(|variant| *variant != Variant::STANDARD);
        Some(variant.map_or_else(|| model.to_owned(), |variant| format!("{model}:{variant}")))
    })
}

fn beliefs<T: Table>(vintages: &Frame<T>, key: impl Fn(usize) -> Option<String>) -> Vec<Belief<'_>> {
    let text = |column| vintages.cells(column).texts();
    let instant = |column| vintages.cells(column).instants();
    let (weeks, tokens) = (vintages.cells(&WEEK_START_DATE).dates(), vintages.cells(&TOKENS).integers());
    let (origins, makers, snapshots) = (text(&VALUE_ORIGIN), text(&MADE_OF), text(&SNAPSHOT_ID));
    let (from, to, last_seen) = (instant(&KNOWN_FROM_AT), instant(&KNOWN_TO_AT), instant(&LAST_SEEN_AT));
    let complete = vintages.cells(&IS_COMPLETE).truths();
    let belief = |row: usize| {
        let value = Value {
            tokens: at(&tokens, row)?,
            origin: at(&origins, row)?.parse().ok()?,
            snapshot: at(&snapshots, row)?,
            from: at(&from, row)?,
            last_seen: at(&last_seen, row)?,
        };
        let (to, is_complete, made_of) = (at(&to, row), at(&complete, row)?, at(&makers, row)?.parse().ok()?);
        Some(Belief { week: at(&weeks, row)?, key: key(row)?, to, is_complete, made_of, value })
    };
    (0..vintages.height()).filter_map(belief).collect()
}

/// What was said of each week while it was complete. `beliefs` are sorted by week.
pub(super) fn statements<'inputs>(beliefs: &[Belief<'inputs>]) -> Weeks<'inputs> {
    let weeks = beliefs.chunk_by(|one, other| one.week == other.week);
    weeks.filter_map(|week| Some((week.first()?.week, of_week(week)))).collect()
}

fn of_week<'inputs>(week: &[Belief<'inputs>]) -> BTreeMap<Timestamp, Statement<'inputs>> {
    let mut begin: BTreeMap<Timestamp, Vec<&Belief<'_>>> = BTreeMap::new();
    for belief in week {
        begin.entry(belief.value.from).or_default().push(belief);
    }
    let ends = week.iter().filter_map(|belief| belief.to);
    let instants: BTreeSet<Timestamp> = begin.keys().copied().chain(ends).collect();
    let (mut now, mut statements): (BTreeMap<&str, &Belief<'_>>, _) = (BTreeMap::new(), BTreeMap::new());
    for at in instants {
        now.retain(|_, belief| belief.to.is_none_or(|to| at < to));
        now.extend(begin.remove(&at).into_iter().flatten().map(|belief| (belief.key.as_str(), belief)));
        statements.extend(complete(at, &now).map(|statement| (at, statement)));
    }
    statements
}

/// What is said at `at`; none of a week that runs, is cut, or is in no series in force.
fn complete<'inputs>(at: Timestamp, now: &BTreeMap<&str, &Belief<'inputs>>) -> Option<Statement<'inputs>> {
    let made_of = now.values().next()?.made_of;
    let snapshot = now.values().find(|belief| belief.value.from == at).map(|belief| belief.value.snapshot);
    let values = || now.iter().map(|(key, belief)| ((*key).to_owned(), belief.value.clone())).collect();
    now.values().all(|belief| belief.is_complete).then(|| Statement { made_of, snapshot, values: values() })
}

/// The sum of each week. A list without a remainder has no total.
pub(super) fn totals<'inputs>(weeks: &Weeks<'inputs>) -> Weeks<'inputs> {
    let of_week = |statements: &BTreeMap<Timestamp, Statement<'inputs>>| {
        statements.iter().filter_map(|(at, statement)| Some((*at, total(*at, statement)?))).collect()
    };
    weeks.iter().map(|(week, statements)| (*week, of_week(statements))).collect()
}

fn total<'inputs>(at: Timestamp, statement: &Statement<'inputs>) -> Option<Statement<'inputs>> {
    statement.values.get(OTHERS)?;
    let values = || statement.values.values();
    let newest = values().max_by_key(|value| value.from)?;
    let value = Value {
        tokens: values().fold(0, |sum, value| sum.saturating_add(value.tokens)),
        origin: values().map(|value| value.origin).max()?,
        snapshot: statement.snapshot.unwrap_or(newest.snapshot),
        from: at,
        last_seen: values().map(|value| value.last_seen).min()?,
    };
    Some(whole(statement.made_of, value))
}

/// What tables of the whole site say of the weeks that were over.
pub(super) fn site_statements(site: &Frame<SiteChart>) -> Weeks<'_> {
    let (weeks, tokens) = (site.cells(&WEEK_START_DATE).dates(), site.cells(&TOKENS).integers());
    let (snapshots, origins) = (site.cells(&SNAPSHOT_ID).texts(), site.cells(&VALUE_ORIGIN).texts());
    let captured = site.cells(&CAPTURED_AT).instants();
    let mut said = Weeks::new();
    for row in 0..site.height() {
        let value = || {
            let from = at(&captured, row)?;
            let (tokens, origin) = (at(&tokens, row)?, at(&origins, row)?.parse().ok()?);
            Some(Value { tokens, origin, snapshot: at(&snapshots, row)?, from, last_seen: from })
        };
        let Some((week, value)) = at(&weeks, row).zip(value()) else { continue };
        if day::start(day::shifted(week, 7)).is_some_and(|end| end <= value.from) {
            said.entry(week).or_default().entry(value.from).or_insert(whole(MadeOf::Chart, value));
        }
    }
    said
}

fn whole(made_of: MadeOf, value: Value<'_>) -> Statement<'_> {
    Statement { made_of, snapshot: Some(value.snapshot), values: BTreeMap::from([(TOTAL.to_owned(), value)]) }
}
