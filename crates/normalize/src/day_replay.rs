//! Weeks out of days, answer by answer as they arrived: what the daily data made of a week at any instant.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, FrameError, Origin, Problem, Table,
    columns::{DAY_DATE, MODEL_PERMASLUG, TOKENS, VALUE_ORIGIN, VARIANT},
    day,
    tables::{ModelDaily, ModelDay},
};

use crate::{
    Aliases, Arrivals, ModelKey, NormalizeError,
    bucket::Buckets,
    capture::Capture,
    day_week::{Row, monday},
    model_day::{Statement, hear, statements},
    vintage::Turn,
};

/// A week of all seven days.
#[derive(Debug)]
pub(crate) struct WholeWeek<'daily> {
    /// The newest capture that one of its days was taken from.
    pub(crate) capture: Capture,
    /// Its days, and the snapshot that speaks for each.
    days: Vec<(Date, &'daily str)>,
}

impl<'daily> WholeWeek<'daily> {
    /// None while a day is missing.
    fn of(week: Date, speaking: &BTreeMap<Date, Statement<'daily>>) -> Option<Self> {
        let days = (0..7).map(|place| day::shifted(week, place));
        let days: Vec<_> = days.map(|day| Some((day, *speaking.get(&day)?))).collect::<Option<_>>()?;
        let (at, Reverse(snapshot)) = days.iter().map(|(_, (_, at, snapshot))| (*at, *snapshot)).max()?;
        let days = days.into_iter().map(|(day, (.., Reverse(snapshot)))| (day, snapshot)).collect();
        Some(Self { capture: Capture::whole(week, snapshot, at), days })
    }
}

/// Every instant before `until` at which a week of whole days begins to be made of other answers. At `until`, if there is
/// one, all weeks end. The newest statement of a day speaks, in whatever order they arrive.
pub(crate) fn turns<'daily>(
    daily: &'daily Frame<ModelDaily>,
    arrivals: &Arrivals,
    until: Option<Timestamp>,
) -> Vec<Turn<WholeWeek<'daily>>> {
    let mut arrived: BTreeMap<Timestamp, BTreeSet<(Date, Statement<'_>)>> = BTreeMap::new();
    for (day, statement) in statements(daily) {
        let (_, captured_at, Reverse(snapshot)) = statement;
        let at = arrivals.of(snapshot, captured_at);
        if until.is_none_or(|until| at < until) {
            arrived.entry(at).or_default().insert((day, statement));
        }
    }
    let (mut speaking, mut turns, mut whole) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for (at, statements) in arrived {
        let heard = statements.into_iter().filter(|(day, statement)| hear(&mut speaking, *day, *statement));
        let touched: BTreeSet<Date> = heard.map(|(day, _)| monday(day)).collect();
        for week in touched {
            let speaks = WholeWeek::of(week, &speaking);
            whole.extend(speaks.as_ref().map(|_| week));
            turns.push(Turn { at, week, speaks });
        }
    }
    turns.extend(until.into_iter().flat_map(|at| whole.iter().map(move |week| Turn { at, week: *week, speaks: None })));
    turns
}

/// The rows of daily data, by snapshot and day.
pub(crate) struct DailyRows<'daily> {
    daily: &'daily Frame<ModelDaily>,
    aliases: &'daily Aliases,
    buckets: Buckets<'daily>,
    slugs: Vec<Option<&'daily str>>,
    variants: Vec<Option<&'daily str>>,
    tokens: Vec<Option<i64>>,
    origins: Vec<Option<Origin>>,
}

impl<'daily> DailyRows<'daily> {
    pub(crate) fn of(daily: &'daily Frame<ModelDaily>, aliases: &'daily Aliases) -> Self {
        let text = |column| daily.cells(column).texts();
        let origins = text(&VALUE_ORIGIN).into_iter().map(|word| word.and_then(|word| word.parse().ok()));
        Self {
            daily,
            aliases,
            buckets: Buckets::of(daily, &DAY_DATE),
            slugs: text(&MODEL_PERMASLUG),
            variants: text(&VARIANT),
            tokens: daily.cells(&TOKENS).integers(),
            origins: origins.collect(),
        }
    }

    /// The rows of a week, as `model_day` would have had them.
    ///
    /// # Errors
    /// Those of `model_day`.
    pub(crate) fn rows(&self, week: &WholeWeek<'_>) -> Result<Vec<Row>, NormalizeError> {
        let mut rows = Vec::new();
        for (day, snapshot) in &week.days {
            let mut keys = BTreeSet::new();
            for row in self.buckets.rows(snapshot, *day).filter_map(|row| self.row(row, *day).transpose()) {
                let row = row?;
                if !keys.insert((row.key.model.clone(), row.key.variant.clone())) {
                    return Err(twice(&row.key, *day, snapshot));
                }
                rows.push(row);
            }
        }
        Ok(rows)
    }

    fn row(&self, row: usize, day: Date) -> Result<Option<Row>, NormalizeError> {
        let (slug, variant) = (self.slugs.get(row).copied().flatten(), self.variants.get(row).copied().flatten());
        let Some(((slug, variant), tokens)) = slug.zip(variant).zip(self.tokens.get(row).copied().flatten()) else {
            return Ok(None);
        };
        let key = ModelKey::with_variant(slug, variant, day, self.aliases, ModelDay::SPEC.name)
            .map_err(|error| error.at(self.daily, row))?;
        let origin = self.origins.get(row).copied().flatten().unwrap_or(Origin::Observed);
        Ok(Some(Row { week: monday(day), key, tokens, origin }))
    }
}

/// As `model_day` says it.
fn twice(key: &ModelKey, day: Date, snapshot: &str) -> NormalizeError {
    let (model, variant) = (&key.model, &key.variant);
    let what = format!("`{model}` as `{variant}` is there twice on {day} in snapshot `{snapshot}`");
    FrameError::Broken { table: ModelDay::SPEC.name, problems: vec![Problem::of_frame(what)] }.into()
}
