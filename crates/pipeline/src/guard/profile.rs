//! What guards look at in one answer.

use std::collections::{BTreeMap, BTreeSet};

use ingest::{DayParts, Ingested};
use jiff::{Timestamp, civil::Date};
use polars::frame::DataFrame;
use schema::{
    Column, Kind, TableSpec, cell_text,
    columns::{
        APP_ID, CACHE_READ_TEXT, CACHE_WRITE_TEXT, CACHED_TOKENS, COMPLETION_TOKENS, DAY_DATE, FIELD_BLOCK, FIELD_NAME,
        FILLED_COUNT, INPUT_TEXT, IS_KNOWN, LAB_LABEL, LAST_DAY_DATE, MODEL_ID, MODEL_LABEL, MODEL_PERMASLUG,
        OBJECT_COUNT, OUTPUT_TEXT, PROMPT_TOKENS, TOKENS, VARIANT, VENDOR_LABEL, VIEW, WEEK_START_DATE,
    },
    day,
    series::Cells,
};

use super::{
    mix::Mix,
    period::{Tokens, wholes},
    token_change::is_alike,
};

/// What names a row's subject, the first that a table has.
const NAMES: [&Column; 6] = [&VENDOR_LABEL, &MODEL_LABEL, &MODEL_PERMASLUG, &MODEL_ID, &APP_ID, &LAB_LABEL];
/// What says which time a row is about, the first that a table has.
const PERIODS: [&Column; 2] = [&WEEK_START_DATE, &DAY_DATE];

/// What stands beside the content of an answer: it may go, and the rest is as good as before.
const BESIDE: [&str; 2] = ["price_condition", "field"];

/// Two prices by name, as written, each 0 where there is none.
pub(super) type Prices = BTreeMap<String, [f64; 2]>;

/// A field that fewer objects have, or a smaller part of them, comes and goes.
const FEWEST_OBJECTS: i64 = 20;
const FEWEST_OF_ALL: i64 = 10;

/// The tables of one answer, as guards see them.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub(super) tables: BTreeMap<&'static str, TableProfile>,
    /// Every field, by block and name, and those that most objects of their block have.
    pub(super) fields: BTreeSet<(String, String)>,
    pub(super) usual_fields: BTreeSet<(String, String)>,
    /// Those that we read and that many objects have.
    pub(super) read_fields: BTreeSet<(String, String)>,
    /// A table that is not there.
    pub(super) nothing: TableProfile,
}

/// One table of one answer.
#[derive(Clone, Debug, Default)]
pub struct TableProfile {
    pub(super) rows: usize,
    pub(super) names: BTreeSet<String>,
    /// Tokens by period and name.
    pub(super) tokens: BTreeMap<Date, Tokens>,
    /// List prices: of input and of output.
    pub(super) prices: Prices,
    /// And of reading and of writing a cache.
    pub(super) cache_prices: Prices,
    /// How many days before the capture the newest day lies that a list says it is about.
    pub(super) lag_days: Option<i64>,
    /// The newest period was not over when the answer was captured.
    pub(super) is_running: bool,
    /// Whether upstream says of which time each row is, and whether that is a week.
    pub(super) is_dated: bool,
    pub(super) is_weekly: bool,
    /// Rows that are weeks of apps: of these single names go up and down as they like.
    pub(super) app_weeks: usize,
    /// Rows that name their parts, or which part of a day they are, and those of them that are right.
    pub(super) parts: (usize, usize),
    /// The same by day, where rows say so.
    pub(super) day_parts: BTreeMap<Date, (usize, usize)>,
    /// What these parts come to.
    pub(super) mix: Mix,
}

impl Profile {
    /// Of an answer that was captured then.
    pub fn of(Ingested { tables, field, day_parts, .. }: &Ingested, captured_at: Timestamp) -> Self {
        let mut profile = Self::default();
        if let Some((_, fields)) = field {
            profile.see_fields(fields);
        }
        for (spec, rows) in tables.iter().filter(|(spec, _)| !BESIDE.contains(&spec.name)) {
            profile.tables.entry(spec.name).or_default().add(spec, rows, captured_at);
        }
        for DayParts { table, day, rows, fitting } in day_parts {
            let table = profile.tables.entry(*table).or_default();
            table.parts = (table.parts.0 + rows, table.parts.1 + fitting);
            table.day_parts.insert(*day, (*rows, *fitting));
        }
        profile
    }
}

impl Profile {
    /// Without the periods of which it says what an accepted answer said, where these were news beside the answer before that.
    pub(super) fn without(&self, accepted: &Self, before: &Self) -> Self {
        let mut rest = self.clone();
        for (name, table) in &mut rest.tables {
            if let Some(seen) = accepted.tables.get(name) {
                table.leave_out(seen, before.tables.get(name).unwrap_or(&before.nothing));
            }
        }
        rest
    }

    fn see_fields(&mut self, data: &DataFrame) {
        let [blocks, names] = [&FIELD_BLOCK, &FIELD_NAME].map(|column| Cells::of(data, column).texts());
        let [filled, objects] = [&FILLED_COUNT, &OBJECT_COUNT].map(|column| Cells::of(data, column).integers());
        let known = Cells::of(data, &IS_KNOWN).truths();
        let rows = blocks.into_iter().zip(names).zip(filled).zip(objects).zip(known);
        for ((((block, name), filled), objects), is_known) in rows {
            let (Some(block), Some(name), Some(filled), Some(objects)) = (block, name, filled, objects) else {
                continue;
            };
            let field = (block.to_owned(), name.to_owned());
            if filled.saturating_mul(2) > objects {
                self.usual_fields.insert(field.clone());
            }
            let is_common = filled >= FEWEST_OBJECTS && filled.saturating_mul(FEWEST_OF_ALL) >= objects;
            if is_common && is_known == Some(true) {
                self.read_fields.insert(field.clone());
            }
            self.fields.insert(field);
        }
    }
}

