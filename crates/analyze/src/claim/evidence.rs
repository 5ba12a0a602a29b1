//! The results that claims are tested on, as look-ups by name.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{
    Basis, Board, Column, Frame, Origin, Rule, Table, TokensFrom,
    columns::{
        APP_COUNT, BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, BOARD, CHEAPEST_WEEK, COVERAGE_SHARE, DEAREST_WEEK,
        DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE, GROWTH_RATIO, IMPLIED_USD, IS_COMPLETE, IS_LEFT_CUT, KEPT_SHARE,
        MODEL, NOW_SHARE, PAST_SHARE, PRICE_BASIS, RULE, TOKEN_RANK, TOKEN_SHARE, TOKENS, TOKENS_HIGH, VALUE_ORIGIN,
        VENDOR, WEEK_START_DATE, WEEKS, WEIGHTS_SHARE,
    },
    tables::{
        BenchmarkCorrelation, BenchmarkScore, ModelLeaderboard, ModelWeek, PriceCorrelation, VendorGap, VendorGrowth,
        VendorWeek,
    },
};

use super::{
    correlation::Correlations,
    hidden::Hidden,
    labs::{Doubt, GAINERS, doubts},
    length::Length,
    measure::DEAR,
    modelled::{self, Modelled},
    prices::{OtherDays, Price},
    shortage,
};
use crate::{
    Traffic,
    bound::Part,
    counted::{Counted, Named},
    price::covered_of_kept,
    series::{OTHERS, Whose},
    usage::at,
};

/// Weeks of each window.
pub(super) const WINDOW: usize = 4;
/// Buckets of a page: a year and its two ends. With fewer the first weeks are no year before the last.
pub(super) const YEAR: usize = 53;

/// Figures by rule, basis, board and name. Empty where a run has no such table.
#[derive(Debug, Default)]
pub struct Evidence {
    pub(super) vendor_series: Length,
    /// Whether the vendor chart was cut off behind an earlier week: it was read when first weeks had slid out of the page.
    pub(super) is_cut_off: bool,
    /// What the six labs, and the vendor that the text is about, may have besides in the first and in the last weeks.
    pub(super) gainers: [Doubt; 2],
    pub(super) dear: [Doubt; 2],
    /// Whether the last week of the vendor chart was running when it was captured.
    pub(super) is_running: bool,
    /// The same of the model chart.
    pub(super) is_model_running: bool,
    pub(super) model_series: Length,
    /// The last four weeks of the model chart over its first four, and how many weeks it has, where it has a remainder in each.
    pub(super) model_growth: Option<(f64, usize)>,
    /// What the models of a chart say of vendors, where no chart of vendors has the week.
    pub(super) modelled: Option<Modelled>,
    pub(super) growth: BTreeMap<(Rule, String), Growth>,
    pub(super) gap: BTreeMap<(Rule, Basis, String), Gap>,
    /// Labels of boards that are no vendor's: `vendor_gap` does not say so, and `vendor_price` does.
    pub(super) nobodys: BTreeSet<String>,
    pub(super) price: BTreeMap<(Rule, Basis, String), Price>,
    pub(super) other_days: Option<OtherDays>,
    pub(super) models: BTreeMap<(Board, Basis, String), Ranked>,
    pub(super) board_days: BTreeMap<Board, i32>,
    /// What the weeks that the site's board is made of do not name.
    pub(super) hidden: Hidden,
    pub(super) correlations: Correlations,
}

/// A row of `vendor_growth`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    /// Weeks of each window.
    pub(super) weeks: usize,
    pub(super) past_share: Option<f64>,
    pub(super) now_share: Option<f64>,
    pub(super) delta_points: Option<f64>,
    pub(super) ratio: Option<f64>,
    pub(super) origin: Option<Origin>,
}

/// A row of `vendor_gap`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// Weeks of its window; none where that is a board's own.
    pub(super) weeks: Option<usize>,
    pub(super) token_share: Option<f64>,
    pub(super) dollar_share: Option<f64>,
    /// Whose usage weighs its price.
    pub(super) board: Option<Board>,
    /// What its dollars are made of.
    pub(super) part: Part,
    pub(super) origin: Option<Origin>,
}

/// A row of `model_leaderboard`. Tokens as a real: only ever compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub(super) tokens: f64,
    pub(super) usd: Option<f64>,
    pub(super) price: Option<f64>,
    /// The part of its tokens that the price is of.
    pub(super) coverage: Option<f64>,
    pub(super) token_rank: Option<i64>,
    pub(super) dollar_rank: Option<i64>,
    pub(super) app_count: Option<i64>,
    pub(super) origin: Option<Origin>,
}

