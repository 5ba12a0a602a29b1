//! Every table there is: grain, key, columns, caveats. Names and keys are a promise to outsiders.

#![cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the rows below name nearly every column there is; tests may anyway")
)]

use crate::{
    Stage, Table, TableSpec,
    columns::*,
    table::Caveat::{
        AbsentIsNotZero, AppLeftCut, AppsOptIn, AssumedMix, BoundsAreOfAll, CacheUnknown, CatalogIsPartial,
        ImpliedNotRevenue, LeftCut, MadeValues, OtherPopulation, OthersIsRemainder, ReferenceMix, RunningWeek,
        ScoresMove, SeveralWindows, TokenizersDiffer, TrailingTotal, WeeksDiffer,
    },
};

/// A row is a fact: doc, type, stage, name, key, columns never null, columns that may be null, caveats.
macro_rules! tables {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $stage:ident $file:literal
            key [$($key:ident),+] required [$($required:ident),*] optional [$($optional:ident),*] caveats [$($caveat:ident),*];
    )+) => {
        $($(#[doc = $doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Table for $name {
            const SPEC: &'static TableSpec = &TableSpec {
                name: $file,
                stage: Stage::$stage,
                doc: concat!($($doc),+),
                key: &[$(&$key),+],
                required: &[$(&$required),*],
                optional: &[$(&$optional),*],
                caveats: &[$($caveat),*],
            };
        })+

        /// All of them, in the order in which data flows.
        pub const TABLES: &[&TableSpec] = &[$($name::SPEC),+];
    };
}

