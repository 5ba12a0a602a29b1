//! Usage with its price, read once from `priced_usage`. Leaves out every blend and sum.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, Board, Column, Frame, MatchClass, MixOrigin, Origin, PriceConfidence, WindowKind,
    columns::{
        APP_COUNT, ASOF_CACHE_READ, ASOF_CACHE_READ_HIGH, ASOF_CACHE_READ_LOW, ASOF_INPUT, ASOF_INPUT_HIGH,
        ASOF_INPUT_LOW, ASOF_MATCH_CLASS, ASOF_OUTPUT, ASOF_OUTPUT_HIGH, ASOF_OUTPUT_LOW, ASOF_PAID_CACHE_READ,
        ASOF_PAID_CACHE_READ_HIGH, ASOF_PAID_CACHE_READ_LOW, ASOF_PAID_INPUT, ASOF_PAID_INPUT_HIGH,
        ASOF_PAID_INPUT_LOW, ASOF_PAID_OUTPUT, ASOF_PAID_OUTPUT_HIGH, ASOF_PAID_OUTPUT_LOW, ASOF_REQUEST_HIGH,
        ASOF_REQUEST_LOW, ASOF_REQUEST_PRICE, BILLED_USD, BOARD, CACHE_READ_PRICE, CACHED_TOKENS, COMPLETION_TOKENS,
        EFFECTIVE_INPUT_PRICE, EFFECTIVE_OUTPUT_PRICE, INPUT_PRICE, IS_ATTRIBUTED, MATCH_CLASS, MIX_AGE_DAYS,
        MIX_CACHED_SHARE, MIX_CACHED_SHARE_HIGH, MIX_CACHED_SHARE_LOW, MIX_ORIGIN, MIX_OUTPUT_SHARE,
        MIX_OUTPUT_SHARE_HIGH, MIX_OUTPUT_SHARE_LOW, MODEL, MOST_VENDOR_TOKENS, OUTPUT_PRICE, PAID_CACHE_READ_PRICE,
        PAID_CONFIDENCE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE, PRICE_CONFIDENCE, PROMPT_TOKENS, REQUEST_COUNT,
        REQUEST_PRICE, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN, VARIANT, VENDOR, VENDOR_TOKENS,
        WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    series::Cells,
    tables::PricedUsage,
};

/// One model-variant's usage over a window. Tokens, and US dollars per million tokens.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    pub(crate) board: Board,
    pub(crate) kind: WindowKind,
    /// The window that is priced.
    pub(crate) window: (Date, Date),
    /// The window of the tokens.
    pub(crate) used: (Date, Date),
    /// Days between it and the window that is priced; 0 where they overlap.
    pub(crate) weights_age: i64,
    /// What the vendor had in all on those days: about, and at most.
    pub(crate) vendor_tokens: Option<i64>,
    pub(crate) most_vendor_tokens: Option<i64>,
    pub(crate) model: Arc<str>,
    pub(crate) variant: Option<Arc<str>>,
    pub(crate) vendor: Arc<str>,
    pub(crate) is_attributed: bool,
    pub(crate) tokens: i64,
    pub(crate) prompt: Option<i64>,
    pub(crate) completion: Option<i64>,
    pub(crate) cached: Option<i64>,
    pub(crate) requests: Option<i64>,
    /// The mix of other tokens, where these are not split.
    pub(crate) mix: Option<Mix>,
    /// The most that cached input can be of these tokens where that is not known, as a part of them.
    pub(crate) most_cached: Option<f64>,
    pub(crate) app_count: Option<i64>,
    /// What one catalogue lists.
    pub(crate) current: Option<Rates>,
    /// The same with free variants at the price of their paid sibling.
    pub(crate) paid: Option<Rates>,
    pub(crate) class: MatchClass,
    /// What the ledger has in force in the window.
    pub(crate) asof: Option<AsOf>,
    pub(crate) asof_paid: Option<AsOf>,
    pub(crate) asof_class: MatchClass,
    /// What a prompt and a completion token cost in fact.
    pub(crate) effective: Option<(f64, f64)>,
    /// Upstream's own total, in US dollars as far as anybody knows.
    pub(crate) billed: Option<f64>,
    pub(crate) origin: Origin,
}

impl Usage {
    /// The model and what stands behind `:` in its id.
    pub(crate) fn name(&self) -> (&str, Option<&str>) {
        (&self.model, self.variant.as_deref())
    }
}

/// List prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rates {
    pub(crate) input: f64,
    pub(crate) output: f64,
    /// Of cached input; none where there is no discount.
    pub(crate) cache_read: Option<f64>,
    /// US dollars of one request, on top of its tokens; 0 where none is named.
    pub(crate) request: f64,
}

/// List prices over a window in which they may have changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AsOf {
    pub(crate) mean: Rates,
    pub(crate) low: Rates,
    pub(crate) high: Rates,
    pub(crate) confidence: PriceConfidence,
}

