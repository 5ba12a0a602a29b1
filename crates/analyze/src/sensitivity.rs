//! `sensitivity`: what each choice moves that somebody could have made otherwise.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, Origin, Scenario, Treatment,
    columns::{
        BLENDED_PRICE, CHOICE, COVERAGE_SHARE, DOLLAR_DELTA_POINTS, DOLLAR_SHARE, IMPLIED_USD, IS_ATTRIBUTED,
        PRICE_BASIS, REASON, RUN_DOLLAR_SHARE, RUN_TOKEN_SHARE, TOKEN_DELTA_POINTS, TOKEN_SHARE, TOKENS, VALUE_ORIGIN,
        VENDOR, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{PriceCondition, PricedUsage, Sensitivity},
};

use crate::{
    AnalyzeError, Tokenizers, Traffic,
    bill::Bill,
    blend::{Blend, blended, three_to_one},
    condition::{Conditions, dearest},
    series::OTHERS,
    usage::{AsOf, Rates, Usage, board_window, of_board, usages},
};

const LEFT_OUT: &str = "left out by this choice";
const NOT_HERE: &str = "this choice means nothing on this basis";
const NO_TOKENS: &str = "it has no tokens in this window";
const UNPRICED: &str = "unpriced under this choice";
const NO_FACTOR: &str = "no factor of its tokenizer is cited: its tokens count by the mean of those that are";

/// A vendor under one choice.
#[derive(Clone, Default)]
struct Sum {
    is_attributed: bool,
    tokens: i64,
    /// Tokens as the choice counts them.
    weight: f64,
    bill: Bill,
    origin: Option<Origin>,
    lacks_factor: bool,
}

impl Sum {
    /// Its tokens at its price, as in `vendor_gap`: what has no price of its own costs what the rest costs.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn usd(&self) -> Option<f64> {
        if self.tokens == 0 { Some(0.0) } else { self.bill.price().map(|price| price * self.tokens as f64 / 1e6) }
    }
}

/// The vendors under one choice.
type Sums<'usage> = BTreeMap<&'usage str, Sum>;

/// What a choice needs to be made.
struct Chooser<'frame> {
    basis: Basis,
    traffic: Traffic,
    conditions: Conditions<'frame>,
    tokenizers: &'frame Tokenizers,
}

/// Shares under each choice.
///
/// Grain: choice × vendor, over the window of the board `site`, whose models are known one by one: where a vendor chart is
/// among the inputs, `vendor_gap` has other tokens. Units: tokens; US dollars of implied value, each vendor's tokens at its
/// blended price; shares 0 to 1, token share of all tokens that the choice takes, dollar share of the priced vendors;
/// percentage points from unrounded shares. `as_run` is that board as the run has it, and stands beside each row; a choice
/// is never applied anywhere else.
///
/// `by_tokenizer` divides tokens by the tokens that the vendor's tokenizer makes of a word, so that its token share is one
/// of words; a vendor without a cited factor is told, and its tokens count as if a word were the mean of those known.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn sensitivity(
    usage: &Frame<PricedUsage>,
    conditions: &Frame<PriceCondition>,
    tokenizers: &Tokenizers,
    basis: Basis,
    traffic: Traffic,
) -> Result<Frame<Sensitivity>, AnalyzeError> {
    let usages = usages(usage);
    let Some(window) = board_window(&usages, Board::Site) else { return Ok(Frame::empty()?) };
    let usages = of_board(&usages, Board::Site, basis);
    let chooser = Chooser { basis, traffic, conditions: Conditions::read(conditions, window.1), tokenizers };
    let run = chooser.sums(&usages, Scenario::AsRun);
    let mut rows = Vec::new();
    for choice in Scenario::ALL {
        if !applies(*choice, basis) {
            rows.extend(run.keys().map(|vendor| Row::of_none(*choice, vendor, window, &run)));
            continue;
        }
        let sums = chooser.sums(&usages, *choice);
        let [shares, base] = [&sums, &run].map(shares);
        rows.extend(run.keys().map(|vendor| Row::of(*choice, vendor, window, &sums, &shares, &base)));
    }
    frame(&rows, basis)
}

