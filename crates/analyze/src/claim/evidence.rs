//! The results that claims are tested on, as look-ups by name.

use std::collections::{BTreeMap, BTreeSet};

use schema::{
    Basis, Board, Column, Frame, Origin, Rule, Table, WindowKind,
    columns::{
        APP_COUNT, BLENDED_PRICE, BOARD, DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW,
        GROWTH_RATIO, IMPLIED_USD, MODEL, NOW_SHARE, PAST_SHARE, PRICE_BASIS, RULE, TOKEN_RANK, TOKEN_SHARE, TOKENS,
        VALUE_ORIGIN, VENDOR, WEEK_START_DATE, WINDOW_KIND,
    },
    tables::{
        BenchmarkCorrelation, ModelLeaderboard, ModelWeek, PriceCorrelation, VendorGap, VendorGrowth, VendorPrice,
        VendorWeek,
    },
};

use super::correlation::Correlations;

use crate::usage::at;

/// Figures by rule, basis, board and name. Empty where a run has no such table.
#[derive(Debug, Default)]
pub struct Evidence {
    pub(super) vendor_series: Length,
    pub(super) model_series: Length,
    pub(super) growth: BTreeMap<(Rule, String), Growth>,
    pub(super) gap: BTreeMap<(Rule, Basis, String), Gap>,
    pub(super) price: BTreeMap<(Rule, Basis, String), Price>,
    pub(super) models: BTreeMap<(Board, Basis, String), Ranked>,
    pub(super) correlations: Correlations,
}

/// How long a series is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Length {
    pub(super) weeks: usize,
    pub(super) origin: Option<Origin>,
}

/// A row of `vendor_growth`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    pub(super) past_share: Option<f64>,
    pub(super) now_share: Option<f64>,
    pub(super) delta_points: Option<f64>,
    pub(super) ratio: Option<f64>,
    pub(super) origin: Option<Origin>,
}

/// A row of `vendor_gap`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) token_share: Option<f64>,
    pub(super) dollar_share: Option<f64>,
    pub(super) least_dollar_share: Option<f64>,
    pub(super) most_dollar_share: Option<f64>,
    pub(super) origin: Option<Origin>,
}

/// A row of `vendor_price` that has a price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price {
    pub(super) usd_per_mtok: f64,
    pub(super) origin: Option<Origin>,
}

/// A row of `model_leaderboard`. Tokens as a real: only ever compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub(super) tokens: f64,
    pub(super) usd: Option<f64>,
    pub(super) price: Option<f64>,
    pub(super) token_rank: Option<i64>,
    pub(super) dollar_rank: Option<i64>,
    pub(super) app_count: Option<i64>,
    pub(super) origin: Option<Origin>,
}

impl Evidence {
    /// Reads correlations over vendors and over models.
    #[must_use]
    pub fn with_correlations(mut self, prices: &Frame<PriceCorrelation>, scores: &Frame<BenchmarkCorrelation>) -> Self {
        self.correlations = Correlations::of(prices, scores);
        self
    }

    /// Reads the series.
    #[must_use]
    pub fn with_series(mut self, vendors: &Frame<VendorWeek>, models: &Frame<ModelWeek>) -> Self {
        self.vendor_series = length(vendors);
        self.model_series = length(models);
        self
    }