impl Evidence {
    /// Reads correlations over vendors.
    #[must_use]
    pub fn with_price_correlation(mut self, prices: &Frame<PriceCorrelation>) -> Self {
        self.correlations.read_prices(prices);
        self
    }

    /// Reads correlations over the models of a board.
    #[must_use]
    pub fn with_score_correlation(mut self, scores: &Frame<BenchmarkCorrelation>) -> Self {
        self.correlations.read_scores(scores);
        self
    }

    /// Correlates scores with the tokens of the models that one week names: what there is where no board is of that week.
    #[must_use]
    pub fn with_scores_of_week(
        mut self,
        scores: &Frame<BenchmarkScore>,
        models: &Frame<ModelWeek>,
        week: Date,
    ) -> Self {
        self.correlations.correlate_week(scores, models, week);
        self
    }

    /// Correlates scores with the tokens of the models on each board, as `benchmark_correlation` does.
    #[must_use]
    pub fn with_scores_of_boards(mut self, scores: &Frame<BenchmarkScore>, boards: &Frame<ModelLeaderboard>) -> Self {
        self.correlations.correlate_boards(scores, boards);
        self
    }

    /// Reads off a chart of models what vendors have in the weeks that end with `week`: what there is where no chart of vendors
    /// has it.
    #[must_use]
    pub fn with_models_of_week(mut self, models: &Frame<ModelWeek>, week: Date) -> Self {
        self.modelled = Modelled::of(models, week);
        self
    }

    /// Where the tokens of vendors are from: what speaks first.
    #[must_use]
    pub fn tokens_from(&self) -> TokensFrom {
        match self.vendor_series {
            series if series.weeks > 0 && series.is_of_days => TokensFrom::DailyLists,
            series if series.weeks > 0 => TokensFrom::VendorChart,
            _ if !self.gap.is_empty() => TokensFrom::Board,
            _ if self.modelled.is_some() => TokensFrom::ModelChart,
            _ => TokensFrom::Nothing,
        }
    }

    /// Reads the series: of the vendor chart the weeks that the page would show, of the model chart all.
    #[must_use]
    pub fn with_series(mut self, vendors: &Frame<VendorWeek>, models: &Frame<ModelWeek>) -> Self {
        self.vendor_series = Length::of(vendors);
        self.gainers = doubts(vendors, &GAINERS);
        self.dear = doubts(vendors, &[DEAR]);
        self.is_running = is_running(vendors);
        self.is_model_running = is_running(models);
        self.model_series = Length::of(models);
        self.model_growth = modelled::growth(models);
        self
    }

    /// Says that the series were cut off behind a week that was not the last when they were read.
    #[must_use]
    pub const fn cut_off(mut self) -> Self {
        self.is_cut_off = true;
        self
    }

    /// Reads growth.
    #[must_use]
    pub fn with_growth(mut self, frame: &Frame<VendorGrowth>) -> Self {
        let (rules, vendors, origins) = (texts(frame, &RULE), texts(frame, &VENDOR), origins(frame));
        let [past, now, delta, ratio] =
            [&PAST_SHARE, &NOW_SHARE, &DELTA_POINTS, &GROWTH_RATIO].map(|column| frame.cells(column).reals());
        let weeks = frame.cells(&WEEKS).integers();
        let row = |row: usize| {
            let key = (at(&rules, row)?.parse().ok()?, at(&vendors, row)?.to_owned());
            let weeks = usize::try_from(at(&weeks, row)?).ok()?;
            let (past_share, now_share, origin) = (at(&past, row), at(&now, row), at(&origins, row));
            let (delta_points, ratio) = (at(&delta, row), at(&ratio, row));
            Some((key, Growth { weeks, past_share, now_share, delta_points, ratio, origin }))
        };
        self.growth = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads the gap, of the traffic that counts.
    #[must_use]
    pub fn with_gap(mut self, frame: &Frame<VendorGap>, traffic: Traffic) -> Self {
        let key = keys(texts(frame, &RULE), texts(frame, &PRICE_BASIS), texts(frame, &VENDOR));
        let [shares, dollars] = [&TOKEN_SHARE, &DOLLAR_SHARE].map(|column| frame.cells(column).reals());
        let (boards, origins, part) = (texts(frame, &BOARD), origins(frame), parts(frame, traffic));
        let weeks = frame.cells(&WEEKS).integers();
        let row = |row: usize| {
            let gap = Gap {
                weeks: at(&weeks, row).and_then(|weeks| usize::try_from(weeks).ok()),
                token_share: at(&shares, row),
                dollar_share: at(&dollars, row),
                board: at(&boards, row).and_then(|board| board.parse().ok()),
                part: part(row),
                origin: at(&origins, row),
            };
            Some((key(row)?, gap))
        };
        self.gap = (0..frame.height()).filter_map(row).collect();
        self
    }

    /// Reads the leaderboard.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub fn with_leaderboard(mut self, frame: &Frame<ModelLeaderboard>) -> Self {
        let key = keys(texts(frame, &BOARD), texts(frame, &PRICE_BASIS), texts(frame, &MODEL));
        let [tokens, token_ranks, dollar_ranks, apps] =
            [&TOKENS, &TOKEN_RANK, &DOLLAR_RANK, &APP_COUNT].map(|column| frame.cells(column).integers());
        let [usd, prices, coverages] =
            [&IMPLIED_USD, &BLENDED_PRICE, &COVERAGE_SHARE].map(|column| frame.cells(column).reals());
        let origins = origins(frame);
        let row = |row: usize| {
            let ranked = Ranked {
                tokens: at(&tokens, row)? as f64,
                usd: at(&usd, row),
                price: at(&prices, row),
                coverage: at(&coverages, row),
                token_rank: at(&token_ranks, row),
                dollar_rank: at(&dollar_ranks, row),
                app_count: at(&apps, row),
                origin: at(&origins, row),
            };
            Some((key(row)?, ranked))
        };
        self.models = (0..frame.height()).filter_map(row).collect();
        self.board_days = shortage::board_days(frame);
        self
    }
}