/// A mix of other tokens, in parts of all tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mix {
    pub(crate) output: Part,
    /// None where it is not known.
    pub(crate) cached: Option<f64>,
    pub(crate) cached_low: f64,
    pub(crate) cached_high: f64,
    /// Days from its window to that of the tokens.
    pub(crate) age: i64,
    /// Whose it is: `carried` or `reference`.
    pub(crate) origin: MixOrigin,
}

/// A part of the tokens, with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) share: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// All rows, in the order of the table; read once for all that ask, since seven results are made of the same hundred
/// thousand rows.
pub(crate) fn usages(frame: &Frame<PricedUsage>) -> Arc<Vec<Usage>> {
    frame.read_as(read)
}

/// A name that many rows have, once.
#[derive(Default)]
struct Names<'data>(BTreeMap<&'data str, Arc<str>>);

impl<'data> Names<'data> {
    fn shared(&mut self, name: &'data str) -> Arc<str> {
        Arc::clone(self.0.entry(name).or_insert_with(|| name.into()))
    }
}

fn read(data: &DataFrame) -> Vec<Usage> {
    let text = |column: &Column| Cells::of(data, column).texts();
    let [boards, kinds, models, vendors] = [&BOARD, &WINDOW_KIND, &MODEL, &VENDOR].map(text);
    let [variants, classes, asof_classes, origins] =
        [&VARIANT, &MATCH_CLASS, &ASOF_MATCH_CLASS, &VALUE_ORIGIN].map(text);
    let days = [&WINDOW_START_DATE, &WINDOW_END_DATE, &USAGE_START_DATE, &USAGE_END_DATE]
        .map(|column| Cells::of(data, column).dates());
    let counts = [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS, &REQUEST_COUNT, &APP_COUNT]
        .map(|column| Cells::of(data, column).integers());
    let of_vendors = [&VENDOR_TOKENS, &MOST_VENDOR_TOKENS].map(|column| Cells::of(data, column).integers());
    let ([current, paid], [asof, asof_paid]) = (listed(data), in_force(data));
    let real = |column| Cells::of(data, column).reals();
    let (inputs, outputs, billed) = (real(&EFFECTIVE_INPUT_PRICE), real(&EFFECTIVE_OUTPUT_PRICE), real(&BILLED_USD));
    let (mixes, most_cached) = (mixes(data), real(&MIX_CACHED_SHARE_HIGH));
    let (attributed, mut names) = (Cells::of(data, &IS_ATTRIBUTED).truths(), Names::default());
    let row = |row: usize| {
        let [tokens, prompt, completion, cached, requests, app_count] = counts.each_ref().map(|cells| at(cells, row));
        let [vendor_tokens, most_vendor_tokens] = of_vendors.each_ref().map(|cells| at(cells, row));
        let [start, end, used_from, used_to] = days.each_ref().map(|cells| at(cells, row));
        Some(Usage {
            board: at(&boards, row)?.parse().ok()?,
            kind: at(&kinds, row)?.parse().ok()?,
            window: (start?, end?),
            used: (used_from?, used_to?),
            weights_age: apart((used_from?, used_to?), (start?, end?)),
            vendor_tokens,
            most_vendor_tokens,
            model: names.shared(at(&models, row)?),
            variant: at(&variants, row).map(|name| names.shared(name)),
            vendor: names.shared(at(&vendors, row)?),
            is_attributed: at(&attributed, row)?,
            tokens: tokens?,
            class: at(&classes, row)?.parse().ok()?,
            asof_class: at(&asof_classes, row)?.parse().ok()?,
            origin: at(&origins, row)?.parse().ok()?,
            prompt,
            completion,
            cached,
            requests,
            mix: at(&mixes, row),
            most_cached: at(&most_cached, row),
            app_count,
            current: at(&current, row),
            paid: at(&paid, row),
            asof: at(&asof, row),
            asof_paid: at(&asof_paid, row),
            effective: at(&inputs, row).zip(at(&outputs, row)),
            billed: at(&billed, row),
        })
    };
    // A checked frame has all that is required here: no row is lost.
    (0..data.height()).filter_map(row).collect()
}

/// The usage of a board over its window as a basis takes it. Where each week has prices of its own, usage that is the sum of
/// weeks is taken week by week; else as a whole.
pub(crate) fn of_board(usages: &[Usage], board: Board, basis: Basis) -> Vec<&Usage> {
    let of = |kind: WindowKind| usages.iter().filter(move |usage| usage.board == board && usage.kind == kind);
    let mut parts: BTreeMap<(&str, Option<&str>), Vec<&Usage>> = BTreeMap::new();
    for part in of(WindowKind::Part).filter(|_| basis.is_by_week()) {
        parts.entry(part.name()).or_default().push(part);
    }
    of(WindowKind::Board)
        .flat_map(|usage| match parts.remove(&usage.name()) {
            Some(parts) if parts.iter().map(|part| part.tokens).sum::<i64>() == usage.tokens => parts,
            _ => vec![usage],
        })
        .collect()
}

