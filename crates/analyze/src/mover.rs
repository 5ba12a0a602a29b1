//! `mover`: what is new, gone or moved most in the newest complete week, beside the complete week before it.
//!
//! The weekly brief is made of it. Prices and claims have no week of their own: see [`mover`].

mod claims;
mod prices;
mod shares;

use std::cmp::Reverse;

use jiff::civil::Date;
use schema::{
    Basis, Frame, MoveKind, Origin, Table,
    columns::{
        DELTA_VALUE, IS_COMPLETE, MOVE_KEY, MOVE_KIND, MOVE_RANK, NEW_TEXT, NEW_VALUE, OLD_TEXT, OLD_VALUE,
        PAST_WEEK_START_DATE, PRICE_BASIS, REASON, VALUE_ORIGIN, VALUE_UNIT, WEEK_START_DATE,
    },
    day,
    series::{dates, integers, reals, texts},
    tables::{Claim, DollarShare, ModelPrice, ModelWeek, Mover, VendorWeek},
};

use crate::AnalyzeError;

/// How many moves of one share are told: the largest. What entered or left, and what has another price, is told in full.
const MOST_MOVES: usize = 10;

/// What moves are read off. Tables that a run does not make are empty.
#[derive(Clone, Copy, Debug)]
pub struct Moving<'a> {
    /// The vendors' weeks.
    pub vendors: &'a Frame<VendorWeek>,
    /// The models' weeks.
    pub models: &'a Frame<ModelWeek>,
    /// Dollar shares of rule `default`.
    pub dollars: &'a Frame<DollarShare>,
    /// The basis whose dollar shares are compared.
    pub basis: Option<Basis>,
    /// Prices by catalogue.
    pub prices: &'a Frame<ModelPrice>,
    /// The claims on the series up to its newest complete week.
    pub claims: &'a Frame<Claim>,
    /// The claims on the series up to the complete week before.
    pub old_claims: &'a Frame<Claim>,
}

/// One move.
#[derive(Clone, Debug, Default)]
pub(crate) struct Move {
    pub(crate) key: String,
    pub(crate) old: Option<f64>,
    pub(crate) new: Option<f64>,
    pub(crate) old_text: Option<String>,
    pub(crate) new_text: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) origin: Option<Origin>,
}

/// Moves of one kind.
pub(crate) struct Moves {
    pub(crate) kind: MoveKind,
    /// The weeks that are compared, where they are others than those of the vendors.
    pub(crate) weeks: Option<(Date, Date)>,
    pub(crate) unit: Option<&'static str>,
    pub(crate) basis: Option<Basis>,
    pub(crate) all: Vec<Move>,
}

