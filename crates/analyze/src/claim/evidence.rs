//! The results that claims are tested on, as look-ups by name.

use std::collections::BTreeMap;

use schema::{
    Basis, Board, Frame, Rule,
    columns::{
        APP_COUNT, BLENDED_PRICE, BOARD, DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE, GROWTH_RATIO, IMPLIED_USD, MODEL,
        NOW_SHARE, PAST_SHARE, PRICE_BASIS, RULE, TOKEN_RANK, TOKEN_SHARE, TOKENS, VENDOR, WEEK_START_DATE,
    },
    tables::{ModelLeaderboard, ModelWeek, VendorGap, VendorGrowth, VendorPrice, VendorWeek},
};

use crate::usage::at;

/// Figures by rule, basis, board and name. Empty where a run has no such table.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Weeks in the vendor series.
    pub(super) vendor_weeks: usize,
    /// Weeks in the model series.
    pub(super) model_weeks: usize,
    pub(super) growth: BTreeMap<(Rule, String), Growth>,
    pub(super) gap: BTreeMap<(Rule, Basis, String), Gap>,
    pub(super) price: BTreeMap<(Rule, Basis, String), f64>,
    pub(super) models: BTreeMap<(Board, Basis, String), Ranked>,
}

/// A row of `vendor_growth`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    pub(super) past_share: Option<f64>,
    pub(super) now_share: Option<f64>,
    pub(super) delta_points: Option<f64>,
    pub(super) ratio: Option<f64>,
}

/// A row of `vendor_gap`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) token_share: Option<f64>,
    pub(super) dollar_share: Option<f64>,
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
}

impl Evidence {
    /// Reads the series.
    #[must_use]
    pub fn with_series(mut self, vendors: &Frame<VendorWeek>, models: &Frame<ModelWeek>) -> Self {
        let weeks =
            |dates: Vec<Option<jiff::civil::Date>>| dates.into_iter().collect::<std::collections::BTreeSet<_>>().len();
        self.vendor_weeks = weeks(vendors.cells(&WEEK_START_DATE).dates());
        self.model_weeks = weeks(models.cells(&WEEK_START_DATE).dates());
        self
    }

    /// Reads growth.
    #[must_use]
    pub fn with_growth(mut self, frame: &Frame<VendorGrowth>) -> Self {
        let (rules, vendors) = (frame.cells(&RULE).texts(), frame.cells(&VENDOR).texts());
        let [past, now, delta, ratio] =
            [&PAST_SHARE, &NOW_SHARE, &DELTA_POINTS, &GROWTH_RATIO].map(|column| frame.cells(column).reals());
        let row = |row: usize| {
            let key = (at(&rules, row)?.parse().ok()?, at(&vendors, row)?.to_owned());
            let (past_share, now_share) = (at(&past, row), at(&now, row));
            Some((key, Growth { past_share, now_share, delta_points: at(&delta, row), ratio: at(&ratio, row) }))
        };
        self.growth = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads the gap.
    #[must_use]
    pub fn with_gap(mut self, frame: &Frame<VendorGap>) -> Self {
        let key = keys(frame.cells(&RULE).texts(), frame.cells(&PRICE_BASIS).texts(), frame.cells(&VENDOR).texts());
        let (tokens, dollars) = (frame.cells(&TOKEN_SHARE).reals(), frame.cells(&DOLLAR_SHARE).reals());
        let row =
            |row: usize| Some((key(row)?, Gap { token_share: at(&tokens, row), dollar_share: at(&dollars, row) }));
        self.gap = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads vendor prices.
    #[must_use]
    pub fn with_prices(mut self, frame: &Frame<VendorPrice>) -> Self {
        let key = keys(frame.cells(&RULE).texts(), frame.cells(&PRICE_BASIS).texts(), frame.cells(&VENDOR).texts());
        let prices = frame.cells(&BLENDED_PRICE).reals();
        self.price = (0..frame.height()).filter_map(|row| Some((key(row)?, at(&prices, row)?))).collect();
        self
    }

    /// Reads the leaderboard.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub fn with_leaderboard(mut self, frame: &Frame<ModelLeaderboard>) -> Self {
        let key = keys(frame.cells(&BOARD).texts(), frame.cells(&PRICE_BASIS).texts(), frame.cells(&MODEL).texts());
        let [tokens, token_ranks, dollar_ranks, apps] =
            [&TOKENS, &TOKEN_RANK, &DOLLAR_RANK, &APP_COUNT].map(|column| frame.cells(column).integers());
        let (usd, prices) = (frame.cells(&IMPLIED_USD).reals(), frame.cells(&BLENDED_PRICE).reals());
        let row = |row: usize| {
            let ranked = Ranked {
                tokens: at(&tokens, row)? as f64,
                usd: at(&usd, row),
                price: at(&prices, row),
                token_rank: at(&token_ranks, row),
                dollar_rank: at(&dollar_ranks, row),
                app_count: at(&apps, row),
            };
            Some((key(row)?, ranked))
        };
        self.models = (0..frame.height()).filter_map(row).collect();
        self
    }
}

/// Keys of three texts, the first two from closed lists.
fn keys<'frame, A: std::str::FromStr, B: std::str::FromStr>(
    first: Vec<Option<&'frame str>>,
    second: Vec<Option<&'frame str>>,
    third: Vec<Option<&'frame str>>,
) -> impl Fn(usize) -> Option<(A, B, String)> + use<'frame, A, B> {
    move |row| Some((at(&first, row)?.parse().ok()?, at(&second, row)?.parse().ok()?, at(&third, row)?.to_owned()))
}
