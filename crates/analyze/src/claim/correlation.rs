//! The two claims that are about a correlation: share against price over vendors, score against tokens over models.

use std::collections::BTreeMap;

use schema::{
    Basis, Board, Column, Frame, Origin, Rule, Target, Verdict,
    columns::{BOARD, PAIR_COUNT, PRICE_BASIS, REASON, RHO, RHO_HIGH, RHO_LOW, RULE, TARGET, VALUE_ORIGIN},
    tables::{BenchmarkCorrelation, PriceCorrelation},
};

use super::{Measured, Stated, measure::GAINERS, witness::Witness};
use crate::usage::at;

/// Rank correlations that a run has made.
#[derive(Debug, Default)]
pub(super) struct Correlations {
    by_vendor: BTreeMap<(Rule, Basis), Ranks>,
    /// Of scores with tokens, by board; on tokens the basis changes nothing.
    by_model: BTreeMap<Board, Ranks>,
}

/// A correlation with its interval.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranks {
    rho: Option<f64>,
    interval: Option<(f64, f64)>,
    pairs: i64,
    reason: Option<String>,
    pub(super) origin: Option<Origin>,
}

impl Correlations {
    pub(super) fn of(prices: &Frame<PriceCorrelation>, scores: &Frame<BenchmarkCorrelation>) -> Self {
        let text = |column: &Column| prices.cells(column).texts();
        let [rules, bases, reasons, origins] = [&RULE, &PRICE_BASIS, &REASON, &VALUE_ORIGIN].map(text);
        let numbers = Numbers::of(prices);
        let row = |row: usize| {
            let key = (at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?);
            Some((key, numbers.ranks(row, at(&reasons, row), at(&origins, row))))
        };
        let by_vendor = (0..prices.height()).filter_map(row).collect();
        let text = |column: &Column| scores.cells(column).texts();
        let [boards, targets, reasons, origins] = [&BOARD, &TARGET, &REASON, &VALUE_ORIGIN].map(text);
        let numbers = Numbers::of(scores);
        let of_tokens = (0..scores.height()).filter(|row| at(&targets, *row) == Some(Target::Tokens.word()));
        let row = |row: usize| {
            let board = at(&boards, row)?.parse().ok()?;
            Some((board, numbers.ranks(row, at(&reasons, row), at(&origins, row))))
        };
        // Rows are by benchmark, version and board: the newest version of the last benchmark speaks.
        Self { by_vendor, by_model: of_tokens.filter_map(row).collect() }
    }

    pub(super) fn by_vendor(&self, rule: Rule, basis: Basis) -> Option<&Ranks> {
        self.by_vendor.get(&(rule, basis))
    }

    pub(super) fn by_model(&self, board: Board) -> Option<&Ranks> {
        self.by_model.get(&board)
    }
}

/// The columns that both tables have.
struct Numbers {
    reals: [Vec<Option<f64>>; 3],
    pairs: Vec<Option<i64>>,
}

impl Numbers {
    fn of<T: schema::Table>(frame: &Frame<T>) -> Self {
        let reals = [&RHO, &RHO_LOW, &RHO_HIGH].map(|column| frame.cells(column).reals());
        Self { reals, pairs: frame.cells(&PAIR_COUNT).integers() }
    }

    fn ranks(&self, row: usize, reason: Option<&str>, origin: Option<&str>) -> Ranks {
        let [rho, low, high] = self.reals.each_ref().map(|cells| at(cells, row));
        Ranks {
            rho,
            interval: low.zip(high),
            pairs: at(&self.pairs, row).unwrap_or(0),
            reason: reason.map(str::to_owned),
            origin: origin.and_then(|word| word.parse().ok()),
        }
    }
}

/// Holds where the whole interval is below 0: the cheap gained. By rule `published` at 3:1, as the text has shares and prices.
pub(super) fn follows_price(witness: &Witness<'_>, _: &Stated) -> Measured {
    let found = witness.by_vendor(Rule::Published, Basis::List3to1);
    let gained =
        |vendor: &&&str| witness.growth(Rule::Published, vendor).and_then(|growth| growth.delta_points) > Some(0.0);
    let labs = format!("{} of the six labs gained share", GAINERS.iter().filter(gained).count());
    found.map_or_else(
        || Measured::cannot(format!("no `price_correlation` at 3:1, rule published, of this week: it is of the newest windows alone, where a run makes it; {labs}")),
        |found| {
            let found = below_zero(found, "vendors", "change of share against price");
            Measured { because: format!("{}; {labs}", found.because), ..found }
        },
    )
}

/// Holds where the whole interval is below 0: better scores go with fewer tokens. On the app board, as the text has it, else on
/// the site's.
pub(super) fn benchmark_correlation(witness: &Witness<'_>, _: &Stated) -> Measured {
    let boards = [(Board::Apps, "app board"), (Board::Site, "site board")];
    let found = boards.into_iter().find_map(|(board, name)| Some((witness.by_model(board)?, name)));
    found.map_or_else(
        || {
            Measured::cannot(
                "no `benchmark_correlation` of this week: it is of the newest windows alone, where a run makes it",
            )
        },
        |(found, board)| below_zero(found, "models", &format!("score against tokens on the {board}")),
    )
}

fn below_zero(found: &Ranks, what: &str, of: &str) -> Measured {
    let (Some(rho), Some((low, high))) = (found.rho, found.interval) else {
        return Measured::cannot(found.reason.as_deref().unwrap_or("the correlation has no interval"));
    };
    let said = format!("{of}: rho {rho:.2} ({low:.2} to {high:.2}) over {} {what}", found.pairs);
    match (low > 0.0, high < 0.0) {
        (true, _) => Measured::judged(rho, Verdict::Fails, format!("{said}: the other way round")),
        (_, true) => Measured::judged(rho, Verdict::Holds, said),
        _ => Measured { value: Some(rho), ..Measured::cannot(format!("{said}: no direction can be told from chance")) },
    }
}