impl TableProfile {
    fn add(&mut self, spec: &TableSpec, data: &DataFrame, captured_at: Timestamp) {
        self.rows += data.height();
        let names = names(spec, data);
        let has = |column: &Column| spec.column(column.name).is_some();
        if has(&TOKENS) {
            self.count(spec, data, &names, captured_at);
            self.app_weeks += if self.is_weekly && has(&APP_ID) { data.height() } else { 0 };
        }
        if has(&INPUT_TEXT) && has(&OUTPUT_TEXT) {
            self.prices.extend(prices(data, &names, [&INPUT_TEXT, &OUTPUT_TEXT]));
        }
        if has(&CACHE_READ_TEXT) && has(&CACHE_WRITE_TEXT) {
            self.cache_prices.extend(prices(data, &names, [&CACHE_READ_TEXT, &CACHE_WRITE_TEXT]));
        }
        if has(&LAST_DAY_DATE) {
            let newest = Cells::of(data, &LAST_DAY_DATE).dates().into_iter().flatten().max();
            self.lag_days = newest.map(|newest| i64::from((day::of(captured_at) - newest).get_days()));
        }
        if has(&PROMPT_TOKENS) {
            self.check_parts(data);
        }
        self.names.extend(names);
    }

    fn leave_out(&mut self, accepted: &Self, before: &Self) {
        let known = wholes(before);
        let is_seen = |(period, tokens): &(&Date, &Tokens)| {
            !known.contains_key(*period) && accepted.tokens.get(*period).is_some_and(|seen| is_alike(tokens, seen))
        };
        let seen: Vec<Date> = self.tokens.iter().filter(is_seen).map(|(period, _)| *period).collect();
        for period in seen {
            let names = self.tokens.remove(&period).map_or(0, |tokens| tokens.len());
            let (rows, fitting) = self.day_parts.remove(&period).unwrap_or_default();
            self.rows = self.rows.saturating_sub(names);
            self.parts = (self.parts.0.saturating_sub(rows), self.parts.1.saturating_sub(fitting));
        }
    }

    fn count(&mut self, spec: &TableSpec, data: &DataFrame, names: &[String], captured_at: Timestamp) {
        let period = PERIODS.into_iter().find(|column| spec.column(column.name).is_some());
        let periods = period.map(|column| Cells::of(data, column).dates()).unwrap_or_default();
        self.is_dated |= period.is_some();
        self.is_weekly |= period.is_some_and(|column| column.name == WEEK_START_DATE.name);
        for (row, (name, tokens)) in names.iter().zip(Cells::of(data, &TOKENS).integers()).enumerate() {
            // A list of what happened until now is of the day before it was captured.
            let period = periods.get(row).copied().flatten().unwrap_or_else(|| day::shifted(day::of(captured_at), -1));
            let sum = self.tokens.entry(period).or_default().entry(name.clone()).or_default();
            *sum = sum.saturating_add(tokens.unwrap_or_default());
        }
        let newest = self.tokens.keys().next_back();
        let days = if self.is_weekly { 7 } else { 1 };
        self.is_running = newest.is_some_and(|newest| day::of(captured_at) < day::shifted(*newest, days));
    }

    fn check_parts(&mut self, data: &DataFrame) {
        let [tokens, prompts, completions, cached] = [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS]
            .map(|column| Cells::of(data, column).integers());
        for (((tokens, prompt), completion), cached) in tokens.into_iter().zip(prompts).zip(completions).zip(cached) {
            let (Some(tokens), Some(prompt), Some(completion)) = (tokens, prompt, completion) else { continue };
            let off = prompt.saturating_add(completion).abs_diff(tokens);
            let is_whole = off.saturating_mul(100) <= tokens.unsigned_abs() && cached.unwrap_or(0) <= prompt;
            self.parts = (self.parts.0 + 1, self.parts.1 + usize::from(is_whole));
            self.mix.add(prompt, completion, cached);
        }
    }
}

/// Two prices of each row.
fn prices<'names>(
    data: &DataFrame,
    names: &'names [String],
    columns: [&Column; 2],
) -> impl Iterator<Item = (String, [f64; 2])> + use<'names> {
    let price = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0.0);
    let [one, other] =
        columns.map(|column| Cells::of(data, column).texts().into_iter().map(price).collect::<Vec<f64>>());
    names.iter().cloned().zip(one.into_iter().zip(other).map(|(one, other)| [one, other]))
}

/// What each row is about: its name, with variant and view where the table has them.
fn names(spec: &TableSpec, data: &DataFrame) -> Vec<String> {
    let name = NAMES.into_iter().find(|column| spec.column(column.name).is_some());
    let parts: Vec<&Column> =
        name.into_iter().chain([&VARIANT, &VIEW].into_iter().filter(|column| is_text(spec, column))).collect();
    let row = |row: usize| {
        let texts = parts.iter().map(|column| cell_text(data, column, row).unwrap_or_default());
        texts.collect::<Vec<_>>().join(" ")
    };
    (0..data.height()).map(row).collect()
}

fn is_text(spec: &TableSpec, column: &Column) -> bool {
    spec.column(column.name).is_some_and(|column| column.kind == Kind::Text)
}
