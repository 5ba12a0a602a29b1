//! The week of a brief, and the sentence that can be cited.

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, MoveKind, Origin, Rule,
    columns::{
        COVERAGE_SHARE, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, IS_LOWER_BOUND, IS_UPPER_BOUND,
        MIX_AGE_DAYS, MIX_ORIGIN, MOVE_KIND, PAST_WEEK_START_DATE, PRICE_BASIS, RULE, TOKEN_SHARE, TOKENS,
        VALUE_ORIGIN, VENDOR, WEEK_START_DATE, WEIGHTS_SHARE,
    },
    day,
    series::Cells,
};

use super::{BriefTables, Line, Made};
use crate::{headline::headlines, published};

/// Upstream's remainder.
const OTHERS: &str = "others";
/// How much of a run's id tells it from others.
const SHORT: usize = 12;

/// The week and the one it is set beside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weeks {
    pub(super) start: Date,
    pub(super) past: Date,
}

impl Weeks {
    /// Those of the vendors: weeks of models may begin on another day. All others have their dates.
    pub(super) fn of(mover: &DataFrame) -> Option<Self> {
        let kinds = Cells::of(mover, &MOVE_KIND).texts();
        let of_models = [MoveKind::ModelEntered, MoveKind::ModelLeft, MoveKind::ModelTokenShare].map(MoveKind::word);
        let row = kinds.iter().position(|kind| kind.is_some_and(|kind| !of_models.contains(&kind)))?;
        let date = |column| Cells::of(mover, column).dates().get(row).copied().flatten();
        Some(Self { start: date(&WEEK_START_DATE)?, past: date(&PAST_WEEK_START_DATE)? })
    }

    pub(super) fn end(self) -> Date {
        day::shifted(self.start, 6)
    }
}

/// A vendor's part of all tokens.
#[derive(Clone, Copy)]
struct TokenShare {
    share: f64,
    is_lower_bound: bool,
}

impl TokenShare {
    fn text(self) -> String {
        let least = if self.is_lower_bound { "at least " } else { "" };
        format!("{least}{}", published::share(self.share))
    }
}

/// A vendor's figures in a week.
struct Leader {
    vendor: String,
    tokens: Option<TokenShare>,
    dollars: f64,
    bounds: Option<(f64, f64)>,
    basis: Basis,
    /// What is not measured of the mix behind the price.
    mix: Option<String>,
    /// Whose prices are too high, since nobody says which part of their input was cached.
    fresh: Option<String>,
    origin: Option<Origin>,
}

/// What part of the money the vendor has that the report begins with, on how many of the tokens, with date, basis and
/// coverage.
pub(super) fn sentence(tables: &BriefTables<'_>, weeks: Weeks, made: &Made<'_>) -> Line {
    let (start, end) = (weeks.start, weeks.end());
    let begun = Line::default().ours(format!("In the week from {start} to {end}, "));
    let run: String = made.run_id.chars().take(SHORT).collect();
    let by = format!("computed by {}, run {run}", made.program);
    let leader = leader(tables, start);
    if let Some(leader) = leader {
        let tokens = leader.tokens.map_or_else(|| "an unknown part".to_owned(), TokenShare::text);
        let covered = tables.dollar_share.and_then(|dollars| coverage(dollars, leader.basis, start));
        let covered = covered.map_or_else(
            || "unknown coverage".to_owned(),
            |share| format!("at least {} of all tokens priced", published::share(share)),
        );
        let bounds = leader.bounds.map(|(low, high)| {
            let (low, high) = (published::share(low), published::share(high));
            format!(
                " ({low} to {high} with all that is not known: prices, unnamed models, the cached part of the input)"
            )
        });
        let bounds = bounds.unwrap_or_default();
        let mix = leader.mix.unwrap_or_default() + &leader.fresh.unwrap_or_default();
        let origin = leader.origin.filter(|origin| *origin != Origin::Observed);
        let origin = origin.map(|origin| format!(", figures partly {origin}")).unwrap_or_default();
        return begun.theirs(leader.vendor).ours(format!(
            " had {} of the implied value of the priced tokens that OpenRouter routed{bounds}, on {tokens} of all tokens \
             ({}, basis `{}`, rule `default`, {covered}{mix}{origin}); {by}.",
            published::share(leader.dollars),
            prices_of(leader.basis),
            leader.basis,
        ));
    }
    match tables.token_share.and_then(|tokens| largest(tokens, start)) {
        Some((vendor, share)) => begun.theirs(vendor).ours(format!(
            " had {} of the tokens that OpenRouter routed, the most of all (no prices in this run); {by}.",
            share.text()
        )),
        None => begun.ours(format!("the tables of this run name no vendor; {by}.")),
    }
}

/// What the dollars of a basis are made with.
const fn prices_of(basis: Basis) -> &'static str {
    match basis {
        Basis::List3to1 | Basis::ListCurrent => "list prices of one day",
        Basis::ListAsof => "list prices in force that week",
        Basis::Effective => "what tokens cost in fact",
        Basis::Billed => "upstream's own totals",
    }
}