    /// Reads growth.
    #[must_use]
    pub fn with_growth(mut self, frame: &Frame<VendorGrowth>) -> Self {
        let (rules, vendors, origins) = (texts(frame, &RULE), texts(frame, &VENDOR), origins(frame));
        let [past, now, delta, ratio] =
            [&PAST_SHARE, &NOW_SHARE, &DELTA_POINTS, &GROWTH_RATIO].map(|column| frame.cells(column).reals());
        let row = |row: usize| {
            let key = (at(&rules, row)?.parse().ok()?, at(&vendors, row)?.to_owned());
            let (past_share, now_share, origin) = (at(&past, row), at(&now, row), at(&origins, row));
            let (delta_points, ratio) = (at(&delta, row), at(&ratio, row));
            Some((key, Growth { past_share, now_share, delta_points, ratio, origin }))
        };
        self.growth = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads the gap.
    #[must_use]
    pub fn with_gap(mut self, frame: &Frame<VendorGap>) -> Self {
        let key = keys(texts(frame, &RULE), texts(frame, &PRICE_BASIS), texts(frame, &VENDOR));
        let [tokens, dollars, least, most] = [&TOKEN_SHARE, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH]
            .map(|column| frame.cells(column).reals());
        let origins = origins(frame);
        let row = |row: usize| {
            let gap = Gap {
                token_share: at(&tokens, row),
                dollar_share: at(&dollars, row),
                least_dollar_share: at(&least, row),
                most_dollar_share: at(&most, row),
                origin: at(&origins, row),
            };
            Some((key(row)?, gap))
        };
        self.gap = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads vendor prices.
    #[must_use]
    pub fn with_prices(mut self, frame: &Frame<VendorPrice>) -> Self {
        let key = keys(texts(frame, &RULE), texts(frame, &PRICE_BASIS), texts(frame, &VENDOR));
        let (prices, origins) = (frame.cells(&BLENDED_PRICE).reals(), origins(frame));
        let kinds = texts(frame, &WINDOW_KIND);
        let row = |row: usize| {
            // A claim is about the window of the weights, not about single weeks.
            at(&kinds, row).filter(|kind| *kind == WindowKind::Board.word())?;
            Some((key(row)?, Price { usd_per_mtok: at(&prices, row)?, origin: at(&origins, row) }))
        };
        self.price = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads the leaderboard.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub fn with_leaderboard(mut self, frame: &Frame<ModelLeaderboard>) -> Self {
        let key = keys(texts(frame, &BOARD), texts(frame, &PRICE_BASIS), texts(frame, &MODEL));
        let [tokens, token_ranks, dollar_ranks, apps] =
            [&TOKENS, &TOKEN_RANK, &DOLLAR_RANK, &APP_COUNT].map(|column| frame.cells(column).integers());
        let [usd, prices] = [&IMPLIED_USD, &BLENDED_PRICE].map(|column| frame.cells(column).reals());
        let origins = origins(frame);
        let row = |row: usize| {
            let ranked = Ranked {
                tokens: at(&tokens, row)? as f64,
                usd: at(&usd, row),
                price: at(&prices, row),
                token_rank: at(&token_ranks, row),
                dollar_rank: at(&dollar_ranks, row),
                app_count: at(&apps, row),
                origin: at(&origins, row),
            };
            Some((key(row)?, ranked))
        };
        self.models = (0..frame.height()).filter_map(row).collect();
        self
    }
}

fn length<T: Table>(frame: &Frame<T>) -> Length {
    let weeks: BTreeSet<_> = frame.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect();
    Length { weeks: weeks.len(), origin: origins(frame).into_iter().flatten().max() }
}

fn texts<'frame, T: Table>(frame: &'frame Frame<T>, column: &'static Column) -> Vec<Option<&'frame str>> {
    frame.cells(column).texts()
}

fn origins<T: Table>(frame: &Frame<T>) -> Vec<Option<Origin>> {
    texts(frame, &VALUE_ORIGIN).into_iter().map(|word| word?.parse().ok()).collect()
}

/// Keys of three texts, the first two from closed lists.
fn keys<'frame, A: std::str::FromStr, B: std::str::FromStr>(
    first: Vec<Option<&'frame str>>,
    second: Vec<Option<&'frame str>>,
    third: Vec<Option<&'frame str>>,
) -> impl Fn(usize) -> Option<(A, B, String)> + use<'frame, A, B> {
    move |row| Some((at(&first, row)?.parse().ok()?, at(&second, row)?.parse().ok()?, at(&third, row)?.to_owned()))
}
