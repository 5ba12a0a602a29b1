//! The mix of a board's usage: its own where the source splits tokens, else that of the same model in another window, else
//! that of the reference, and how far off that is.
//! Prompt and completion tokens are not guessed: they stay null, and the mix stands beside them.

use std::{cmp::Reverse, collections::BTreeMap};

use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Board, Column, Frame, MixOrigin, Variant,
    columns::{
        BOARD, CACHED_TOKENS, COMPLETION_TOKENS, MIX_AGE_DAYS, MIX_CACHED_SHARE, MIX_CACHED_SHARE_HIGH,
        MIX_CACHED_SHARE_LOW, MIX_ORIGIN, MIX_OUTPUT_SHARE, MIX_OUTPUT_SHARE_HIGH, MIX_OUTPUT_SHARE_LOW, MODEL,
        PROMPT_TOKENS, USAGE_END_DATE, USAGE_START_DATE, VARIANT, VENDOR,
    },
    series::{Cells, integers, reals, texts},
    tables::ModelWeekVintage,
};

use crate::{
    OTHERS, UsageMix,
    usage_mix::Mix,
    usage_window::{Days, ModelUsage, UsageWindows, apart, superseded},
};

/// The mix of one row.
enum OfRow {
    /// The row has its own parts; the most that its cached input can be, where that is in no source.
    Measured(Option<f64>),
    /// It has those of other tokens.
    Of(Parts),
    /// The remainder, or a board whose charts never split tokens: there is nothing to mix.
    None,
}

/// A mix of other tokens, in parts of prompt plus completion.
#[derive(Clone, Copy)]
struct Parts {
    origin: MixOrigin,
    /// Days between its window and the row's.
    age: i64,
    output: [f64; 3],
    /// None where it is not known.
    cached: Option<f64>,
    cached_low: f64,
    cached_high: f64,
}

/// One share of a mix.
type Part = fn(&Parts) -> Option<f64>;

/// The columns of the mix for rows of usage. What its source does not split has the mix that the same model and variant
/// had in the nearest of `windows` that splits it (`carried`), within the least and the most of all of them; else that of
/// the reference. A window is taken whole: a cached part that it does not know is not known, as in the row that it is from,
/// since weeks with and without a cache beside each other would be moves of prices that nobody made. Where the source splits
/// tokens and does not say which of the input was cached, the most that it can be stands beside the mix.
pub(crate) fn mix_columns(usage: &DataFrame, windows: &Splits<'_>, mixes: &UsageMix) -> Vec<Series> {
    let rows = of_rows(usage, windows, mixes);
    let parts = |row: &OfRow| if let OfRow::Of(parts) = row { Some(*parts) } else { None };
    let origin = |row: &OfRow| match row {
        OfRow::Measured(_) => Some(MixOrigin::Measured.word()),
        OfRow::Of(parts) => Some(parts.origin.word()),
        OfRow::None => None,
    };
    let age = |row: &OfRow| parts(row).map(|parts| parts.age);
    let mut columns = vec![texts(&MIX_ORIGIN, rows.iter().map(origin)), integers(&MIX_AGE_DAYS, rows.iter().map(age))];
    let shares: [(&Column, Part); 5] = [
        (&MIX_OUTPUT_SHARE, |mix| Some(mix.output[0])),
        (&MIX_OUTPUT_SHARE_LOW, |mix| Some(mix.output[1])),
        (&MIX_OUTPUT_SHARE_HIGH, |mix| Some(mix.output[2])),
        (&MIX_CACHED_SHARE, |mix| mix.cached),
        (&MIX_CACHED_SHARE_LOW, |mix| Some(mix.cached_low)),
    ];
    columns.extend(shares.map(|(column, share)| reals(column, rows.iter().map(|row| share(&parts(row)?)))));
    columns.push(reals(&MIX_CACHED_SHARE_HIGH, rows.iter().map(OfRow::most_cached)));
    columns
}

fn of_rows(usage: &DataFrame, splits: &Splits<'_>, mixes: &UsageMix) -> Vec<OfRow> {
    let text = |column| Cells::of(usage, column).texts();
    let (boards, models, variants, vendors) = (text(&BOARD), text(&MODEL), text(&VARIANT), text(&VENDOR));
    let has = |column| Cells::of(usage, column).integers().into_iter().map(|tokens| tokens.is_some());
    let is_split = has(&PROMPT_TOKENS).zip(has(&COMPLETION_TOKENS)).map(|(prompt, completion)| prompt && completion);
    let is_split = is_split.zip(has(&CACHED_TOKENS));
    let day = |column| Cells::of(usage, column).dates().into_iter();
    let days = day(&USAGE_START_DATE).zip(day(&USAGE_END_DATE)).map(|(start, end)| start.zip(end));
    let keys = boards.into_iter().zip(models.into_iter().zip(variants)).zip(vendors);
    keys.zip(is_split)
        .zip(days)
        .map(|((((board, (model, variant)), vendor), (is_split, is_cache_known)), days)| {
            let can_be_mixed = board == Some(Board::Site.word()) && model != Some(OTHERS);
            let variant = variant.unwrap_or(Variant::STANDARD);
            let of_others = || {
                let (model, vendor, days) = (model?, vendor?, days?);
                let reference = mixes.of(model, vendor);
                let carried = splits.carried((model, variant), days, reference);
                carried.or_else(|| Some(Parts::of_reference(reference?, days)))
            };
            let most_cached = || splits.most_cached((model?, variant), mixes.of(model?, vendor?));
            match is_split {
                true => OfRow::Measured(if is_cache_known { None } else { most_cached() }),
                false if can_be_mixed => of_others().map_or(OfRow::None, OfRow::Of),
                false => OfRow::None,
            }
        })
        .collect()
}

