//! Moves of vendors and models between two weeks.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Column, Frame, MoveKind, Origin, Rule, Table, Variant,
    columns::{
        COVERAGE_SHARE, DOLLAR_SHARE, MODEL, PRICE_BASIS, RULE, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_START_DATE,
    },
    day,
    tables::{DollarShare, ModelWeek},
};

use super::{Move, Moves, Moving, last_two_weeks, until};
use crate::{
    series::{OTHERS, VendorSeries, Week},
    usage::at,
    window::share,
};

const ENTERED: &str = "not named in the week before: what it had then, if anything, is inside `others`";
const LEFT: &str = "not named this week: what it has, if anything, is inside `others`";
const UNIT: &str = "share";
/// Whose coverage it is.
const MARKET: &str = "market";

/// A value of each name in one week.
type Values = BTreeMap<String, (f64, Option<Origin>)>;

/// All kinds that compare two weeks.
pub(super) fn moves(moving: &Moving<'_>, past: Date, week: Date) -> Vec<Moves> {
    let series = VendorSeries::read(moving.vendors);
    let of = |start: Date| series.weeks.iter().find(|week| week.start == start);
    let vendors = (of(past).map(tokens).unwrap_or_default(), of(week).map(tokens).unwrap_or_default());
    let of_models = weeks_of_models(moving.models, week);
    let models = of_models.map(|(past, week)| (model_tokens(moving.models, past), model_tokens(moving.models, week)));
    let dollars = (dollars(moving, past), dollars(moving, week));
    let kinds = |entered, left, moved, (old, new): &(Values, Values)| {
        [
            kind(entered, only_in(new, old, |new| (None, Some(new)), ENTERED)),
            kind(left, only_in(old, new, |old| (Some(old), None), LEFT)),
            kind(moved, in_both(old, new)),
        ]
    };
    let mut all = Vec::new();
    all.extend(kinds(MoveKind::VendorEntered, MoveKind::VendorLeft, MoveKind::VendorTokenShare, &vendors));
    // A week without models is one that this run has no models of: nobody entered or left.
    if let Some(models) = models {
        let kinds = kinds(MoveKind::ModelEntered, MoveKind::ModelLeft, MoveKind::ModelTokenShare, &models);
        all.extend(kinds.map(|kind| Moves { weeks: of_models, ..kind }));
    }
    all.push(Moves { basis: moving.basis, ..kind(MoveKind::VendorDollarShare, in_both(&dollars.0, &dollars.1)) });
    let coverage = of(past).zip(of(week)).and_then(|(past, week)| coverage(moving, past, week));
    all.push(Moves { basis: moving.basis, ..kind(MoveKind::Coverage, coverage.into_iter().collect()) });
    all
}

fn kind(kind: MoveKind, moves: Vec<Move>) -> Moves {
    Moves { kind, weeks: None, unit: Some(UNIT), basis: None, all: moves }
}

/// The newest complete week of models that meets the week that begins on `week`, behind the one before it.
fn weeks_of_models(models: &Frame<ModelWeek>, week: Date) -> Option<(Date, Date)> {
    let until = until(models, day::shifted(week, 6));
    let (past, newest) = last_two_weeks(&until)?;
    (newest > day::shifted(week, -7) && past == day::shifted(newest, -7)).then_some((past, newest))
}

/// Each named vendor's part of all tokens.
fn tokens(week: &Week) -> Values {
    let cells = week.cells.iter().filter(|(label, _)| *label != OTHERS);
    let share = |cell: &crate::series::Cell| share(cell.tokens, week.total());
    cells.filter_map(|(label, cell)| Some((label.clone(), (share(cell)?, Some(cell.origin))))).collect()
}

/// Each named model's part of all tokens, by variant.
fn model_tokens(weeks: &Frame<ModelWeek>, week: Date) -> Values {
    let (models, variants) = (weeks.cells(&MODEL).texts(), weeks.cells(&VARIANT).texts());
    let (tokens, origins) = (weeks.cells(&TOKENS).integers(), origins(weeks));
    let rows = rows_of(weeks, week);
    let total: i64 = rows.iter().filter_map(|row| at(&tokens, *row)).sum();
    let value = |row: usize| {
        let (model, variant) = (at(&models, row)?, at(&variants, row)?);
        let key = if variant == Variant::STANDARD { model.to_owned() } else { format!("{model}:{variant}") };
        let share = share(at(&tokens, row)?, total)?;
        (model != OTHERS).then_some((key, (share, at(&origins, row))))
    };
    rows.into_iter().filter_map(value).collect()
}