impl Chooser<'_> {
    fn sums<'usage>(&self, usages: &[&'usage Usage], choice: Scenario) -> Sums<'usage> {
        let mut sums = Sums::new();
        for usage in usages {
            let sum = sums.entry(&*usage.vendor).or_default();
            sum.is_attributed = usage.is_attributed;
            sum.origin = sum.origin.max(Some(usage.origin));
            if let Some(taken) = self.traffic(choice).taken(usage, self.basis) {
                let factor = self.tokenizers.of(&usage.model, &usage.vendor);
                sum.tokens += usage.tokens;
                sum.weight += self.weight(choice, usage.tokens, factor);
                sum.lacks_factor |= choice == Scenario::ByTokenizer && factor.is_none();
                if let Some(blend) = self.blend(choice, &taken) {
                    sum.bill.add(usage.tokens, blend);
                }
            }
        }
        sums
    }

    fn traffic(&self, choice: Scenario) -> Traffic {
        match choice {
            Scenario::WithoutFree => Traffic { free: Treatment::Out, ..self.traffic },
            Scenario::FreeAsPaid => Traffic { free: Treatment::AsPaid, ..self.traffic },
            Scenario::WithoutPromotional => Traffic { promotional: Treatment::Out, ..self.traffic },
            Scenario::WithoutStealth => Traffic { stealth: Treatment::Out, ..self.traffic },
            _ => self.traffic,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn weight(&self, choice: Scenario, tokens: i64, factor: Option<f64>) -> f64 {
        match choice {
            Scenario::ByTokenizer => tokens as f64 / factor.unwrap_or_else(|| self.tokenizers.mean()),
            _ => tokens as f64,
        }
    }

    fn blend(&self, choice: Scenario, usage: &Usage) -> Option<Blend> {
        match choice {
            Scenario::CachedAsFresh => {
                blended(&with_rates(usage, |rates| Rates { cache_read: None, ..rates }), self.basis)
            }
            Scenario::MixThreeToOne => three_to_one(usage, self.basis),
            Scenario::LowestPrice | Scenario::HighestPrice => {
                let side = |asof: AsOf| if choice == Scenario::LowestPrice { asof.low } else { asof.high };
                let fixed = |asof: AsOf| AsOf { mean: side(asof), low: side(asof), high: side(asof), ..asof };
                blended(&Usage { asof: usage.asof.map(fixed), ..usage.clone() }, self.basis)
            }
            Scenario::DearestCondition => {
                let met = self.conditions.of(&usage.model, usage.variant.as_deref());
                blended(&with_rates(usage, |rates| dearest(rates, met)), self.basis)
            }
            _ => blended(usage, self.basis),
        }
    }
}

/// Whether a choice means something on a basis: list prices of one day have no lowest and highest, and the assumed mix knows
/// no cache.
const fn applies(choice: Scenario, basis: Basis) -> bool {
    match choice {
        Scenario::CachedAsFresh | Scenario::MixThreeToOne | Scenario::DearestCondition => {
            matches!(basis, Basis::ListCurrent | Basis::ListAsof)
        }
        Scenario::LowestPrice | Scenario::HighestPrice => matches!(basis, Basis::ListAsof),
        _ => true,
    }
}

/// The usage with all of its list prices changed.
fn with_rates(usage: &Usage, change: impl Fn(Rates) -> Rates) -> Usage {
    let changed = |asof: AsOf| AsOf { mean: change(asof.mean), low: change(asof.low), high: change(asof.high), ..asof };
    Usage { current: usage.current.map(&change), asof: usage.asof.map(changed), ..usage.clone() }
}

/// Token share and dollar share of each vendor that has one.
type Shares<'usage> = BTreeMap<&'usage str, (Option<f64>, Option<f64>)>;

fn shares<'usage>(sums: &Sums<'usage>) -> Shares<'usage> {
    let (tokens, dollars) =
        sums.values().fold((0.0, 0.0), |(tokens, usd), sum| (tokens + sum.weight, usd + sum.usd().unwrap_or(0.0)));
    let of = |part: f64, whole: f64| (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0));
    let shares = |sum: &Sum| (of(sum.weight, tokens), sum.usd().and_then(|usd| of(usd, dollars)));
    sums.iter().map(|(vendor, sum)| (*vendor, shares(sum))).collect()
}

