//! `vendor_price`: what a million of a vendor's tokens cost, blended over its models.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, MixOrigin, Origin, PriceConfidence, Rule, WindowKind,
    columns::{
        BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, BOARD, COVERAGE_SHARE, EXACT_SHARE, INPUT_MIX, IS_ATTRIBUTED,
        IS_UPPER_BOUND, KEPT_SHARE, MIX_AGE_DAYS, MIX_ORIGIN, MODEL_COUNT, PRICE_BASIS, PRICE_CONFIDENCE,
        PRICED_TOKENS, PRICED_USD, REASON, RULE, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN, VENDOR,
        WEIGHTS_AGE_DAYS, WEIGHTS_SHARE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{PricedUsage, VendorPrice},
};

use crate::{
    AnalyzeError, Pricing, Traffic,
    bill::Bill,
    blend::blended,
    series::OTHERS,
    usage::{Usage, board_window, of_board, usages},
    window::share,
};

const REMAINDER: &str = "upstream's remainder: no model is named in it";
const UNPRICED: &str = "unpriced: none of its models has a price here";
const UNMIXED: &str = "no measured mix: prompt and completion tokens of its priced models are not known here";
pub(crate) const NO_MIX: &str = "the app charts do not split tokens into prompt and completion";
pub(crate) const NOT_EFFECTIVE: &str = "upstream says for none of its models what their tokens cost in fact";
pub(crate) const NOT_BILLED: &str = "upstream gives no total of its own for any of its models";
/// Weights that are farther off than a month are told.
pub(crate) const FAR_OFF: i64 = 30;
pub(crate) const OF_ANOTHER_TIME: &str = "its models are weighed by usage of another time (`weights_age_days`)";
pub(crate) const LEFT_OUT: &str = "left out: the pipeline's choice of traffic takes none of it";

/// A vendor's models, added up.
#[derive(Default)]
struct Sum<'usage> {
    is_attributed: bool,
    tokens: i64,
    /// Of `tokens`, those of traffic that counts.
    kept: i64,
    models: BTreeSet<(&'usage str, Option<&'usage str>)>,
    weights_age: i64,
    bill: Bill,
    /// The weakest mix of its models, priced or not.
    mix: Option<MixOrigin>,
    /// Whether a model has a price and no mix.
    is_unmixed: bool,
    origin: Option<Origin>,
    /// By window of usage, the most that the vendor had in all.
    of_vendor: BTreeMap<(Date, Date), Option<i64>>,
}

/// One row of the table.
struct Row<'usage> {
    rule: Rule,
    basis: Basis,
    board: Board,
    kind: WindowKind,
    window: (Date, Date),
    vendor: &'usage str,
    sum: Rc<Sum<'usage>>,
}

