//! Usage with its price, read once from `priced_usage`. Leaves out every blend and sum.

use jiff::civil::Date;
use schema::{
    Board, Frame, MatchClass, Origin,
    columns::{
        APP_COUNT, BOARD, CACHE_READ_PRICE, CACHED_TOKENS, COMPLETION_TOKENS, INPUT_PRICE, IS_ATTRIBUTED, MATCH_CLASS,
        MIX_AGE_DAYS, MIX_CACHED_SHARE, MIX_CACHED_SHARE_HIGH, MIX_CACHED_SHARE_LOW, MIX_OUTPUT_SHARE,
        MIX_OUTPUT_SHARE_HIGH, MIX_OUTPUT_SHARE_LOW, MODEL, OUTPUT_PRICE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE,
        PROMPT_TOKENS, TOKENS, VALUE_ORIGIN, VENDOR, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    tables::PricedUsage,
};

/// One model-variant's usage over its board's window. Tokens, and US dollars per million tokens.
#[derive(Clone, Debug)]
pub(crate) struct Usage<'frame> {
    pub(crate) board: Board,
    pub(crate) window: (Date, Date),
    pub(crate) model: &'frame str,
    pub(crate) vendor: &'frame str,
    pub(crate) is_attributed: bool,
    pub(crate) tokens: i64,
    pub(crate) prompt: Option<i64>,
    pub(crate) completion: Option<i64>,
    pub(crate) cached: Option<i64>,
    /// The mix of other tokens, where these are not split.
    pub(crate) mix: Option<Mix>,
    pub(crate) app_count: Option<i64>,
    pub(crate) input: Option<f64>,
    pub(crate) output: Option<f64>,
    pub(crate) cache_read: Option<f64>,
    pub(crate) paid_input: Option<f64>,
    pub(crate) paid_output: Option<f64>,
    pub(crate) class: MatchClass,
    pub(crate) origin: Origin,
}

/// A mix from the reference, in parts of all tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mix {
    pub(crate) output: Part,
    /// None where it is not known.
    pub(crate) cached: Option<f64>,
    pub(crate) cached_low: f64,
    pub(crate) cached_high: f64,
    /// Days from its window to that of the tokens.
    pub(crate) age: i64,
}

/// A part of the tokens, with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) share: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// All rows, in the order of the table.
pub(crate) fn usages(frame: &Frame<PricedUsage>) -> Vec<Usage<'_>> {
    let text = |column| frame.cells(column).texts();
    let integer = |column| frame.cells(column).integers();
    let real = |column| frame.cells(column).reals();
    let (boards, models, vendors) = (text(&BOARD), text(&MODEL), text(&VENDOR));
    let (classes, origins) = (text(&MATCH_CLASS), text(&VALUE_ORIGIN));
    let (starts, ends) = (frame.cells(&WINDOW_START_DATE).dates(), frame.cells(&WINDOW_END_DATE).dates());
    let attributed = frame.cells(&IS_ATTRIBUTED).truths();
    let counts = [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS, &APP_COUNT].map(integer);
    let prices = [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE, &PAID_INPUT_PRICE, &PAID_OUTPUT_PRICE].map(real);
    let mixes = mixes(frame);
    let row = |row: usize| {
        let [tokens, prompt, completion, cached, app_count] = counts.each_ref().map(|cells| at(cells, row));
        let [input, output, cache_read, paid_input, paid_output] = prices.each_ref().map(|cells| at(cells, row));
        Some(Usage {
            board: at(&boards, row)?.parse().ok()?,
            window: (at(&starts, row)?, at(&ends, row)?),
            model: at(&models, row)?,
            vendor: at(&vendors, row)?,
            is_attributed: at(&attributed, row)?,
            tokens: tokens?,
            class: at(&classes, row)?.parse().ok()?,
            origin: at(&origins, row)?.parse().ok()?,
            prompt,
            completion,
            cached,
            mix: at(&mixes, row),
            app_count,
            input,
            output,
            cache_read,
            paid_input,
            paid_output,
        })
    };
    // A checked frame has all that is required here: no row is lost.
    (0..frame.height()).filter_map(row).collect()
}

/// The reference mix of each row that has one.
fn mixes(frame: &Frame<PricedUsage>) -> Vec<Option<Mix>> {
    let outputs = [&MIX_OUTPUT_SHARE, &MIX_OUTPUT_SHARE_LOW, &MIX_OUTPUT_SHARE_HIGH];
    let cached = [&MIX_CACHED_SHARE, &MIX_CACHED_SHARE_LOW, &MIX_CACHED_SHARE_HIGH];
    let (outputs, cached) = [outputs, cached].map(|columns| columns.map(|column| frame.cells(column).reals())).into();
    let ages = frame.cells(&MIX_AGE_DAYS).integers();
    let mix = |row: usize| {
        let [share, low, high] = outputs.each_ref().map(|cells| at(cells, row));
        let [cached, cached_low, cached_high] = cached.each_ref().map(|cells| at(cells, row));
        let output = Part { share: share?, low: low?, high: high? };
        Some(Mix { output, cached, cached_low: cached_low?, cached_high: cached_high?, age: at(&ages, row)? })
    };
    (0..frame.height()).map(mix).collect()
}

/// The cell of a row, unless null.
pub(crate) fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}