/// What entered, left or moved in the newest complete week.
///
/// Grain: kind × vendor, model, price or claim; one week. Units: in `value_unit`: shares 0 to 1, US dollars per million
/// tokens. Compared are the newest complete week and the complete one before it in the series. Entered or left means
/// named or not named by upstream: what is not named may have tokens inside `others`. Of shares the ten largest moves are
/// told; moves of a vendor or model that is named in one week only are not among them.
///
/// Weeks of models may begin on another weekday than those of vendors: compared are the newest complete one that meets the
/// vendors' and the complete one before it, and the row has their dates.
///
/// Prices are those of the newest catalogue and of the newest one at least six days older, whatever the week; what stands
/// in one of them only is no change of price. A claim has moved if its verdict on the series up to the newest complete
/// week is another one than up to the complete week before, at the same prices. Coverage is the part of all tokens, `others` included, that have a price.
///
/// Without two complete weeks nothing is told.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn mover(moving: &Moving<'_>) -> Result<Frame<Mover>, AnalyzeError> {
    let Some((past, week)) = last_two_weeks(moving.vendors) else { return Ok(Frame::empty()?) };
    let kinds: Vec<Moves> = shares::moves(moving, past, week)
        .into_iter()
        .chain(prices::moves(moving.prices, week))
        .chain([claims::moves(moving)])
        .collect();
    let rows: Vec<(&Moves, usize, Move)> = kinds.iter().flat_map(ranked).collect();
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|(kind, ..)| Some(kind.weeks.map_or(week, |(_, week)| week)))),
        dates(&PAST_WEEK_START_DATE, rows.iter().map(|(kind, ..)| Some(kind.weeks.map_or(past, |(past, _)| past)))),
        texts(&MOVE_KIND, rows.iter().map(|(kind, ..)| Some(kind.kind.word()))),
        texts(&MOVE_KEY, rows.iter().map(|(.., one)| Some(one.key.as_str()))),
        integers(&MOVE_RANK, rows.iter().map(|(_, rank, _)| i64::try_from(*rank).ok())),
        reals(&OLD_VALUE, rows.iter().map(|(.., one)| one.old)),
        reals(&NEW_VALUE, rows.iter().map(|(.., one)| one.new)),
        reals(&DELTA_VALUE, rows.iter().map(|(.., one)| one.delta())),
        texts(&VALUE_UNIT, rows.iter().map(|(kind, ..)| kind.unit)),
        texts(&OLD_TEXT, rows.iter().map(|(.., one)| one.old_text.as_deref())),
        texts(&NEW_TEXT, rows.iter().map(|(.., one)| one.new_text.as_deref())),
        texts(&PRICE_BASIS, rows.iter().map(|(kind, ..)| kind.basis.map(Basis::word))),
        texts(&REASON, rows.iter().map(|(.., one)| one.reason.as_deref())),
        texts(&VALUE_ORIGIN, rows.iter().map(|(.., one)| one.origin.map(Origin::word))),
    ])?)
}

/// Upstream's chart has the buckets of a year, its first and its last among them: what is claimed of a year is of so many weeks,
/// however many more are known.
pub const PAGE_WEEKS: i64 = 53;

/// A series as it ends with the week that begins on `last`.
#[must_use]
pub fn until<T: Table>(weeks: &Frame<T>, last: Date) -> Frame<T> {
    weeks.between(Date::MIN, last)
}

/// What the published page showed of a series: the [`PAGE_WEEKS`] that end with the week that begins on `last`.
#[must_use]
pub fn page_until<T: Table>(weeks: &Frame<T>, last: Date) -> Frame<T> {
    weeks.between(day::shifted(last, 1 - 7 * PAGE_WEEKS), last)
}

/// The newest complete week of a series, behind the complete one before it: what is compared of a series.
#[must_use]
pub fn last_two_weeks<T: Table>(weeks: &Frame<T>) -> Option<(Date, Date)> {
    let starts = weeks.cells(&WEEK_START_DATE).dates().into_iter().zip(weeks.cells(&IS_COMPLETE).truths());
    let complete = starts.filter_map(|(start, is_complete)| start.filter(|_| is_complete == Some(true)));
    let mut last: Vec<Date> = complete.collect();
    last.sort_unstable();
    last.dedup();
    let week = last.pop()?;
    Some((last.pop()?, week))
}

impl Move {
    fn delta(&self) -> Option<f64> {
        Some(self.new? - self.old?)
    }

    /// What it is ranked by: its move, or all that it has where it is new or gone.
    fn size(&self) -> f64 {
        self.delta().or(self.new).or(self.old).unwrap_or_default().abs()
    }
}

/// The moves of one kind, the largest first, equal ones by name.
fn ranked(kind: &Moves) -> Vec<(&Moves, usize, Move)> {
    let mut moves = kind.all.clone();
    moves.sort_by(|one, other| {
        let sizes = (Reverse(ordered(one.size())), &one.key);
        sizes.cmp(&(Reverse(ordered(other.size())), &other.key))
    });
    let is_share =
        matches!(kind.kind, MoveKind::VendorTokenShare | MoveKind::VendorDollarShare | MoveKind::ModelTokenShare);
    let most = if is_share { MOST_MOVES } else { usize::MAX };
    moves.into_iter().take(most).enumerate().map(|(place, one)| (kind, place + 1, one)).collect()
}

/// Sizes are 0 or more: their bits are in their order.
const fn ordered(size: f64) -> u64 {
    size.to_bits()
}

#[cfg(test)]
mod tests;