/// Blended prices by vendor.
///
/// Grain: vendor × basis × rule × window. Units: US dollars per million tokens.
/// `Σ tokens·blended / Σ tokens` over the priced model-variants of a vendor; a model without a price is left out of
/// both sums and lowers `coverage_share`. `others` and vendors without any price have null and a reason.
///
/// Windows: that of the weights (`window_kind` `board`), and, on a basis whose prices differ by week, each week of the
/// series, weighed by the usage nearest to it that names the vendor (`usage_start_date` to `usage_end_date`): `tokens`,
/// `priced_tokens` and `priced_usd` are of that usage, which may be a month or of another time (`weights_age_days`).
/// `weights_share` is the part of the vendor's tokens that it names, at least: its days may lie across weeks of the chart, and
/// then the vendor has no more than all of these.
///
/// Tokens that no source splits are priced at the mix of other tokens: `mix_origin` is the weakest of the parts,
/// `mix_age_days` the most, and the bounds are over every mix that is known or referred to and, on `list_asof`, over the
/// list prices of the window. Where neither is in doubt the bounds are null.
///
/// Weights: `list_3to1` uses the board that the pipeline gives to the rule; the others the site, since app charts
/// do not split tokens. Traffic that the pipeline leaves out is in neither sum; `kept_share` says what remains.
///
/// 97 of 100 tokens are input. A big model at $5 and $25, a free variant whose paid sibling costs $1 and $3, and a model that
/// no catalogue lists:
///
/// ```
/// # use analyze::{Pricing, Traffic, Weights};
/// # use schema::{Basis, Board, Frame, Rule, columns::*, tables::PricedUsage};
/// # let alike = [
/// #     (&BOARD, "site"), (&WINDOW_KIND, "board"), (&WINDOW_START_DATE, "2026-03-01"), (&WINDOW_END_DATE, "2026-03-30"),
/// #     (&USAGE_START_DATE, "2026-03-01"), (&USAGE_END_DATE, "2026-03-30"), (&VENDOR, "a"), (&IS_ATTRIBUTED, "true"),
/// #     (&ASOF_MATCH_CLASS, "not_listed"), (&VALUE_ORIGIN, "observed"), (&TOKENS, "100"), (&PROMPT_TOKENS, "97"),
/// #     (&COMPLETION_TOKENS, "3"),
/// # ];
/// let usage = Frame::<PricedUsage>::from_text("
///     model   | variant  | match_class | input_usd_per_mtok | output_usd_per_mtok | paid_input_usd_per_mtok | paid_output_usd_per_mtok
///     a/big   | standard | priced      | 5                  | 25                  | 5                       | 25
///     a/small | free     | priced      | 0                  | 0                   | 1                       | 3
///     a/old   | standard | not_listed  | -                  | -                   | -                       | -
/// ", &alike)?;
/// # let weights = Weights { published: Board::Site, default: Board::Site };
/// let bases = vec![Basis::List3to1, Basis::ListCurrent];
/// let pricing = Pricing { rules: vec![Rule::Default], bases, weights, traffic: Traffic::ALL };
/// let prices = analyze::vendor_price(&usage, &pricing)?;
/// // 3:1 and free as paid: (10 + 1.5) / 2. The measured mix, free at its real 0: (5.6 + 0) / 2. Unpriced is not 0: it is in
/// // neither, and a third of the tokens has no price.
/// assert_eq!(prices.to_text(&[&PRICE_BASIS, &BLENDED_PRICE, &COVERAGE_SHARE, &MIX_ORIGIN]), "\
/// price_basis | blended_usd_per_mtok | coverage_share | mix_origin
/// list_3to1 | 5.75 | 0.6666666666666666 | assumed
/// list_current | 2.8 | 0.6666666666666666 | measured
/// ");
/// // Cached input costs what the catalogue says. Where that says nothing there is no discount; where nobody says how much
/// // of the input was cached, all of it is fresh, and the price an upper bound.
/// let cached = |rows: &str| {
///     let heading = "model | cached_tokens | cache_read_usd_per_mtok";
///     # let alike = [&alike[..], &[
///     #     (&VARIANT, "standard"), (&MATCH_CLASS, "priced"), (&INPUT_PRICE, "5"), (&OUTPUT_PRICE, "25"),
///     #     (&PAID_INPUT_PRICE, "5"), (&PAID_OUTPUT_PRICE, "25"),
///     # ]].concat();
///     let usage = Frame::<PricedUsage>::from_text(&format!("{heading}\n{rows}"), &alike)?;
///     let pricing = Pricing { bases: vec![Basis::ListCurrent], ..pricing.clone() };
///     let prices = analyze::vendor_price(&usage, &pricing)?;
///     Ok::<_, analyze::AnalyzeError>(prices.to_text(&[&BLENDED_PRICE, &IS_UPPER_BOUND]).lines().skip(1).collect::<String>())
/// };
/// assert_eq!(cached("a/big | 80 | 0.5")?, "2 | false");
/// assert_eq!(cached("a/big | 80 | -")?, "5.6 | false");
/// assert_eq!(cached("a/big | - | 0.5")?, "5.6 | true");
/// // What was really paid, whatever the list says: upstream's prices per token at the measured mix, 0.97 · 2 + 0.03 · 20, and
/// // its own total over the tokens, $0.0003 for 100. Where upstream says neither there is no figure, and never one of the list.
/// let paid = Frame::<PricedUsage>::from_text("
///     vendor | model | effective_input_usd_per_mtok | effective_output_usd_per_mtok | billed_usd
///     a      | a/big | 2                            | 20                            | 0.0003
///     b      | b/big | -                            | -                             | -
/// ", &[&alike[..], &[
///     (&VARIANT, "standard"), (&MATCH_CLASS, "priced"), (&INPUT_PRICE, "5"), (&OUTPUT_PRICE, "25"),
/// ]].concat())?;
/// let pricing = Pricing { bases: vec![Basis::Effective, Basis::Billed], ..pricing };
/// let prices = analyze::vendor_price(&paid, &pricing)?;
/// assert_eq!(prices.to_text(&[&VENDOR, &PRICE_BASIS, &BLENDED_PRICE, &COVERAGE_SHARE]), "\
/// vendor | price_basis | blended_usd_per_mtok | coverage_share
/// a | billed | 3 | 1
/// a | effective | 2.54 | 1
/// b | billed | - | 0
/// b | effective | - | 0
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn vendor_price(usage: &Frame<PricedUsage>, pricing: &Pricing) -> Result<Frame<VendorPrice>, AnalyzeError> {
    let usages = usages(usage);
    let mut rows: Vec<Row<'_>> = Vec::new();
    // Rules that are weighed by one board have the same sums.
    let mut cases: BTreeMap<(Board, Basis), Vec<Rule>> = BTreeMap::new();
    for (rule, basis) in pricing.cases() {
        cases.entry((pricing.board(rule, basis), basis)).or_default().push(rule);
    }
    for ((board, basis), rules) in cases {
        let is_week = |usage: &&Usage| usage.board == board && usage.kind == WindowKind::Week && basis.is_by_week();
        let of_weeks = usages.iter().filter(is_week).map(|usage| ((WindowKind::Week, usage.window), usage));
        let window = board_window(&usages, board).map(|window| (WindowKind::Board, window));
        let of_board = of_board(&usages, board, basis).into_iter().filter_map(|usage| Some((window?, usage)));
        let mut sums = sums(of_board.chain(of_weeks), basis, pricing.traffic);
        cover_board(&mut sums, &usages, board);
        for ((kind, window, vendor), sum) in sums {
            let sum = Rc::new(sum);
            let row = |rule: &Rule| Row { rule: *rule, basis, board, kind, window, vendor, sum: Rc::clone(&sum) };
            rows.extend(rules.iter().map(row));
        }
    }
    frame(&rows)
}