tables! {
    // What each source said.
    /// One row per bucket and vendor label in a vendor-level weekly chart.
    VendorChart Ingested "vendor_chart"
        key [SNAPSHOT_ID, WEEK_START_DATE, VENDOR_LABEL]
        required [TOKENS, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH] optional []
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, MadeValues];
    /// One row per bucket and model label in a model-level weekly chart.
    ModelChart Ingested "model_chart"
        key [SNAPSHOT_ID, WEEK_START_DATE, MODEL_LABEL]
        required [TOKENS, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [PROMPT_TOKENS, COMPLETION_TOKENS, CACHED_TOKENS]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, MadeValues];
    /// One row per week of a table that has the whole site's tokens: nothing is made of it but comparisons.
    SiteChart Ingested "site_chart"
        key [SNAPSHOT_ID, WEEK_START_DATE]
        required [TOKENS, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH] optional []
        caveats [RunningWeek, TokenizersDiffer, MadeValues];
    /// One row per model-variant in a day, week or month view.
    ModelRanking Ingested "model_ranking"
        key [SNAPSHOT_ID, VIEW, MODEL_PERMASLUG, VARIANT]
        required [TOKENS, PROMPT_TOKENS, COMPLETION_TOKENS, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [CACHED_TOKENS, REQUEST_COUNT, CHANGE_RATIO, LAST_DAY_DATE, BILLED_USD]
        caveats [TrailingTotal, TokenizersDiffer, MadeValues];
    /// One row per day and model-variant in the daily dataset: the 50 largest of the day, and `other`.
    ModelDaily Ingested "model_daily"
        key [SNAPSHOT_ID, DAY_DATE, MODEL_PERMASLUG, VARIANT]
        required [TOKENS, AS_OF_AT, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH] optional [DAY_RANK]
        caveats [AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per model in a catalogue answer.
    Catalog Ingested "catalog"
        key [SNAPSHOT_ID, MODEL_ID]
        required [VARIANT, IS_ALIAS, INPUT_TEXT, OUTPUT_TEXT, PRICING_JSON, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [CANONICAL_SLUG, MODEL_NAME, CREATED_AT, RELEASED_DATE, EXPIRATION_DATE, CONTEXT_TOKENS, CACHE_READ_TEXT, CACHE_WRITE_TEXT, INPUT_PRICE, OUTPUT_PRICE, CACHE_READ_PRICE, CACHE_WRITE_PRICE, REQUEST_TEXT, REQUEST_PRICE]
        caveats [CatalogIsPartial, MadeValues];
    /// One row per model and condition in a catalogue answer: prices that take the place of the model's own where all of the row's conditions hold. A price that is null without a text stays the model's own.
    PriceCondition Ingested "price_condition"
        key [SNAPSHOT_ID, MODEL_ID, CONDITION_NUMBER]
        required [VARIANT, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [CANONICAL_SLUG, MIN_PROMPT_TOKENS, UTC_START, UTC_END, INPUT_TEXT, OUTPUT_TEXT, CACHE_READ_TEXT, CACHE_WRITE_TEXT, INPUT_PRICE, OUTPUT_PRICE, CACHE_READ_PRICE, CACHE_WRITE_PRICE, REASON]
        caveats [CatalogIsPartial, MadeValues];
    /// One row per endpoint of a model: who serves it, and at which list prices, discounts contained.
    Endpoint Ingested "endpoint"
        key [SNAPSHOT_ID, ENDPOINT_ID]
        required [MODEL_PERMASLUG, MODEL_ID, PROVIDER_NAME, INPUT_TEXT, OUTPUT_TEXT, PRICING_JSON, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [QUANTIZATION, CONTEXT_TOKENS, CACHE_READ_TEXT, CACHE_WRITE_TEXT, INPUT_PRICE, OUTPUT_PRICE, CACHE_READ_PRICE, CACHE_WRITE_PRICE, STATUS_CODE, UPTIME_SHARE]
        caveats [MadeValues];
    /// One row per app in a view.
    AppRanking Ingested "app_ranking"
        key [SNAPSHOT_ID, VIEW, APP_ID]
        required [APP_RANK, TOKENS, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [APP_SLUG, APP_NAME, REQUEST_COUNT]
        caveats [TrailingTotal, AppsOptIn, MadeValues];
    /// One row per bucket, app and model label in an app page's chart.
    AppModelChart Ingested "app_model_chart"
        key [SNAPSHOT_ID, WEEK_START_DATE, APP_ID, MODEL_LABEL]
        required [TOKENS, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH] optional []
        caveats [RunningWeek, AppsOptIn, OthersIsRemainder, MadeValues];
    /// One row per model and benchmark score.
    Benchmark Ingested "benchmark"
        key [SNAPSHOT_ID, BENCHMARK_NAME, MODEL_LABEL]
        required [SCORE, BENCHMARK_VERSION, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [MODEL_NAME, ORGANIZATION_NAME, SCORE_LOW, SCORE_HIGH, RELEASED_DATE]
        caveats [MadeValues];
    /// One row per provider and model in a map of prices that volunteers keep.
    PriceMap Ingested "price_map"
        key [SNAPSHOT_ID, PROVIDER_ID, MODEL_ID]
        required [CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [MODEL_NAME, IS_OPEN_WEIGHTS, RELEASED_DATE, CONTEXT_TOKENS, INPUT_PRICE, OUTPUT_PRICE, CACHE_READ_PRICE, CACHE_WRITE_PRICE]
        caveats [MadeValues];
    /// One row per task and model of it: parts of the task's requests and tokens over seven days, from a sample.
    TaskShare Ingested "task_share"
        key [SNAPSHOT_ID, TASK_TAG, MODEL_PERMASLUG]
        required [TAG_USAGE_SHARE, TAG_TOKEN_SHARE, TASK_USAGE_SHARE, TASK_TOKEN_SHARE, AS_OF_AT, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [MACRO_CATEGORY]
        caveats [TrailingTotal, TokenizersDiffer, MadeValues];
    /// One row per task and model of it, the ten largest: parts of the task's spend, which may add up to less than 1.
    TaskSpend Ingested "task_spend"
        key [SNAPSHOT_ID, TASK_TAG, MODEL_PERMASLUG]
        required [TAG_SPEND_SHARE, TASK_SPEND_SHARE, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [MACRO_CATEGORY, CHANGE_POINTS, WINDOW_DAYS]
        caveats [TrailingTotal, MadeValues];
    /// One row per model and variant in an answer: what its tokens cost on average over the window, and how many there were.
    EffectivePrice Ingested "effective_price"
        key [SNAPSHOT_ID, MODEL_PERMASLUG, VARIANT]
        required [CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH]
        optional [EFFECTIVE_INPUT_PRICE, EFFECTIVE_OUTPUT_PRICE, CACHE_HIT_SHARE, WINDOW_DAYS, TOKENS, REASON]
        caveats [TrailingTotal, TokenizersDiffer, MadeValues];
    /// One row per day, lab and metric in the leaderboard of another gateway: nothing is made of it but comparisons.
    GatewayShare Ingested "gateway_share"
        key [SNAPSHOT_ID, DAY_DATE, LAB_LABEL, GATEWAY_METRIC]
        required [GATEWAY_SHARE, CAPTURED_AT, SOURCE, VALUE_ORIGIN, JSON_PATH] optional []
        caveats [MadeValues];
    /// One row per kind of object in an answer and field of these objects: what there is to read, whether or not it is read.
    Field Ingested "field"
        key [SNAPSHOT_ID, FIELD_BLOCK, FIELD_NAME]
        required [REQUEST_NAME, FIELD_COUNT, FILLED_COUNT, OBJECT_COUNT, IS_KNOWN, CAPTURED_AT, SOURCE, VALUE_ORIGIN]
        optional [REQUEST_ARGUMENT]
        caveats [MadeValues];

    // One truth, with its history.
    /// One row per day, model and variant: the 50 largest of the day and `others`, from the newest answer that saw the day whole.
    ModelDay Normalized "model_day"
        key [DAY_DATE, MODEL, VARIANT]
        required [VENDOR, IS_ATTRIBUTED, TOKENS, VALUE_ORIGIN, AS_OF_AT, CAPTURED_AT, SNAPSHOT_ID] optional []
        caveats [AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per week and vendor, from the newest capture that saw the week whole, or from the seven days of the daily data.
    VendorWeek Normalized "vendor_week"
        key [WEEK_START_DATE, VENDOR]
        required [TOKENS, IS_LOWER_BOUND, IS_COMPLETE, IS_LEFT_CUT, IS_ATTRIBUTED, WEEK_ANCHOR, VALUE_ORIGIN, CAPTURED_AT, SNAPSHOT_ID] optional []
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per week, model and variant, from the newest capture that saw the week whole, or from the seven days of the daily data.
    ModelWeek Normalized "model_week"
        key [WEEK_START_DATE, MODEL, VARIANT]
        required [TOKENS, IS_LOWER_BOUND, VENDOR, IS_COMPLETE, IS_LEFT_CUT, IS_ATTRIBUTED, WEEK_ANCHOR, VALUE_ORIGIN, CAPTURED_AT, SNAPSHOT_ID]
        optional [PROMPT_TOKENS, COMPLETION_TOKENS, CACHED_TOKENS]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per value ever believed of a week and vendor: as of an instant, `vendor_week` is the rows that were in force then (`known_from_at` not later, `known_to_at` null or later).
    VendorWeekVintage Normalized "vendor_week_vintage"
        key [WEEK_START_DATE, VENDOR, KNOWN_FROM_AT]
        required [TOKENS, IS_LOWER_BOUND, IS_COMPLETE, IS_LEFT_CUT, IS_ATTRIBUTED, WEEK_ANCHOR, MADE_OF, VALUE_ORIGIN, SIGHTING_COUNT, LAST_SEEN_AT, CAPTURED_AT, SNAPSHOT_ID, LAST_SNAPSHOT_ID]
        optional [KNOWN_TO_AT]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per value ever believed of a week, model and variant: as of an instant, `model_week` is the rows that were in force then (`known_from_at` not later, `known_to_at` null or later).
    ModelWeekVintage Normalized "model_week_vintage"
        key [WEEK_START_DATE, MODEL, VARIANT, KNOWN_FROM_AT]
        required [TOKENS, IS_LOWER_BOUND, VENDOR, IS_COMPLETE, IS_LEFT_CUT, IS_ATTRIBUTED, WEEK_ANCHOR, MADE_OF, VALUE_ORIGIN, SIGHTING_COUNT, LAST_SEEN_AT, CAPTURED_AT, SNAPSHOT_ID, LAST_SNAPSHOT_ID]
        optional [KNOWN_TO_AT, PROMPT_TOKENS, COMPLETION_TOKENS, CACHED_TOKENS]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per model-variant in the newest view of each length.
    ModelWindow Normalized "model_window"
        key [VIEW, MODEL, VARIANT]
        required [WINDOW_START_DATE, WINDOW_END_DATE, VENDOR, IS_ATTRIBUTED, TOKENS, PROMPT_TOKENS, COMPLETION_TOKENS, VALUE_ORIGIN, CAPTURED_AT, SNAPSHOT_ID]
        optional [CACHED_TOKENS, REQUEST_COUNT, BILLED_USD]
        caveats [TrailingTotal, TokenizersDiffer, MadeValues];
    /// One row per model, variant and price span: the ledger of list prices, spans of one key never overlap. As of an instant, the price of a time is that of the row with the latest `valid_from_at` by that time, among those with `known_from_at` by that instant.
    ModelPrice Normalized "model_price"
        key [MODEL, VARIANT, VALID_FROM_AT]
        required [KNOWN_FROM_AT, VENDOR, MODEL_ID, PRICE_CONFIDENCE, SLUG_ORIGIN, SIGHTING_COUNT, LAST_SEEN_AT, CAPTURED_AT, SOURCE, SNAPSHOT_ID, LAST_SNAPSHOT_ID]
        optional [VALID_TO_AT, INPUT_TEXT, OUTPUT_TEXT, INPUT_PRICE, OUTPUT_PRICE, CACHE_READ_PRICE, CACHE_WRITE_PRICE, CACHE_READ_TEXT, CACHE_WRITE_TEXT, REQUEST_TEXT, REQUEST_PRICE, REASON]
        caveats [CatalogIsPartial];
    /// One row per model, whatever its variants, from the newest catalogue that lists it.
    Model Normalized "model"
        key [MODEL]
        required [VENDOR, IS_ATTRIBUTED, SNAPSHOT_ID]
        optional [MODEL_NAME, RELEASED_DATE, CONTEXT_TOKENS]
        caveats [CatalogIsPartial];
    /// One row per benchmark, version and label: the model that the label means, or why there is none.
    BenchmarkLabel Normalized "benchmark_label"
        key [BENCHMARK_NAME, BENCHMARK_VERSION, MODEL_LABEL]
        required [SCORE, LABEL_MATCH, VALUE_ORIGIN, CAPTURED_AT, SNAPSHOT_ID, REASON]
        optional [MODEL, ORGANIZATION_NAME, SCORE_LOW, SCORE_HIGH, RELEASED_DATE]
        caveats [ScoresMove, MadeValues];
    /// One row per model, benchmark and version, for labels that mean a model.
    BenchmarkScore Normalized "benchmark_score"
        key [MODEL, BENCHMARK_NAME, BENCHMARK_VERSION]
        required [SCORE, MODEL_LABEL, LABEL_MATCH, LABEL_COUNT, VALUE_ORIGIN, CAPTURED_AT, SNAPSHOT_ID]
        optional [SCORE_LOW, SCORE_HIGH, RELEASED_DATE]
        caveats [ScoresMove, MadeValues];
    /// One row per week, app and model.
    AppModelWeek Normalized "app_model_week"
        key [WEEK_START_DATE, APP_ID, MODEL]
        required [TOKENS, VENDOR, IS_COMPLETE, IS_LEFT_CUT, IS_ATTRIBUTED, WEEK_ANCHOR, VALUE_ORIGIN, CAPTURED_AT, SNAPSHOT_ID]
        optional [APP_NAME]
        caveats [RunningWeek, AppLeftCut, AppsOptIn, OthersIsRemainder, MadeValues];
    /// One row per board, window, model and variant: the usage that weights joined to its list prices, those of one catalogue and those in force in the window.
    PricedUsage Normalized "priced_usage"
        key [BOARD, WINDOW_KIND, WINDOW_START_DATE, MODEL, VARIANT]
        required [WINDOW_END_DATE, USAGE_START_DATE, USAGE_END_DATE, VENDOR, IS_ATTRIBUTED, TOKENS, MATCH_CLASS, ASOF_MATCH_CLASS, VALUE_ORIGIN]
        optional [PROMPT_TOKENS, COMPLETION_TOKENS, CACHED_TOKENS, MIX_ORIGIN, MIX_AGE_DAYS, MIX_OUTPUT_SHARE, MIX_OUTPUT_SHARE_LOW, MIX_OUTPUT_SHARE_HIGH, MIX_CACHED_SHARE, MIX_CACHED_SHARE_LOW, MIX_CACHED_SHARE_HIGH, APP_COUNT, INPUT_PRICE, OUTPUT_PRICE, CACHE_READ_PRICE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE, PAID_CACHE_READ_PRICE, PRICE_SNAPSHOT_ID, ASOF_INPUT, ASOF_INPUT_LOW, ASOF_INPUT_HIGH, ASOF_OUTPUT, ASOF_OUTPUT_LOW, ASOF_OUTPUT_HIGH, ASOF_CACHE_READ, ASOF_CACHE_READ_LOW, ASOF_CACHE_READ_HIGH, ASOF_PAID_INPUT, ASOF_PAID_INPUT_LOW, ASOF_PAID_INPUT_HIGH, ASOF_PAID_OUTPUT, ASOF_PAID_OUTPUT_LOW, ASOF_PAID_OUTPUT_HIGH, ASOF_PAID_CACHE_READ, ASOF_PAID_CACHE_READ_LOW, ASOF_PAID_CACHE_READ_HIGH, PAID_CONFIDENCE, PRICE_CONFIDENCE, ASOF_SNAPSHOT_ID, VENDOR_TOKENS, MOST_VENDOR_TOKENS, REQUEST_COUNT, REQUEST_PRICE, ASOF_REQUEST_PRICE, ASOF_REQUEST_LOW, ASOF_REQUEST_HIGH, EFFECTIVE_INPUT_PRICE, EFFECTIVE_OUTPUT_PRICE, BILLED_USD]
        caveats [SeveralWindows, AppsOptIn, ReferenceMix, CatalogIsPartial, TokenizersDiffer, MadeValues];

    // The answers.
    /// One row per week and vendor, `others` included; a vendor the chart names in other weeks has null where it is absent.
    TokenShare Analyzed "token_share"
        key [WEEK_START_DATE, VENDOR]
        required [IS_COMPLETE, IS_ATTRIBUTED, WEEK_ANCHOR]
        optional [TOKENS, TOKEN_SHARE, NAMED_TOKEN_SHARE, IS_LOWER_BOUND, REASON, VALUE_ORIGIN, SNAPSHOT_ID]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, WeeksDiffer, MadeValues];
    /// One row per week and model, `others` included.
    ModelShare Analyzed "model_share"
        key [WEEK_START_DATE, MODEL, VARIANT]
        required [TOKENS, TOKEN_SHARE, VENDOR, IS_COMPLETE, WEEK_ANCHOR, VALUE_ORIGIN, SNAPSHOT_ID] optional []
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, WeeksDiffer, MadeValues];
    /// One row per vendor, basis and rule, over the board's window and, where prices differ by week, over each week.
    VendorPrice Analyzed "vendor_price"
        key [VENDOR, PRICE_BASIS, RULE, WINDOW_KIND, WINDOW_START_DATE, WINDOW_END_DATE]
        required [BOARD, TOKENS, PRICED_TOKENS, MODEL_COUNT, MIX_ORIGIN, WEIGHTS_AGE_DAYS, KEPT_SHARE, IS_ATTRIBUTED, VALUE_ORIGIN]
        optional [COVERAGE_SHARE, BLENDED_PRICE, BLENDED_LOW, BLENDED_HIGH, INPUT_MIX, MIX_AGE_DAYS, IS_UPPER_BOUND, PRICE_CONFIDENCE, EXACT_SHARE, USAGE_START_DATE, USAGE_END_DATE, WEIGHTS_SHARE, PRICED_USD, REASON]
        caveats [SeveralWindows, AssumedMix, ReferenceMix, AppsOptIn, CacheUnknown, CatalogIsPartial, ImpliedNotRevenue, MadeValues];
    /// One row per week, vendor, basis and rule.
    DollarShare Analyzed "dollar_share"
        key [WEEK_START_DATE, VENDOR, PRICE_BASIS, RULE]
        required [IS_COMPLETE]
        optional [TOKENS, IMPLIED_USD, DOLLAR_SHARE, DOLLAR_SHARE_LOW, DOLLAR_SHARE_HIGH, BLENDED_PRICE, COVERAGE_SHARE, MIX_ORIGIN, MIX_AGE_DAYS, IS_UPPER_BOUND, PRICE_CONFIDENCE, EXACT_SHARE, WEIGHTS_AGE_DAYS, WEIGHTS_SHARE, KEPT_SHARE, REASON, VALUE_ORIGIN]
        caveats [ImpliedNotRevenue, RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, AssumedMix, ReferenceMix, CacheUnknown, BoundsAreOfAll, MadeValues];
    /// One row per vendor, basis and rule over the last weeks: tokens against dollars.
    VendorGap Analyzed "vendor_gap"
        key [VENDOR, PRICE_BASIS, RULE, WINDOW_START_DATE, WINDOW_END_DATE]
        required [BOARD]
        optional [WEEKS, WEEKS_PRESENT, TOKENS, TOKENS_HIGH, TOKEN_SHARE, GAP_TOKEN_SHARE, IMPLIED_USD, DOLLAR_SHARE, DOLLAR_SHARE_LOW, DOLLAR_SHARE_HIGH, GAP_POINTS, BLENDED_PRICE, BLENDED_LOW, BLENDED_HIGH, CHEAPEST_WEEK, DEAREST_WEEK, COVERAGE_SHARE, MIX_ORIGIN, MIX_AGE_DAYS, IS_UPPER_BOUND, PRICE_CONFIDENCE, EXACT_SHARE, WEIGHTS_AGE_DAYS, WEIGHTS_SHARE, KEPT_SHARE, REASON, VALUE_ORIGIN]
        caveats [ImpliedNotRevenue, AbsentIsNotZero, OthersIsRemainder, AssumedMix, ReferenceMix, CacheUnknown, TokenizersDiffer, BoundsAreOfAll, MadeValues];
    /// One row per week, group, basis and rule: groups of vendors over the vendor series, groups of models over the model series.
    GroupShare Analyzed "group_share"
        key [WEEK_START_DATE, GROUP_ID, PRICE_BASIS, RULE]
        required [GROUP_OF, WEEK_ANCHOR, IS_COMPLETE, UNKNOWN_TOKENS]
        optional [TOKENS, TOKEN_SHARE, TOKEN_SHARE_HIGH, MAJORITY, UNKNOWN_TOKEN_SHARE, NAMED_TOKEN_SHARE, NAMED_TOKEN_SHARE_HIGH, NAMED_MAJORITY, PAID_TOKEN_SHARE, PAID_TOKEN_SHARE_LOW, PAID_TOKEN_SHARE_HIGH, PAID_MAJORITY, WEIGHTS_AGE_DAYS, DOLLAR_SHARE, DOLLAR_SHARE_LOW, DOLLAR_SHARE_HIGH, COVERAGE_SHARE, REASON, VALUE_ORIGIN]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, ImpliedNotRevenue, TokenizersDiffer, BoundsAreOfAll, WeeksDiffer, MadeValues];
    /// One row per vendor and rule, and `total`: first weeks against last weeks.
    VendorGrowth Analyzed "vendor_growth"
        key [VENDOR, RULE, WINDOW_START_DATE, WINDOW_END_DATE]
        required [WEEKS, PAST_WEEKS_PRESENT, NOW_WEEKS_PRESENT, GROWTH_LABEL]
        optional [PAST_SHARE, NOW_SHARE, DELTA_POINTS, PAST_TOKENS, NOW_TOKENS, PAST_TOKENS_HIGH, NOW_TOKENS_HIGH, GROWTH_RATIO, GROWTH_LEAST, GROWTH_MOST, REASON, VALUE_ORIGIN]
        caveats [AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per vendor, growth window and weeks, and `total`: growth as an annual rate with an interval.
    GrowthRate Analyzed "growth_rate"
        key [VENDOR, GROWTH_WINDOW, RULE, WINDOW_START_DATE, WINDOW_END_DATE]
        required [WEEKS, PAST_WEEKS_PRESENT, NOW_WEEKS_PRESENT]
        optional [PAST_TOKENS, NOW_TOKENS, GROWTH_RATIO, GROWTH_LEAST, GROWTH_MOST, ANNUAL_RATIO, ANNUAL_LOW, ANNUAL_HIGH, CHANGE_COUNT, BLOCK_COUNT, OF_MARKET_RATIO, OF_MARKET_LOW, OF_MARKET_HIGH, REASON, VALUE_ORIGIN]
        caveats [AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per vendor, part of its move, basis and rule, for the vendor (`model` `all`) and for each of its models by week: what moved its share from the first weeks to the last.
    ShareDecomposition Analyzed "share_decomposition"
        key [VENDOR, MODEL, PART, PRICE_BASIS, RULE, WINDOW_START_DATE, WINDOW_END_DATE]
        required [WEEKS, PAST_WEEKS_PRESENT, NOW_WEEKS_PRESENT]
        optional [PAST_SHARE, PAST_SHARE_LOW, PAST_SHARE_HIGH, NOW_SHARE, NOW_SHARE_LOW, NOW_SHARE_HIGH, DELTA_POINTS, DELTA_LEAST, DELTA_MOST, PART_POINTS, PART_RATIO, PAST_TOKENS, NOW_TOKENS, PAST_PRICE, NOW_PRICE, PAST_COVERAGE, NOW_COVERAGE, WEIGHTS_AGE_DAYS, REASON, VALUE_ORIGIN]
        caveats [AbsentIsNotZero, OthersIsRemainder, ImpliedNotRevenue, AssumedMix, ReferenceMix, CacheUnknown, CatalogIsPartial, TokenizersDiffer, BoundsAreOfAll, MadeValues];
    /// One row per model, board and basis over the board's window.
    ModelLeaderboard Analyzed "model_leaderboard"
        key [MODEL, BOARD, PRICE_BASIS, WINDOW_START_DATE, WINDOW_END_DATE]
        required [VENDOR, TOKENS, VALUE_ORIGIN]
        optional [COVERAGE_SHARE, TOKEN_RANK, BLENDED_PRICE, BLENDED_LOW, BLENDED_HIGH, MIX_ORIGIN, MIX_AGE_DAYS, IMPLIED_USD, DOLLAR_RANK, DOLLAR_PLACES_GAINED, APP_COUNT, APP_COUNT_RANK, APP_PLACES_GAINED, OTHER_BOARD_TOKEN_RANK, OTHER_BOARD_DOLLAR_RANK, OTHER_BOARD_PLACES_GAINED, OTHER_BOARD_REASON, APP_TOKEN_SHARE, COVERED_APP_COUNT, APP_DATA, OPUS_MODEL, ON_OPUS_USD, OF_OPUS_RATIO, IS_UPPER_BOUND, PRICE_CONFIDENCE, EXACT_SHARE, REASON]
        caveats [AppsOptIn, ImpliedNotRevenue, AssumedMix, ReferenceMix, CacheUnknown, CatalogIsPartial, TokenizersDiffer, MadeValues];
    /// One row per benchmark, version, model, board and basis over the board's window: score, use and price of a model that has a score and tokens.
    BenchmarkPoint Analyzed "benchmark_point"
        key [BENCHMARK_NAME, BENCHMARK_VERSION, MODEL, BOARD, PRICE_BASIS]
        required [WINDOW_START_DATE, WINDOW_END_DATE, VENDOR, SCORE, TOKENS, TOKEN_SHARE, VALUE_ORIGIN]
        optional [SCORE_LOW, SCORE_HIGH, IMPLIED_USD, BLENDED_PRICE, COVERAGE_SHARE, RELEASED_DATE, AGE_DAYS, REASON]
        caveats [ScoresMove, AppsOptIn, ImpliedNotRevenue, AssumedMix, ReferenceMix, CacheUnknown, CatalogIsPartial, TokenizersDiffer, MadeValues];
    /// One row per benchmark, version, board, target and basis: rank correlation of score with tokens, dollars or price over the models of `benchmark_point`. On tokens the basis matters to the partial correlation alone.
    BenchmarkCorrelation Analyzed "benchmark_correlation"
        key [BENCHMARK_NAME, BENCHMARK_VERSION, BOARD, TARGET, PRICE_BASIS]
        required [WINDOW_START_DATE, WINDOW_END_DATE, MATCHED_COUNT, PAIR_COUNT, PARTIAL_GIVEN, PARTIAL_COUNT, VALUE_ORIGIN]
        optional [RHO, RHO_LOW, RHO_HIGH, RHO_P, TAU, TAU_LOW, TAU_HIGH, TAU_P, PARTIAL_RHO, PARTIAL_LOW, PARTIAL_HIGH, TOP_TEN_RHO, TOP_TEN_LOW, TOP_TEN_HIGH, TOP_THIRTY_RHO, TOP_THIRTY_LOW, TOP_THIRTY_HIGH, REASON]
        caveats [ScoresMove, AppsOptIn, ImpliedNotRevenue, AssumedMix, ReferenceMix, CatalogIsPartial, TokenizersDiffer, MadeValues];
    /// One row per vendor, basis and rule: what its token share changed by, and what its tokens cost in the last weeks; the scatter behind `price_correlation`.
    PricePoint Analyzed "price_point"
        key [VENDOR, PRICE_BASIS, RULE, WINDOW_START_DATE, WINDOW_END_DATE]
        required [DELTA_LEAST, DELTA_MOST]
        optional [PAST_SHARE, NOW_SHARE, DELTA_POINTS, BLENDED_PRICE, PRICE_LEAST, PRICE_MOST, COVERAGE_SHARE, WEIGHTS_SHARE, WEIGHTS_AGE_DAYS, REASON, VALUE_ORIGIN]
        caveats [AbsentIsNotZero, AssumedMix, ReferenceMix, CatalogIsPartial, TokenizersDiffer, MadeValues];
    /// One row per basis and rule: rank correlation, over vendors, of what their token shares changed by with what their tokens cost in the last weeks.
    PriceCorrelation Analyzed "price_correlation"
        key [PRICE_BASIS, RULE, WINDOW_START_DATE, WINDOW_END_DATE]
        required [PAIR_COUNT, ABSENT_COUNT, PARTLY_COUNT, PRICE_DOUBT_COUNT]
        optional [RHO, RHO_LOW, RHO_HIGH, RHO_P, TAU, TAU_LOW, TAU_HIGH, TAU_P, RHO_LEAST, RHO_MOST, REASON, VALUE_ORIGIN]
        caveats [AbsentIsNotZero, AssumedMix, ReferenceMix, CatalogIsPartial, TokenizersDiffer, MadeValues];
    /// One row per week, price basis and rule; here `tokens` is a basis, too.
    Concentration Analyzed "concentration"
        key [WEEK_START_DATE, PRICE_BASIS, RULE]
        required [IS_COMPLETE]
        optional [HHI, HHI_LOW, HHI_HIGH, EFFECTIVE_VENDORS, EFFECTIVE_VENDORS_LOW, EFFECTIVE_VENDORS_HIGH, TOP_SHARE, TOP_SHARE_LOW, TOP_SHARE_HIGH, TOP_FOUR_SHARE, TOP_FOUR_SHARE_LOW, TOP_FOUR_SHARE_HIGH, TOP_NINE_SHARE, TOP_NINE_SHARE_LOW, TOP_NINE_SHARE_HIGH, REASON, VALUE_ORIGIN]
        caveats [RunningWeek, LeftCut, AbsentIsNotZero, OthersIsRemainder, ImpliedNotRevenue, TokenizersDiffer, BoundsAreOfAll, MadeValues];
    /// One row per vendor, kind (largest model, largest app) and board, and `all`: how much hangs on it, and what the board would be without it.
    Whale Analyzed "whale"
        key [VENDOR, WHALE_KIND, BOARD, WINDOW_START_DATE, WINDOW_END_DATE]
        required [TOKENS, WHALE_TOKENS, VALUE_ORIGIN]
        optional [WHALE, APP_NAME, WHALE_SHARE, WHALE_SHARE_LOW, WEIGHTS_SHARE, TOKEN_SHARE, WITHOUT_WHALE_SHARE, TOKEN_RANK, WITHOUT_WHALE_RANK, HHI, WITHOUT_WHALE_HHI, REASON]
        caveats [AppsOptIn, AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, MadeValues];
    /// One row per board, window, basis and match class: how many tokens have a price, and why the others have none.
    Coverage Analyzed "coverage"
        key [BOARD, WINDOW_KIND, WINDOW_START_DATE, WINDOW_END_DATE, PRICE_BASIS, MATCH_CLASS]
        required [TOKENS, TOKEN_SHARE, MODEL_COUNT, WEIGHTS_AGE_DAYS, VALUE_ORIGIN]
        optional [PRICED_USD, REASON]
        caveats [SeveralWindows, CatalogIsPartial, ImpliedNotRevenue, CacheUnknown, MadeValues];
    /// One row per choice and vendor over the window of the site's board: shares as they would be under that choice. Tokens are those of the board, not of the vendor chart: the row `as_run` is what the others are to be compared with, and is not `vendor_gap`.
    Sensitivity Analyzed "sensitivity"
        key [CHOICE, VENDOR, WINDOW_START_DATE, WINDOW_END_DATE]
        required [PRICE_BASIS, IS_ATTRIBUTED, VALUE_ORIGIN]
        optional [TOKENS, TOKEN_SHARE, RUN_TOKEN_SHARE, TOKEN_DELTA_POINTS, BLENDED_PRICE, IMPLIED_USD, DOLLAR_SHARE, RUN_DOLLAR_SHARE, DOLLAR_DELTA_POINTS, COVERAGE_SHARE, REASON]
        caveats [TokenizersDiffer, ImpliedNotRevenue, CacheUnknown, CatalogIsPartial, ReferenceMix, MadeValues];
    /// One row per quantity, window, site, vendor or model, and pair of sources that both give it: dollar shares beside what a second source says was spent, and tokens beside those of another feed.
    Reconciliation Analyzed "reconciliation"
        key [QUANTITY, WEEK_START_DATE, MOVE_KEY, SOURCE_A, SOURCE_B]
        required [WINDOW_END_DATE, VALUE_UNIT, A_VALUE, B_VALUE, DIFFERENCE_VALUE]
        optional [RELATIVE_DIFFERENCE, REASON, VALUE_ORIGIN]
        caveats [ImpliedNotRevenue, OtherPopulation, ReferenceMix, AppsOptIn, MadeValues];
    /// One row per pair of feeds of tokens that should agree: how many values both say and how many are the same, or why nothing could be compared.
    FeedAgreement Analyzed "feed_agreement"
        key [SOURCE_A, SOURCE_B]
        required [AGREEMENT, WINDOW_COUNT, VALUE_COUNT, EQUAL_COUNT]
        optional [WINDOW_START_DATE, WINDOW_END_DATE, MOST_DIFFERENCE, MOST_RELATIVE, REASON, VALUE_ORIGIN]
        caveats [AppsOptIn, AbsentIsNotZero, MadeValues];
    /// One row per price basis and second source: how far its dollar shares are from what the source says.
    BasisError Analyzed "basis_error"
        key [PRICE_BASIS, SOURCE_B]
        required [MEAN_ERROR_POINTS, MOST_ERROR_POINTS, COMPARED_COUNT]
        optional [VALUE_ORIGIN]
        caveats [ImpliedNotRevenue, OtherPopulation, MadeValues];
    /// One row per claim of the published analysis and week since, tested or with the reason why not.
    Claim Analyzed "claim"
        key [CLAIM_ID, WEEK_START_DATE]
        required [CLAIM_TEXT, VERDICT, BECAUSE]
        optional [PUBLISHED_VALUE, OUR_VALUE, VALUE_UNIT, TOKENS_FROM, VALUE_ORIGIN]
        caveats [ImpliedNotRevenue, AssumedMix, AppsOptIn, MadeValues];
    /// One row per vendor, model, price or claim that entered, left or moved most in the newest complete week.
    Mover Analyzed "mover"
        key [WEEK_START_DATE, MOVE_KIND, MOVE_KEY]
        required [PAST_WEEK_START_DATE, MOVE_RANK]
        optional [OLD_VALUE, NEW_VALUE, DELTA_VALUE, VALUE_UNIT, OLD_TEXT, NEW_TEXT, PRICE_BASIS, REASON, VALUE_ORIGIN]
        caveats [AbsentIsNotZero, OthersIsRemainder, ImpliedNotRevenue, TokenizersDiffer, CatalogIsPartial, MadeValues];
    /// One row per value of a finished week that changed afterwards, and the instant at which that was first seen: of a vendor, a model or the whole site. `changed_by` says whether upstream changed it or a correction. Changes below one part in a million are none.
    Restatement Analyzed "restatement"
        key [WEEK_START_DATE, SCOPE, MOVE_KEY, KNOWN_FROM_AT]
        required [CHANGED_BY, VALUE_ORIGIN]
        optional [OLD_TOKENS, NEW_TOKENS, DELTA_TOKENS, RELATIVE_CHANGE, LAST_SEEN_AT, OLD_SNAPSHOT_ID, NEW_SNAPSHOT_ID, REASON]
        caveats [AbsentIsNotZero, OthersIsRemainder, TokenizersDiffer, WeeksDiffer, MadeValues];
    /// One row per field of a source's answers that came or went, or began or ceased to be the rule, and the snapshot that shows it.
    Drift Analyzed "drift"
        key [SOURCE, REQUEST_NAME, CAPTURED_AT, SNAPSHOT_ID, FIELD_BLOCK, FIELD_NAME]
        required [FIELD_CHANGE, PAST_SNAPSHOT_ID, PAST_CAPTURED_AT, PAST_FIELD_SHARE, FIELD_SHARE, PAST_OBJECT_COUNT, OBJECT_COUNT, IS_KNOWN, FIELD_FIRST_SEEN_AT, FIELD_LAST_SEEN_AT, VALUE_ORIGIN]
        optional [REQUEST_ARGUMENT]
        caveats [MadeValues];
}

/// The table of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().copied().find(|table| table.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_doc_gives_the_grain() {
        for table in TABLES {
            assert!(table.doc.trim().starts_with("One row per"), "{}", table.name);
        }
    }

    #[test]
    fn names_and_columns_are_unique() {
        let names: BTreeSet<_> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(names.len(), TABLES.len());
        for table in TABLES {
            let columns: BTreeSet<_> = table.columns().map(|column| column.name).collect();
            assert_eq!(columns.len(), table.columns().count(), "{}", table.name);
        }
    }

    #[test]
    fn what_may_be_made_says_so() {
        for table in TABLES {
            assert_eq!(
                table.column(VALUE_ORIGIN.name).is_some(),
                table.caveats.contains(&MadeValues),
                "{}: a table with `value_origin` has the caveat, and no other",
                table.name
            );
        }
    }

    #[test]
    fn what_may_be_null_is_not_in_the_key() {
        for table in TABLES {
            for column in table.key {
                assert!(table.is_required(column) || column.name == VARIANT.name, "{}.{}", table.name, column.name);
            }
        }
    }
}