/// What the dollars of each row of `vendor_gap` are made of.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "tokens below 2^53 in every window")]
fn parts(frame: &Frame<VendorGap>, traffic: Traffic) -> impl Fn(usize) -> Part + use<> {
    let [tokens, most] = [&TOKENS, &TOKENS_HIGH].map(|column| frame.cells(column).integers());
    let real = |column| frame.cells(column).reals();
    let [prices, coverages, weights, kept] = [&BLENDED_PRICE, &COVERAGE_SHARE, &WEIGHTS_SHARE, &KEPT_SHARE].map(real);
    let [lows, highs, cheapest, dearest] = [&BLENDED_LOW, &BLENDED_HIGH, &CHEAPEST_WEEK, &DEAREST_WEEK].map(real);
    let is_remainder: Vec<bool> = texts(frame, &VENDOR).into_iter().map(|vendor| vendor == Some(OTHERS)).collect();
    // Who is no vendor the rows do not say: of what no usage names anything may be out.
    let unnamed = traffic.unnamed(Whose::Remainder);
    move |row| {
        let (coverage, kept, weights) = (at(&coverages, row), at(&kept, row), at(&weights, row));
        let named = at(&tokens, row).unwrap_or(0);
        let is_remainder = is_remainder.get(row).copied().unwrap_or(false);
        let hidden = if is_remainder { 0 } else { at(&most, row).map_or(0, |most| most - named) };
        Part {
            tokens: (named as f64 * kept.unwrap_or(1.0)).round() as i64,
            hidden,
            // Which of these no list names is not in the row: at the most all of them, at the dearest price.
            unlisted: hidden,
            price: at(&prices, row),
            bounds: at(&lows, row).zip(at(&highs, row)),
            of_any_week: at(&cheapest, row).zip(at(&dearest, row)),
            coverage: covered_of_kept(coverage, kept, weights),
            is_remainder,
            counted: Counted::of(named, Named::of(coverage, kept.unwrap_or(1.0), weights), unnamed),
            // Whose it is does not stand in the row.
            ..Part::default()
        }
    }
}

/// Whether the last week is not complete, and not cut on the left.
fn is_running<T: Table>(chart: &Frame<T>) -> bool {
    let weeks = chart.cells(&WEEK_START_DATE).dates().into_iter();
    let complete = chart.cells(&IS_COMPLETE).truths().into_iter();
    let last = weeks.zip(complete).zip(chart.cells(&IS_LEFT_CUT).truths()).max_by_key(|((week, _), _)| *week);
    last.is_some_and(|((_, is_complete), is_cut)| is_complete == Some(false) && is_cut != Some(true))
}

fn texts<'frame, T: Table>(frame: &'frame Frame<T>, column: &'static Column) -> Vec<Option<&'frame str>> {
    frame.cells(column).texts()
}

fn origins<T: Table>(frame: &Frame<T>) -> Vec<Option<Origin>> {
    texts(frame, &VALUE_ORIGIN).into_iter().map(|word| word?.parse().ok()).collect()
}

/// Keys of three texts, the first two from closed lists.
pub(super) fn keys<'frame, A: std::str::FromStr, B: std::str::FromStr>(
    first: Vec<Option<&'frame str>>,
    second: Vec<Option<&'frame str>>,
    third: Vec<Option<&'frame str>>,
) -> impl Fn(usize) -> Option<(A, B, String)> + use<'frame, A, B> {
    move |row| Some((at(&first, row)?.parse().ok()?, at(&second, row)?.parse().ok()?, at(&third, row)?.to_owned()))
}