fn frame(rows: &[Row<'_>]) -> Result<Frame<VendorPrice>, AnalyzeError> {
    let bill = |row: &Row<'_>| Some(row.sum.bill).filter(|bill| bill.tokens > 0);
    Ok(Frame::from_columns(vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.word()))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        texts(&WINDOW_KIND, rows.iter().map(|row| Some(row.kind.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.window.1))),
        texts(&BOARD, rows.iter().map(|row| Some(row.board.word()))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.sum.kept))),
        integers(&PRICED_TOKENS, rows.iter().map(|row| Some(row.sum.bill.tokens))),
        integers(&MODEL_COUNT, rows.iter().map(|row| i64::try_from(row.sum.models.len()).ok())),
        texts(&MIX_ORIGIN, rows.iter().map(|row| Some(row.sum.mix_origin(row.basis).word()))),
        integers(&WEIGHTS_AGE_DAYS, rows.iter().map(|row| Some(row.sum.weights_age))),
        reals(&KEPT_SHARE, rows.iter().map(|row| share(row.sum.kept, row.sum.tokens).or(Some(1.0)))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.sum.is_attributed))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.sum.origin.unwrap_or(Origin::Observed).word()))),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.sum.bill.coverage(row.sum.kept))),
        reals(&BLENDED_PRICE, rows.iter().map(|row| row.sum.bill.price())),
        reals(&BLENDED_LOW, rows.iter().map(|row| row.sum.bill.bounds().map(|(low, _)| low))),
        reals(&BLENDED_HIGH, rows.iter().map(|row| row.sum.bill.bounds().map(|(_, high)| high))),
        reals(&INPUT_MIX, rows.iter().map(|row| row.sum.bill.input_share())),
        integers(&MIX_AGE_DAYS, rows.iter().map(|row| row.sum.bill.mix_age)),
        truths(&IS_UPPER_BOUND, rows.iter().map(|row| bill(row).map(|bill| bill.is_upper_bound))),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|row| row.sum.bill.confidence.map(PriceConfidence::word))),
        reals(&EXACT_SHARE, rows.iter().map(|row| row.sum.bill.exact_share())),
        dates(&USAGE_START_DATE, rows.iter().map(|row| Some(row.sum.used()?.0))),
        dates(&USAGE_END_DATE, rows.iter().map(|row| Some(row.sum.used()?.1))),
        reals(&WEIGHTS_SHARE, rows.iter().map(|row| row.sum.weights_share())),
        reals(&PRICED_USD, rows.iter().map(|row| bill(row).map(|bill| bill.usd))),
        texts(&REASON, rows.iter().map(Row::reason)),
    ])?)
}