fn dollars(moving: &Moving<'_>, week: Date) -> Values {
    let (frame, basis) = (moving.dollars, moving.basis);
    let (vendors, shares) = (frame.cells(&VENDOR).texts(), frame.cells(&DOLLAR_SHARE).reals());
    let origins = origins(frame);
    let value = |row: usize| Some((at(&vendors, row)?.to_owned(), (at(&shares, row)?, at(&origins, row))));
    rows_on(frame, week, basis).into_iter().filter_map(value).collect()
}

/// The part of all tokens that have a price, in both weeks.
fn coverage(moving: &Moving<'_>, before: &Week, now: &Week) -> Option<Move> {
    let origins = origins(moving.dollars);
    let covered = |week: &Week| -> Option<(f64, Option<Origin>)> {
        let frame = moving.dollars;
        let [vendors] = [&VENDOR].map(|column: &Column| frame.cells(column).texts());
        let (tokens, shares) = (frame.cells(&TOKENS).integers(), frame.cells(&COVERAGE_SHARE).reals());
        let rows = rows_on(frame, week.start, moving.basis);
        if rows.is_empty() || week.total() == 0 {
            return None;
        }
        let part = |row: &usize| {
            let part = share(at(&tokens, *row)?, week.total())?;
            (at(&vendors, *row)? != OTHERS).then_some(part * at(&shares, *row).unwrap_or_default())
        };
        // What was made of prices or of a mix makes its part of the sum so, however well the tokens are known.
        let of_prices = rows.iter().filter(|row| at(&shares, **row).is_some()).filter_map(|row| at(&origins, *row));
        let of_tokens = week.cells.values().map(|cell| cell.origin);
        Some((rows.iter().filter_map(part).sum(), of_prices.chain(of_tokens).max()))
    };
    let ((old, old_origin), (new, new_origin)) = (covered(before)?, covered(now)?);
    let origin = old_origin.max(new_origin);
    Some(Move { key: MARKET.to_owned(), old: Some(old), new: Some(new), origin, ..Move::default() })
}

/// Rows of rule `default` on the basis.
fn rows_on(frame: &Frame<DollarShare>, week: Date, basis: Option<Basis>) -> Vec<usize> {
    let (rules, on) = (frame.cells(&RULE).texts(), frame.cells(&PRICE_BASIS).texts());
    let is_asked =
        |row: &usize| at(&rules, *row) == Some(Rule::Default.word()) && at(&on, *row) == basis.map(Basis::word);
    rows_of(frame, week).into_iter().filter(is_asked).collect()
}

fn rows_of<T: Table>(frame: &Frame<T>, week: Date) -> Vec<usize> {
    let starts = frame.cells(&WEEK_START_DATE).dates();
    (0..frame.height()).filter(|row| at(&starts, *row) == Some(week)).collect()
}

fn origins<T: Table>(frame: &Frame<T>) -> Vec<Option<Origin>> {
    frame.cells(&VALUE_ORIGIN).texts().into_iter().map(|word| word?.parse().ok()).collect()
}

fn in_both(old: &Values, new: &Values) -> Vec<Move> {
    let moved = |(key, (now, origin)): (&String, &(f64, Option<Origin>))| {
        let (before, old_origin) = old.get(key)?;
        Some(Move {
            key: key.clone(),
            old: Some(*before),
            new: Some(*now),
            origin: (*origin).max(*old_origin),
            ..Move::default()
        })
    };
    new.iter().filter_map(moved).collect()
}

fn only_in(one: &Values, other: &Values, ends: fn(f64) -> (Option<f64>, Option<f64>), reason: &str) -> Vec<Move> {
    let alone = one.iter().filter(|(key, _)| !other.contains_key(*key));
    let moved = |(key, (value, origin)): (&String, &(f64, Option<Origin>))| {
        let (old, new) = ends(*value);
        Move { key: key.clone(), old, new, reason: Some(reason.to_owned()), origin: *origin, ..Move::default() }
    };
    alone.map(moved).collect()
}