/// The window of a board.
pub(crate) fn board_window(usages: &[Usage], board: Board) -> Option<(Date, Date)> {
    let first = usages.iter().find(|usage| usage.board == board && usage.kind == WindowKind::Board)?;
    Some(first.window)
}

/// Days between two windows; 0 where they overlap.
pub(crate) fn apart(one: (Date, Date), other: (Date, Date)) -> i64 {
    let between = day::to_days(one.0.max(other.0)) - day::to_days(one.1.min(other.1));
    i64::from(between).max(0)
}

/// What one catalogue lists of each row, and the same with free traffic as paid.
fn listed(data: &DataFrame) -> [Vec<Option<Rates>>; 2] {
    [
        rates(data, [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE], Some(&REQUEST_PRICE)),
        rates(data, [&PAID_INPUT_PRICE, &PAID_OUTPUT_PRICE, &PAID_CACHE_READ_PRICE], None),
    ]
}

/// What is in force over the window of each row, and the same with free traffic as paid.
fn in_force(data: &DataFrame) -> [Vec<Option<AsOf>>; 2] {
    let mean = rates(data, [&ASOF_INPUT, &ASOF_OUTPUT, &ASOF_CACHE_READ], Some(&ASOF_REQUEST_PRICE));
    let low = rates(data, [&ASOF_INPUT_LOW, &ASOF_OUTPUT_LOW, &ASOF_CACHE_READ_LOW], Some(&ASOF_REQUEST_LOW));
    let high = rates(data, [&ASOF_INPUT_HIGH, &ASOF_OUTPUT_HIGH, &ASOF_CACHE_READ_HIGH], Some(&ASOF_REQUEST_HIGH));
    let paid = [
        [&ASOF_PAID_INPUT, &ASOF_PAID_OUTPUT, &ASOF_PAID_CACHE_READ],
        [&ASOF_PAID_INPUT_LOW, &ASOF_PAID_OUTPUT_LOW, &ASOF_PAID_CACHE_READ_LOW],
        [&ASOF_PAID_INPUT_HIGH, &ASOF_PAID_OUTPUT_HIGH, &ASOF_PAID_CACHE_READ_HIGH],
    ];
    let paid = paid.map(|columns| rates(data, columns, None));
    let confidences = [&PRICE_CONFIDENCE, &PAID_CONFIDENCE].map(|column| Cells::of(data, column).texts());
    let [own, of_paid] = confidences.each_ref();
    let known = |words: &[Option<&str>], row: usize| at(words, row)?.parse::<PriceConfidence>().ok();
    let asof = |row: usize| {
        let (mean, low, high) = (at(&mean, row)?, at(&low, row)?, at(&high, row)?);
        Some(AsOf { mean, low, high, confidence: known(own, row)? })
    };
    let as_paid = |row: usize| {
        let [mean, low, high] = paid.each_ref().map(|rates| at(rates, row));
        Some(AsOf { mean: mean?, low: low?, high: high?, confidence: known(of_paid, row)? })
    };
    [(0..data.height()).map(asof).collect(), (0..data.height()).map(as_paid).collect()]
}

/// Input, output and cache read of each row, and what a request costs.
fn rates(data: &DataFrame, columns: [&Column; 3], request: Option<&Column>) -> Vec<Option<Rates>> {
    let [inputs, outputs, cached] = columns.map(|column| Cells::of(data, column).reals());
    let requests = request.map(|column| Cells::of(data, column).reals()).unwrap_or_default();
    let rates = |row: usize| {
        let (input, output) = (at(&inputs, row)?, at(&outputs, row)?);
        Some(Rates { input, output, cache_read: at(&cached, row), request: at(&requests, row).unwrap_or(0.0) })
    };
    (0..data.height()).map(rates).collect()
}

/// The mix of other tokens of each row that has one.
fn mixes(data: &DataFrame) -> Vec<Option<Mix>> {
    let outputs = [&MIX_OUTPUT_SHARE, &MIX_OUTPUT_SHARE_LOW, &MIX_OUTPUT_SHARE_HIGH];
    let cached = [&MIX_CACHED_SHARE, &MIX_CACHED_SHARE_LOW, &MIX_CACHED_SHARE_HIGH];
    let (outputs, cached) =
        [outputs, cached].map(|columns| columns.map(|column| Cells::of(data, column).reals())).into();
    let (ages, origins) = (Cells::of(data, &MIX_AGE_DAYS).integers(), Cells::of(data, &MIX_ORIGIN).texts());
    let mix = |row: usize| {
        let [share, low, high] = outputs.each_ref().map(|cells| at(cells, row));
        let [cached, cached_low, cached_high] = cached.each_ref().map(|cells| at(cells, row));
        let output = Part { share: share?, low: low?, high: high? };
        let (age, origin) = (at(&ages, row)?, at(&origins, row)?.parse().ok()?);
        Some(Mix { output, cached, cached_low: cached_low?, cached_high: cached_high?, age, origin })
    };
    (0..data.height()).map(mix).collect()
}

/// The cell of a row, unless null.
pub(crate) fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

#[cfg(test)]
mod tests;