/// The sums by window and vendor.
type Sums<'usage> = BTreeMap<(WindowKind, (Date, Date), &'usage str), Sum<'usage>>;

fn sums<'usage>(
    usages: impl Iterator<Item = ((WindowKind, (Date, Date)), &'usage Usage)>,
    basis: Basis,
    traffic: Traffic,
) -> Sums<'usage> {
    let mut sums = Sums::new();
    for ((kind, window), usage) in usages {
        let sum = sums.entry((kind, window, &*usage.vendor)).or_default();
        sum.is_attributed = usage.is_attributed;
        sum.tokens += usage.tokens;
        sum.weights_age = sum.weights_age.max(usage.weights_age);
        if kind == WindowKind::Week {
            sum.of_vendor.insert(usage.used, usage.most_vendor_tokens);
        }
        sum.origin = sum.origin.max(Some(usage.origin));
        if let Some(taken) = traffic.taken(usage, basis) {
            sum.models.insert(usage.name());
            sum.add(&taken, basis);
        }
    }
    sums
}

/// What each vendor had at most in the window of a board. That is asked of the whole window, even where its weeks are taken
/// one by one: the weeks that cover each of these are together more than those that cover all.
fn cover_board<'usage>(sums: &mut Sums<'usage>, usages: &'usage [Usage], board: Board) {
    for usage in usages.iter().filter(|usage| usage.board == board && usage.kind == WindowKind::Board) {
        if let Some(sum) = sums.get_mut(&(WindowKind::Board, usage.window, &*usage.vendor)) {
            sum.of_vendor.insert(usage.used, usage.most_vendor_tokens);
        }
    }
}

impl Row<'_> {
    fn reason(&self) -> Option<&'static str> {
        let sum = &self.sum;
        match (sum.bill.tokens > 0, self.vendor, self.basis, self.board) {
            (true, ..) if sum.weights_age > FAR_OFF => Some(OF_ANOTHER_TIME),
            (true, ..) => sum.bill.doubt(),
            (_, OTHERS, ..) => Some(REMAINDER),
            _ if sum.kept == 0 && sum.tokens > 0 => Some(LEFT_OUT),
            (_, _, Basis::Effective, _) => Some(NOT_EFFECTIVE),
            (_, _, Basis::Billed, _) => Some(NOT_BILLED),
            (_, _, Basis::ListCurrent | Basis::ListAsof, Board::Apps) => Some(NO_MIX),
            (_, _, Basis::ListCurrent | Basis::ListAsof, _) if sum.is_unmixed => Some(UNMIXED),
            _ => Some(UNPRICED),
        }
    }
}

impl Sum<'_> {
    fn add(&mut self, usage: &Usage, basis: Basis) {
        self.kept += usage.tokens;
        self.mix = self.mix.max(usage.mix.map(|mix| mix.origin));
        if let Some(blend) = blended(usage, basis) {
            self.bill.add(usage.tokens, blend);
        } else {
            let is_priced = if basis == Basis::ListAsof { usage.asof.is_some() } else { usage.current.is_some() };
            self.is_unmixed |= is_priced && (usage.prompt.is_none() || usage.completion.is_none());
        }
    }

    /// The part of the vendor's tokens that is named in the usage, at least; none where no series says.
    fn weights_share(&self) -> Option<f64> {
        let all: Option<i64> = self.of_vendor.values().copied().sum();
        share(self.tokens, all?.max(self.tokens))
    }

    /// The first and last day of the usage.
    fn used(&self) -> Option<(Date, Date)> {
        let (first, last) =
            (self.of_vendor.keys().map(|days| days.0).min()?, self.of_vendor.keys().map(|days| days.1).max()?);
        Some((first, last))
    }

    /// Where the mix of its price comes from; without a price, where it would.
    fn mix_origin(&self, basis: Basis) -> MixOrigin {
        match (basis, self.bill.mix) {
            (Basis::List3to1, _) => MixOrigin::Assumed,
            (_, Some(mix)) => mix,
            (_, None) => self.mix.unwrap_or(MixOrigin::Measured),
        }
    }
}

#[cfg(test)]
mod tests;