impl OfRow {
    fn most_cached(&self) -> Option<f64> {
        match self {
            Self::Measured(most) => *most,
            Self::Of(parts) => Some(parts.cached_high),
            Self::None => None,
        }
    }
}

impl Parts {
    fn of_reference(mix: &Mix, days: Days) -> Self {
        Self {
            origin: MixOrigin::Reference,
            age: apart(mix.days(), days),
            output: [mix.output_share, mix.output_share_low, mix.output_share_high],
            cached: mix.cached_share,
            cached_low: mix.cached_share_low,
            cached_high: mix.cached_share_high,
        }
    }
}

/// One window in which a model and variant is split: output, and cached input where it is known.
struct Split {
    days: Days,
    tokens: i64,
    output: f64,
    cached: Option<f64>,
}

/// Where models and variants are split.
pub(crate) struct Splits<'frame> {
    by_key: BTreeMap<(&'frame str, &'frame str), Vec<Split>>,
}

impl<'frame> Splits<'frame> {
    /// The windows that split them, and the weeks that an answer `before` the newest split and that one does not.
    pub(crate) fn of(windows: &UsageWindows<'frame>, before: &'frame Frame<ModelWeekVintage>) -> Self {
        let mut splits = Self::of_windows(windows);
        let mut found: BTreeMap<_, Vec<Split>> = BTreeMap::new();
        for (days, usage) in superseded(before) {
            let key = (usage.model, usage.variant);
            let is_there = splits.by_key.get(&key).into_iter().flatten().any(|split| split.days == days);
            if let Some(split) = Split::of(days, &usage).filter(|_| !is_there) {
                found.entry(key).or_default().push(split);
            }
        }
        for (key, of_key) in found {
            splits.by_key.entry(key).or_default().extend(of_key);
        }
        splits
    }

    fn of_windows(windows: &UsageWindows<'frame>) -> Self {
        let mut by_key: BTreeMap<_, Vec<Split>> = BTreeMap::new();
        for (days, usage) in windows
            .windows
            .iter()
            .flat_map(|window| window.vendors.values().flatten().map(|usage| (&window.days, usage)))
        {
            if let Some(split) = Split::of(*days, usage) {
                by_key.entry((usage.model, usage.variant)).or_default().push(split);
            }
        }
        Self { by_key }
    }

    /// The mix of the nearest window, of two as near that of more tokens.
    fn carried(&self, key: (&str, &str), days: Days, reference: Option<&Mix>) -> Option<Parts> {
        let splits = self.by_key.get(&key)?;
        let nearest = splits.iter().min_by_key(|split| (apart(split.days, days), Reverse(split.tokens)))?;
        let extreme = |share: fn(&Split) -> Option<f64>, choose: fn(f64, f64) -> f64| {
            splits.iter().filter_map(share).reduce(choose)
        };
        let output = |choose| extreme(|split| Some(split.output), choose).unwrap_or(nearest.output);
        // Where no window knows the cached part it is anything up to what the reference allows.
        let most = reference.map_or(1.0, |mix| mix.cached_share_high);
        let is_known = nearest.cached.is_some();
        Some(Parts {
            origin: MixOrigin::Carried,
            age: apart(nearest.days, days),
            output: [nearest.output, output(f64::min), output(f64::max)],
            cached: nearest.cached,
            cached_low: if is_known { extreme(|split| split.cached, f64::min).unwrap_or(0.0) } else { 0.0 },
            cached_high: if is_known { extreme(|split| split.cached, f64::max).unwrap_or(most) } else { most },
        })
    }

    /// The most that a part of cached input can be which nobody measured: what the reference allows, and what any window of
    /// the same model has.
    fn most_cached(&self, key: (&str, &str), reference: Option<&Mix>) -> Option<f64> {
        let known = self.by_key.get(&key).into_iter().flatten().filter_map(|split| split.cached);
        known.chain(reference.map(|mix| mix.cached_share_high)).reduce(f64::max)
    }
}

impl Split {
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn of(days: Days, usage: &ModelUsage<'_>) -> Option<Self> {
        let (prompt, completion) = (usage.prompt?, usage.completion?);
        let tokens = prompt.checked_add(completion).filter(|tokens| *tokens > 0)?;
        let share = |part: i64| part as f64 / tokens as f64;
        Some(Self {
            days,
            tokens,
            output: share(completion),
            cached: usage.cached.map(|cached| share(cached.min(prompt))),
        })
    }
}

#[cfg(test)]
mod tests;