/// The vendor that the report begins with, by rule `default` and on the basis that answers where none is named; that with most
/// of the dollars where there is no gap, or the week has no dollars of the vendor.
fn leader(tables: &BriefTables<'_>, week: Date) -> Option<Leader> {
    let frame = tables.dollar_share?;
    let basis = basis(frame)?;
    let (vendors, shares) = (Cells::of(frame, &VENDOR).texts(), Cells::of(frame, &DOLLAR_SHARE).reals());
    let origins = Cells::of(frame, &VALUE_ORIGIN).texts();
    let of = |row: usize| Some((shares.get(row).copied()??, vendors.get(row).copied()??, row));
    let priced: Vec<_> = rows(frame, week, basis).into_iter().filter_map(of).collect();
    let headlines = tables.vendor_gap.map(headlines);
    let first = headlines.as_ref().and_then(|headlines| headlines.get(&(Rule::Default, basis)));
    let told = first.and_then(|first| priced.iter().find(|(_, vendor, _)| *vendor == first.vendor));
    let most = || priced.iter().max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)));
    let (dollars, vendor, row) = told.or_else(most).copied()?;
    let tokens = tables.token_share.and_then(|tokens| token_share(tokens, week, vendor));
    let bound = |column| Cells::of(frame, column).reals().get(row).copied().flatten();
    let bounds = bound(&DOLLAR_SHARE_LOW).zip(bound(&DOLLAR_SHARE_HIGH));
    let origin = origins.get(row).copied().flatten().and_then(|word| word.parse().ok());
    let (mix, fresh) = (mix(frame, row), fresh(frame, &priced, row));
    Some(Leader { vendor: vendor.to_owned(), tokens, dollars, bounds, basis, mix, fresh, origin })
}

/// The part of a week's tokens that have a price, at least: each vendor's, by its coverage, as far as the usage names them by
/// which its models are weighed. None where nobody knows that of any vendor.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
fn coverage(dollars: &DataFrame, basis: Basis, week: Date) -> Option<f64> {
    let (tokens, shares) = (Cells::of(dollars, &TOKENS).integers(), Cells::of(dollars, &COVERAGE_SHARE).reals());
    let named = Cells::of(dollars, &WEIGHTS_SHARE).reals();
    let (mut priced, mut all, mut is_known) = (0.0, 0.0, false);
    for row in rows(dollars, week, basis) {
        let tokens = tokens.get(row).copied().flatten().unwrap_or_default() as f64;
        all += tokens;
        let named = named.get(row).copied().flatten();
        is_known |= named.is_some();
        priced += tokens * named.unwrap_or(0.0) * shares.get(row).copied().flatten().unwrap_or_default();
    }
    (all > 0.0 && is_known).then(|| priced / all)
}

/// Rows of rule `default` on `basis`.
fn rows(dollars: &DataFrame, week: Date, basis: Basis) -> Vec<usize> {
    let (weeks, rules) = (Cells::of(dollars, &WEEK_START_DATE).dates(), Cells::of(dollars, &RULE).texts());
    let on = Cells::of(dollars, &PRICE_BASIS).texts();
    let is_asked = |row: &usize| {
        weeks.get(*row) == Some(&Some(week))
            && rules.get(*row) == Some(&Some(Rule::Default.word()))
            && on.get(*row) == Some(&Some(basis.word()))
    };
    (0..dollars.height()).filter(is_asked).collect()
}

fn basis(dollars: &DataFrame) -> Option<Basis> {
    let words = Cells::of(dollars, &PRICE_BASIS).texts();
    let bases: Vec<Basis> = words.into_iter().filter_map(|word| word?.parse().ok()).collect();
    Basis::headline(&bases)
}

/// What is not measured of the mix behind the price of a row.
fn mix(dollars: &DataFrame, row: usize) -> Option<String> {
    let origin = Cells::of(dollars, &MIX_ORIGIN).texts().get(row).copied().flatten()?;
    match (origin, Cells::of(dollars, &MIX_AGE_DAYS).integers().get(row).copied().flatten()) {
        ("assumed", _) => Some(", input and output in an assumed mix".to_owned()),
        ("carried" | "reference", Some(age)) if age > 0 => {
            Some(format!(", input and output in a mix of up to {age} days away"))
        }
        ("carried", _) => Some(", input and output in the mix of the same models in another window".to_owned()),
        ("reference", _) => Some(", input and output in the mix of other tokens".to_owned()),
        _ => None,
    }
}

/// For how many of the priced vendors all input counts as fresh, the largest among them or not: only some have a price with
/// its cached part.
fn fresh(dollars: &DataFrame, priced: &[(f64, &str, usize)], largest: usize) -> Option<String> {
    let bounds = Cells::of(dollars, &IS_UPPER_BOUND).truths();
    let is_most = |row: usize| bounds.get(row) == Some(&Some(true));
    let count = priced.iter().filter(|(.., row)| is_most(*row)).count();
    let which = if is_most(largest) { "this one among them" } else { "this one not among them" };
    (count > 0)
        .then(|| format!(", cached input counted as fresh for {count} of {} priced vendors, {which}", priced.len()))
}

fn token_share(tokens: &DataFrame, week: Date, vendor: &str) -> Option<TokenShare> {
    shares(tokens, week).into_iter().find(|(name, _)| name == vendor).map(|(_, share)| share)
}

fn largest(tokens: &DataFrame, week: Date) -> Option<(String, TokenShare)> {
    let named = shares(tokens, week).into_iter().filter(|(name, _)| name != OTHERS);
    named.max_by(|one, other| one.1.share.total_cmp(&other.1.share).then(other.0.cmp(&one.0)))
}

fn shares(tokens: &DataFrame, week: Date) -> Vec<(String, TokenShare)> {
    let (weeks, vendors) = (Cells::of(tokens, &WEEK_START_DATE).dates(), Cells::of(tokens, &VENDOR).texts());
    let (shares, bounds) = (Cells::of(tokens, &TOKEN_SHARE).reals(), Cells::of(tokens, &IS_LOWER_BOUND).truths());
    let row = |row: usize| {
        let is_lower_bound = bounds.get(row) == Some(&Some(true));
        let share = TokenShare { share: shares.get(row).copied()??, is_lower_bound };
        Some((vendors.get(row).copied()??.to_owned(), share))
    };
    let of_week = (0..tokens.height()).filter(|row| weeks.get(*row) == Some(&Some(week)));
    of_week.filter_map(row).collect()
}