/// One row of the table.
struct Row<'usage> {
    choice: Scenario,
    vendor: &'usage str,
    window: (Date, Date),
    sum: Sum,
    shares: (Option<f64>, Option<f64>),
    run: (Option<f64>, Option<f64>),
}

impl<'usage> Row<'usage> {
    fn of(
        choice: Scenario,
        vendor: &'usage str,
        window: (Date, Date),
        sums: &Sums<'usage>,
        shares: &Shares<'usage>,
        run: &Shares<'usage>,
    ) -> Self {
        let [shares, run] = [shares, run].map(|shares| shares.get(vendor).copied().unwrap_or_default());
        Self { choice, vendor, window, sum: sums.get(vendor).cloned().unwrap_or_default(), shares, run }
    }

    /// What a choice says that means nothing on this basis.
    fn of_none(choice: Scenario, vendor: &'usage str, window: (Date, Date), run: &Sums<'usage>) -> Self {
        let is_attributed = run.get(vendor).is_some_and(|sum| sum.is_attributed);
        let sum = Sum { is_attributed, ..Sum::default() };
        Self { choice, vendor, window, sum, shares: (None, None), run: (None, None) }
    }

    fn reason(&self) -> Option<&'static str> {
        match () {
            () if self.shares.0.is_none() => Some(NOT_HERE),
            () if self.sum.tokens == 0 && self.run.0 == Some(0.0) => Some(NO_TOKENS),
            () if self.vendor == OTHERS => Some("upstream's remainder: no model is named in it"),
            () if self.sum.tokens == 0 && self.run.0 > Some(0.0) => Some(LEFT_OUT),
            () if self.sum.bill.tokens == 0 && self.sum.tokens > 0 => Some(UNPRICED),
            () if self.sum.lacks_factor => Some(NO_FACTOR),
            () => None,
        }
    }
}

fn frame(rows: &[Row<'_>], basis: Basis) -> Result<Frame<Sensitivity>, AnalyzeError> {
    let delta = |(share, run): (Option<f64>, Option<f64>)| Some(100.0 * (share? - run?));
    Ok(Frame::from_columns(vec![
        texts(&CHOICE, rows.iter().map(|row| Some(row.choice.word()))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.window.1))),
        texts(&PRICE_BASIS, rows.iter().map(|_| Some(basis.word()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.sum.is_attributed))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.sum.origin.unwrap_or(Origin::Observed).word()))),
        integers(&TOKENS, rows.iter().map(|row| row.shares.0.map(|_| row.sum.tokens))),
        reals(&TOKEN_SHARE, rows.iter().map(|row| row.shares.0)),
        reals(&RUN_TOKEN_SHARE, rows.iter().map(|row| row.run.0)),
        reals(&TOKEN_DELTA_POINTS, rows.iter().map(|row| delta((row.shares.0, row.run.0)))),
        reals(&BLENDED_PRICE, rows.iter().map(|row| row.sum.bill.price())),
        reals(&IMPLIED_USD, rows.iter().map(|row| row.shares.0.and_then(|_| row.sum.usd()))),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row.shares.1)),
        reals(&RUN_DOLLAR_SHARE, rows.iter().map(|row| row.run.1)),
        reals(&DOLLAR_DELTA_POINTS, rows.iter().map(|row| delta((row.shares.1, row.run.1)))),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.sum.bill.coverage(row.sum.tokens))),
        texts(&REASON, rows.iter().map(Row::reason)),
    ])?)
}

#[cfg(test)]
mod tests;
