//! Every column there is, each declared once: name, type, unit, limits, and what it means.
//!
//! Rustdoc, the data dictionary, the check at each stage boundary and the Parquet metadata are read off these rows.

use crate::{
    Agreement, Basis, Board, ChangedBy, Column, FieldChange, GroupOf, GrowthWindow, Kind, LabelMatch, MadeOf, Majority,
    MatchClass, MixOrigin, MoveKind, MovePart, Origin, PriceConfidence, Rule, Scenario, Scope, Target, TokensFrom,
    Unit, Verdict, View, WindowKind,
    column::Limits::{self, Any, AtLeast, Between, OneOf, Plain, ZeroOrBetween},
};

/// A row is a fact: doc comment, Rust name, file name, type, unit, limits.
macro_rules! columns {
    ($($(#[doc = $doc:literal])+ $name:ident $file:literal $kind:ident $unit:ident $limits:expr;)+) => {
        $($(#[doc = $doc])+
        pub static $name: Column = Column {
            name: $file,
            kind: Kind::$kind,
            unit: Unit::$unit,
            limits: $limits,
            doc: concat!($($doc),+),
        };)+

        /// All of them, in the order of this file.
        pub static COLUMNS: &[&Column] = &[$(&$name),+];
    };
}

/// What concentration is measured on: tokens, or dollars on a price basis.
const MEASURES: &[&str] = &[
    "tokens",
    Basis::List3to1.word(),
    Basis::ListCurrent.word(),
    Basis::ListAsof.word(),
    Basis::Effective.word(),
    Basis::Billed.word(),
];
const SHARE: Limits = Between(0.0, 1.0);
const PROBABILITY: Limits = Between(0.0, 1.0);
const CORRELATION: Limits = Between(-1.0, 1.0);
/// What a gateway measures its labs on, in its own words.
pub const GATEWAY_METRICS: &[&str] = &["requests", "tokens", "spend", "imageCount", "videoCount"];
/// A list price is 0 or plausible: a per-token figure read as per-million, or the reverse, falls outside. From April
/// 2025 to August 2026 the lowest was 0.001 (an output price) and the highest 600.
const PRICE: Limits = ZeroOrBetween(0.001, 1_000.0);
/// A mean may be anything between 0 and a price: free until a minute before the week was over.
const MEAN_PRICE: Limits = Between(0.0, 1_000.0);

columns! {
    // Where a row comes from.
    /// The snapshot that the row was read from: its folder below `snapshots/`.
    SNAPSHOT_ID "snapshot_id" Text None Plain;
    /// When the bytes arrived from upstream.
    CAPTURED_AT "captured_at" Instant None Any;
    /// The source, as in `tokenshare tables --sources`.
    SOURCE "source" Text None Plain;
    /// Whether the value was observed, reconstructed or made; the weakest of the parts of an aggregate.
    VALUE_ORIGIN "value_origin" Text None OneOf(Origin::WORDS);
    /// Where in the answer the row stands: `$.data[0]` in JSON, counted from 0, and `page 2 $.data[0]` on a page behind the first; the row of a Flight stream before it; in CSV `record 1`, the first line under the header.
    JSON_PATH "json_path" Text None Plain;
    /// Why a value is null, bounded or worth a second look.
    REASON "reason" Text None Plain;

    // Fields of answers.
    /// The request of the source, as in `tokenshare tables --sources`.
    REQUEST_NAME "request_name" Text None Plain;
    /// What was asked about: an app, a model, an archive. Null where a request asks for everything, and where it asks for days: these differ from answer to answer, and what they are filled with does not.
    REQUEST_ARGUMENT "request_argument" Text None Plain;
    /// The objects of the answer that are looked at, all of one kind: `model` for the entries of a list of models, `model.pricing` for what each has under `pricing`, `record` for the lines of a CSV file, `answer` for the answer itself.
    FIELD_BLOCK "field_block" Text None Plain;
    /// The field, as upstream calls it: a key of an object, a column of a CSV file. Untrusted: control characters are escaped, names beyond 120 characters cut.
    FIELD_NAME "field_name" Text None Plain;
    /// Objects of the block.
    OBJECT_COUNT "object_count" Integer Count AtLeast(1.0);
    /// Objects of the block that have the field, be it null. Every record of a CSV file has every column.
    FIELD_COUNT "field_count" Integer Count AtLeast(0.0);
    /// Objects of the block in which the field holds something: neither null nor, in CSV, empty.
    FILLED_COUNT "filled_count" Integer Count AtLeast(0.0);
    /// The field is on the list of the parser that reads the block: used, or known and left aside. What is not is told as new.
    IS_KNOWN "is_known" Truth None Any;
    /// What the field did: no object had it before and one has it now (`came`), or the other way round (`went`); it was in a quarter of the objects at most and is in three quarters at least now (`spread`), or the other way round (`thinned`), perhaps over several snapshots.
    FIELD_CHANGE "field_change" Text None OneOf(FieldChange::WORDS);
    /// The snapshot before of the same request and argument whose answer has objects of the block. The change lies between the two.
    PAST_SNAPSHOT_ID "past_snapshot_id" Text None Plain;
    /// When the snapshot before was captured.
    PAST_CAPTURED_AT "past_captured_at" Instant None Any;
    /// Objects of the block in the snapshot before.
    PAST_OBJECT_COUNT "past_object_count" Integer Count AtLeast(1.0);
    /// Part of the block's objects that had the field in the snapshot before: 0 where it came.
    PAST_FIELD_SHARE "past_field_share" Real Share SHARE;
    /// Part of the block's objects that have the field: 0 where it went.
    FIELD_SHARE "field_share" Real Share SHARE;
    /// When a snapshot of the same request and argument showed the field in the block first. What comes later than this has been there before.
    FIELD_FIRST_SEEN_AT "field_first_seen_at" Instant None Any;
    /// When a snapshot of the same request and argument showed the field in the block last. What goes before this comes back.
    FIELD_LAST_SEEN_AT "field_last_seen_at" Instant None Any;

    // Time.
    /// First day of the week, as upstream wrote it. Its weekday is `week_anchor`.
    WEEK_START_DATE "week_start_date" Date None Any;
    /// The weekday on which weeks of this series begin. Series with different anchors meet by days, never by label.
    WEEK_ANCHOR "week_anchor" Text None OneOf(&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);
    /// The week was over when it was captured and not cut on the left. In `app_model_week`: it was over, and `is_left_cut` says the rest.
    IS_COMPLETE "is_complete" Truth None Any;
    /// The sliding window, of 365 days or of the 30 of an app's page, had cut days off this bucket when it was captured.
    IS_LEFT_CUT "is_left_cut" Truth None Any;
    /// The tokens are a lower bound: the rest, if any, is inside `others`. True of a vendor made of daily lists, whose models below the day's 50 are not named, and of a model-variant that is not on the list on every day of the week; false where a chart names it, and of `others`.
    IS_LOWER_BOUND "is_lower_bound" Truth None Any;
    /// Whether the week is a bucket of a chart or was added up of days: two measures, so one never restates the other.
    MADE_OF "made_of" Text None OneOf(MadeOf::WORDS);
    /// The day, UTC.
    DAY_DATE "day_date" Date None Any;
    /// As of when upstream says that the answer is: what it restates of the same day later has a later one.
    AS_OF_AT "as_of_at" Instant None Any;
    /// First day of the window.
    WINDOW_START_DATE "window_start_date" Date None Any;
    /// Last day of the window, included.
    WINDOW_END_DATE "window_end_date" Date None Any;
    /// What the row is weighed for: the window of its board, one week of that window where it is made of weeks of the model series (`part`), or one week of the series at the prices in force in it.
    WINDOW_KIND "window_kind" Text None OneOf(WindowKind::WORDS);
    /// First day of the usage used as weights: that of the window, or of a week's nearest usage that names the vendor: the fewest days in which the two differ at either end, thirty more where it names less than four fifths of the vendor's tokens or no series says how much, sixty where less than half, and thirty more where it has less than half of the week's days.
    USAGE_START_DATE "usage_start_date" Date None Any;
    /// Last day of the usage that weights, included.
    USAGE_END_DATE "usage_end_date" Date None Any;
    /// How long the trailing total is.
    VIEW "view" Text None OneOf(View::WORDS);
    /// Last day with traffic of this model, as upstream wrote it.
    LAST_DAY_DATE "last_day_date" Date None Any;
    /// From when the price is known to hold: the first catalogue of the span.
    VALID_FROM_AT "valid_from_at" Instant None Any;
    /// Until when the price is taken to hold: the first catalogue that says otherwise, or nothing; null while it does.
    VALID_TO_AT "valid_to_at" Instant None Any;
    /// From when the value was believed, or of a price that it begins to hold: when the capture that brought it was made or, if guards had refused it, when somebody accepted it or decided on the answer on which that depends; of a cell that is corrected, or the price of a model whose entry in a catalogue is, since the correction.
    KNOWN_FROM_AT "known_from_at" Instant None Any;
    /// Until when the value was believed: the arrival, as of `known_from_at`, of the capture that said otherwise, or nothing; null while it is in force.
    KNOWN_TO_AT "known_to_at" Instant None Any;
    /// When the value, or the price, was last seen in a capture. A change lies somewhere between this and the end of the span (`known_to_at`, `valid_to_at`), and a restatement between this and its `known_from_at`.
    LAST_SEEN_AT "last_seen_at" Instant None Any;
    /// When upstream says it listed the model first. It tells two models apart that had one id after each other.
    CREATED_AT "created_at" Instant None Any;
    /// Day on which upstream listed the model first.
    RELEASED_DATE "released_date" Date None Any;
    /// Day after which upstream will not serve the model.
    EXPIRATION_DATE "expiration_date" Date None Any;

    // Who.
    /// The vendor as the chart labels it.
    VENDOR_LABEL "vendor_label" Text None Plain;
    /// The vendor: the author part of a model slug, in lower case, aliases resolved. `others` is upstream's remainder.
    VENDOR "vendor" Text None Plain;
    /// The label is a vendor; false for routers, stealth models, models without an author, and `others`.
    IS_ATTRIBUTED "is_attributed" Truth None Any;
    /// The model as the chart labels it.
    MODEL_LABEL "model_label" Text None Plain;
    /// The permanent slug, as upstream wrote it. May be empty.
    MODEL_PERMASLUG "model_permaslug" Text None Any;
    /// The model: its permanent slug without variant. `others` is upstream's remainder; in `share_decomposition` it is what the usage that weighs does not name of the vendor, and `all` the vendor.
    MODEL "model" Text None Plain;
    /// The part of the id behind `:`, `standard` where there is none. Null where upstream merges variants.
    VARIANT "variant" Text None Plain;
    /// The id in the catalogue. It can be renamed; the permanent slug can't.
    MODEL_ID "model_id" Text None Plain;
    /// The permanent slug in the catalogue; null before June 2025.
    CANONICAL_SLUG "canonical_slug" Text None Plain;
    /// The entry only points to another model (its id begins with `~`); it has no usage of its own.
    IS_ALIAS "is_alias" Truth None Any;
    /// The model's name for people.
    MODEL_NAME "model_name" Text None Any;
    /// Everybody may have the model's weights.
    IS_OPEN_WEIGHTS "is_open_weights" Truth None Any;
    /// The endpoint of a model, as upstream tags it; a further one of the same tag has `#2` behind it.
    ENDPOINT_ID "endpoint_id" Text None Plain;
    /// Who serves the model, as a map of prices identifies it.
    PROVIDER_ID "provider_id" Text None Plain;
    /// Who serves the model, by name.
    PROVIDER_NAME "provider_name" Text None Any;
    /// How the weights are rounded where they run; null where it is not said.
    QUANTIZATION "quantization" Text None Plain;
    /// How the endpoint fares, as upstream codes it: 0 is well, below 0 is not.
    STATUS_CODE "status_code" Integer None Any;
    /// Part of the last 30 minutes in which the endpoint worked.
    UPTIME_SHARE "uptime_share" Real Share SHARE;
    /// The organisation that a benchmark names.
    ORGANIZATION_NAME "organization_name" Text None Any;
    /// The app, as upstream identifies it: its number or its slug.
    APP_ID "app_id" Text None Plain;
    /// The app's slug; null for apps without one.
    APP_SLUG "app_slug" Text None Plain;
    /// The app's name for people. Untrusted text.
    APP_NAME "app_name" Text None Any;
    /// What a request is for, as upstream classifies a sample of its traffic, such as `code:debugging`.
    TASK_TAG "task_tag" Text None Plain;
    /// The kind of work that a task belongs to.
    MACRO_CATEGORY "macro_category" Text None Plain;
    /// Days that the answer is over; null where that is not known.
    WINDOW_DAYS "window_days" Integer None AtLeast(1.0);
    /// The lab as another gateway names it: not always as a vendor is named here.
    LAB_LABEL "lab_label" Text None Plain;
    /// A group of vendors or models, as in `data/reference/groups.csv`.
    GROUP_ID "group_id" Text None Plain;
    /// What the members of the group are: vendors of the vendor series, or models of the model series, whose weeks are others.
    GROUP_OF "group_of" Text None OneOf(GroupOf::WORDS);

    // How much.
    /// Prompt plus completion tokens. Cached tokens are inside.
    TOKENS "tokens" Integer Tokens AtLeast(0.0);
    /// Prompt tokens, cached ones included.
    PROMPT_TOKENS "prompt_tokens" Integer Tokens AtLeast(0.0);
    /// Completion tokens.
    COMPLETION_TOKENS "completion_tokens" Integer Tokens AtLeast(0.0);
    /// Prompt tokens served from a cache; null where upstream does not say.
    CACHED_TOKENS "cached_tokens" Integer Tokens AtLeast(0.0);
    /// Tokens with a price.
    PRICED_TOKENS "priced_tokens" Integer Tokens AtLeast(0.0);
    /// The largest context a request may have.
    CONTEXT_TOKENS "context_tokens" Integer Tokens AtLeast(0.0);
    /// Requests.
    REQUEST_COUNT "request_count" Integer Count AtLeast(0.0);
    /// Models.
    MODEL_COUNT "model_count" Integer Count AtLeast(0.0);
    /// Apps in whose public chart the model has tokens; null where no app data is, and in `priced_usage` on the board `site`.
    APP_COUNT "app_count" Integer Count AtLeast(0.0);
    /// Place in upstream's list of apps. It has gaps: hidden apps keep their place.
    APP_RANK "app_rank" Integer Rank AtLeast(1.0);
    /// Place among the models of a day, as upstream ranks them; its remainder has none.
    DAY_RANK "day_rank" Integer Rank AtLeast(1.0);
    /// This window over the window before, minus 1, as upstream computed it.
    CHANGE_RATIO "change_ratio" Real Ratio AtLeast(-1.0);
    /// The task's part of all classified requests.
    TASK_USAGE_SHARE "task_usage_share" Real Share SHARE;
    /// The task's part of the tokens of all classified requests.
    TASK_TOKEN_SHARE "task_token_share" Real Share SHARE;
    /// The model's part of the requests of the task.
    TAG_USAGE_SHARE "tag_usage_share" Real Share SHARE;
    /// The model's part of the tokens of the task.
    TAG_TOKEN_SHARE "tag_token_share" Real Share SHARE;
    /// The task's part of all spend.
    TASK_SPEND_SHARE "task_spend_share" Real Share SHARE;
    /// The model's part of the task's spend.
    TAG_SPEND_SHARE "tag_spend_share" Real Share SHARE;
    /// Change of the share against the window before, as upstream computed it.
    CHANGE_POINTS "change_points" Real Points Between(-100.0, 100.0);
    /// What a share of another gateway's traffic is measured on.
    GATEWAY_METRIC "gateway_metric" Text None OneOf(GATEWAY_METRICS);
    /// The lab's part of another gateway's traffic on that day. Another population: it compares in direction only.
    GATEWAY_SHARE "gateway_share" Real Share SHARE;

    // Prices.
    /// Input price as upstream wrote it; `-1` means it depends.
    INPUT_TEXT "input_usd_per_tok_text" Text UsdPerTokText Plain;
    /// Output price as upstream wrote it.
    OUTPUT_TEXT "output_usd_per_tok_text" Text UsdPerTokText Plain;
    /// Price of cached input as upstream wrote it; null where there is no discount.
    CACHE_READ_TEXT "cache_read_usd_per_tok_text" Text UsdPerTokText Plain;
    /// Price of writing to the cache as upstream wrote it.
    CACHE_WRITE_TEXT "cache_write_usd_per_tok_text" Text UsdPerTokText Plain;
    /// Price of a request as upstream wrote it, on top of its tokens.
    REQUEST_TEXT "request_usd_text" Text None Plain;
    /// All price keys of the entry as upstream wrote them, as JSON; tiers and conditions among them.
    PRICING_JSON "pricing_json" Text None Plain;
    /// List price of input. Null where it is dynamic or missing, never 0 for that.
    INPUT_PRICE "input_usd_per_mtok" Real UsdPerMtok PRICE;
    /// List price of output.
    OUTPUT_PRICE "output_usd_per_mtok" Real UsdPerMtok PRICE;
    /// List price of cached input; null where there is no discount.
    CACHE_READ_PRICE "cache_read_usd_per_mtok" Real UsdPerMtok PRICE;
    /// List price of writing to the cache (5 minutes).
    CACHE_WRITE_PRICE "cache_write_usd_per_mtok" Real UsdPerMtok PRICE;
    /// List price of one request, on top of its tokens. Null where none is named or it is 0.
    REQUEST_PRICE "request_usd" Real Usd AtLeast(0.0);
    /// Place of a condition among those of its model, from 1. Where several hold the later one goes before the earlier.
    CONDITION_NUMBER "condition_number" Integer None AtLeast(1.0);
    /// The price holds for requests with more prompt tokens than this.
    MIN_PROMPT_TOKENS "min_prompt_tokens" Integer Tokens AtLeast(0.0);
    /// The price holds from this time of day on, UTC: hours and minutes, such as `0030`. It may be later than `utc_end_text`, past midnight.
    UTC_START "utc_start_text" Text None Plain;
    /// The price holds until before this time of day, UTC: hours and minutes, such as `0030`.
    UTC_END "utc_end_text" Text None Plain;
    /// What a prompt token cost on average, cache and discounts contained. Of all that was asked in the window, not a list price.
    EFFECTIVE_INPUT_PRICE "effective_input_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// What a completion token cost on average, discounts contained.
    EFFECTIVE_OUTPUT_PRICE "effective_output_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Part of the prompt tokens that came from a cache, as upstream computed it.
    CACHE_HIT_SHARE "cache_hit_share" Real Share SHARE;
    /// Input price with free variants at the price of their paid sibling.
    PAID_INPUT_PRICE "paid_input_usd_per_mtok" Real UsdPerMtok PRICE;
    /// Price of cached input with free variants at the price of their paid sibling; null where there is no discount.
    PAID_CACHE_READ_PRICE "paid_cache_read_usd_per_mtok" Real UsdPerMtok PRICE;
    /// Output price with free variants at the price of their paid sibling.
    PAID_OUTPUT_PRICE "paid_output_usd_per_mtok" Real UsdPerMtok PRICE;
    /// How the price is known: listed in each week of the time in which it held (`exact`), between two sightings or after the last (`carried`), before the first catalogue that lists it, where it may have been listed unseen (`backcast`, which has no bounds: nothing is known of that time), or from another map of prices (`other_source`). The weakest of the parts of an aggregate. In `model_price`: whether catalogues list the span, or no longer do.
    PRICE_CONFIDENCE "price_confidence" Text None OneOf(PriceConfidence::WORDS);
    /// The last snapshot that saw the price, or the value.
    LAST_SNAPSHOT_ID "last_snapshot_id" Text None Plain;
    /// Captures that saw the value in this span; of a price, catalogues.
    SIGHTING_COUNT "sighting_count" Integer Count AtLeast(0.0);
    /// Whether the catalogue stated the permanent slug or it was inferred.
    SLUG_ORIGIN "slug_origin" Text None OneOf(&["stated", "inferred"]);
    /// The snapshot that the price was read from.
    PRICE_SNAPSHOT_ID "price_snapshot_id" Text None Plain;
    /// Part of the priced tokens whose price a catalogue of that time lists (`exact`). Null where the basis takes no price of the ledger.
    EXACT_SHARE "exact_price_share" Real Share SHARE;
    /// Days between the usage that weights and the window, the most of the row and of its weeks; 0 where they overlap.
    WEIGHTS_AGE_DAYS "weights_age_days" Integer None AtLeast(0.0);
    /// What became of the usage when it looked for its price: on `list_current` in one catalogue, on `list_asof` in the ledger. `priced`; `free_ended`, a free variant that is not listed; `prompt_only`, not listed and without output (embeddings, rerankers, speech); `dynamic`, a price that depends on where the request goes; `unusable`, two prices that differ or one that can be none per token; `batch_zero`, a batch variant at 0; `remainder`, upstream's `others`; `not_listed` for another reason.
    MATCH_CLASS "match_class" Text None OneOf(MatchClass::WORDS);
    /// List price of input in force in the window, from the ledger: the mean, each price for as long as it held.
    ASOF_INPUT "asof_input_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The lowest that it can have been at any moment of the window.
    ASOF_INPUT_LOW "asof_input_low_usd_per_mtok" Real UsdPerMtok PRICE;
    /// The highest that it can have been at any moment of the window.
    ASOF_INPUT_HIGH "asof_input_high_usd_per_mtok" Real UsdPerMtok PRICE;
    /// List price of output in force in the window.
    ASOF_OUTPUT "asof_output_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The lowest that it can have been at any moment of the window.
    ASOF_OUTPUT_LOW "asof_output_low_usd_per_mtok" Real UsdPerMtok PRICE;
    /// The highest that it can have been at any moment of the window.
    ASOF_OUTPUT_HIGH "asof_output_high_usd_per_mtok" Real UsdPerMtok PRICE;
    /// List price of cached input in force in the window; null where there was no discount in all of it.
    ASOF_CACHE_READ "asof_cache_read_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The lowest that it can have been at any moment of the window.
    ASOF_CACHE_READ_LOW "asof_cache_read_low_usd_per_mtok" Real UsdPerMtok PRICE;
    /// The highest that it can have been at any moment of the window.
    ASOF_CACHE_READ_HIGH "asof_cache_read_high_usd_per_mtok" Real UsdPerMtok PRICE;
    /// `asof_input_usd_per_mtok` with free variants at the price of their paid sibling.
    ASOF_PAID_INPUT "asof_paid_input_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The lowest that this can have been at any moment of the window.
    ASOF_PAID_INPUT_LOW "asof_paid_input_low_usd_per_mtok" Real UsdPerMtok PRICE;
    /// The highest that this can have been at any moment of the window.
    ASOF_PAID_INPUT_HIGH "asof_paid_input_high_usd_per_mtok" Real UsdPerMtok PRICE;
    /// `asof_output_usd_per_mtok` with free variants at the price of their paid sibling.
    ASOF_PAID_OUTPUT "asof_paid_output_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The lowest that this can have been at any moment of the window.
    ASOF_PAID_OUTPUT_LOW "asof_paid_output_low_usd_per_mtok" Real UsdPerMtok PRICE;
    /// The highest that this can have been at any moment of the window.
    ASOF_PAID_OUTPUT_HIGH "asof_paid_output_high_usd_per_mtok" Real UsdPerMtok PRICE;
    /// `asof_cache_read_usd_per_mtok` with free variants at the price of their paid sibling.
    ASOF_PAID_CACHE_READ "asof_paid_cache_read_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The lowest that this can have been at any moment of the window.
    ASOF_PAID_CACHE_READ_LOW "asof_paid_cache_read_low_usd_per_mtok" Real UsdPerMtok PRICE;
    /// The highest that this can have been at any moment of the window.
    ASOF_PAID_CACHE_READ_HIGH "asof_paid_cache_read_high_usd_per_mtok" Real UsdPerMtok PRICE;
    /// How the paid price in force is known.
    PAID_CONFIDENCE "asof_paid_price_confidence" Text None OneOf(PriceConfidence::WORDS);
    /// The first snapshot of the ledger's price that held longest in the window.
    ASOF_SNAPSHOT_ID "asof_snapshot_id" Text None Plain;
    /// What became of the usage when it looked for its price in the ledger.
    ASOF_MATCH_CLASS "asof_match_class" Text None OneOf(MatchClass::WORDS);
    /// Dollars per million tokens at the mix and basis of the row.
    BLENDED_PRICE "blended_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Input tokens' part of the mix behind the blended price.
    INPUT_MIX "input_mix_share" Real Share SHARE;
    /// Least price that the mix and the list prices of the window allow: least output and most cached input, or the reverse where that is cheaper, at the lowest prices that any moment can have had. Where only the cached part of a measured mix is not known, at the most that it can be. Null where none of them is in doubt.
    BLENDED_LOW "blended_low_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Largest price that the mix and the list prices of the window allow. Null where none of them is in doubt.
    BLENDED_HIGH "blended_high_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The least that a million of a vendor's tokens can have cost in any single week of the window in which it has tokens: what has no price may cost as little. Null where one price is that of all weeks, or there is one week.
    CHEAPEST_WEEK "cheapest_week_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// The most that a million of a vendor's tokens can have cost in any single week of the window in which it has tokens. Null where one price is that of all weeks, or there is one week.
    DEAREST_WEEK "dearest_week_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Least that a million of all of a vendor's tokens can cost: the part with a price at the least of that, the rest at the cheapest of any vendor.
    PRICE_LEAST "price_least_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Most that a million of all of a vendor's tokens can cost: the part with a price at the most of that, the rest at the dearest of any vendor.
    PRICE_MOST "price_most_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Where the mix comes from: assumed by the rule, measured on these tokens, or, where their source gives totals only, of the same model in another window (`carried`) or of other tokens in another window (`reference`). The weakest of the parts of the row.
    MIX_ORIGIN "mix_origin" Text None OneOf(MixOrigin::WORDS);
    /// Days between the window of a mix that is not the tokens' own and the window of the tokens that it is used on; the most of the row, 0 where they overlap. Null unless `mix_origin` is `carried` or `reference`.
    MIX_AGE_DAYS "mix_age_days" Integer None AtLeast(0.0);
    /// Output's part of the carried or reference mix. Null where the tokens have their own mix, or none.
    MIX_OUTPUT_SHARE "mix_output_share" Real Share SHARE;
    /// Least output of the carried or reference mix.
    MIX_OUTPUT_SHARE_LOW "mix_output_share_low" Real Share SHARE;
    /// Most output of the carried or reference mix.
    MIX_OUTPUT_SHARE_HIGH "mix_output_share_high" Real Share SHARE;
    /// Cached input's part of all tokens in the carried or reference mix; null where it is not known.
    MIX_CACHED_SHARE "mix_cached_share" Real Share SHARE;
    /// Least cached input of the carried or reference mix.
    MIX_CACHED_SHARE_LOW "mix_cached_share_low" Real Share SHARE;
    /// Most cached input of the mix of other tokens. Of usage whose source splits tokens and says nothing of a cache: the most that the reference allows, or any window of the same model has.
    MIX_CACHED_SHARE_HIGH "mix_cached_share_high" Real Share SHARE;
    /// The blended price treats all input as fresh because the cached part is not known: true value is at most this.
    IS_UPPER_BOUND "is_upper_bound" Truth None Any;
    /// List price of one request in force in the window, from the ledger; the mean by time where it changed. Null where requests cost nothing at any moment of it.
    ASOF_REQUEST_PRICE "asof_request_usd" Real Usd AtLeast(0.0);
    /// The lowest price of one request that can have been in force at any moment of the window.
    ASOF_REQUEST_LOW "asof_request_low_usd" Real Usd AtLeast(0.0);
    /// The highest price of one request that can have been in force at any moment of the window.
    ASOF_REQUEST_HIGH "asof_request_high_usd" Real Usd AtLeast(0.0);
    /// What the vendor had in all in the days of the usage that weights, by the vendor series, each day a seventh of its week: a guess. Null where the series does not name it on all of them.
    VENDOR_TOKENS "vendor_tokens" Integer Tokens AtLeast(0.0);
    /// Most that the vendor can have had in those days: all of the weeks of the vendor series that cover them, of a week that still runs as far as it was captured behind them, and of a week that does not name it what it can have inside `others`. Null where weeks that cover them are missing or cut.
    MOST_VENDOR_TOKENS "most_vendor_tokens" Integer Tokens AtLeast(0.0);
    /// Part of the vendor's tokens that the usage that weights names, at least: of all that the vendor has in the weeks of the vendor series that cover the usage's days (`most_vendor_tokens`); over several weeks the mean by tokens with a price, a week that nothing covers as 0. The rest has no price of its own, and bounds count it as unpriced. Null where no weeks cover those days: bounds count all of the vendor as unpriced.
    WEIGHTS_SHARE "weights_share" Real Share SHARE;
    /// Part of the vendor's tokens that the pipeline's choice of traffic leaves in.
    KEPT_SHARE "kept_share" Real Share SHARE;

    // Answers.
    /// Which definition the row follows.
    RULE "rule" Text None OneOf(Rule::WORDS);
    /// Which price turns tokens into dollars; in `concentration` and `share_decomposition`, and of a group of models, also `tokens`, where nothing does.
    PRICE_BASIS "price_basis" Text None OneOf(MEASURES);
    /// Over which usage models are weighted and ranked.
    BOARD "board" Text None OneOf(Board::WORDS);
    /// Part of the tokens of all buckets, `others` included.
    TOKEN_SHARE "token_share" Real Share SHARE;
    /// Part of the tokens that `gap_points` is measured from: of all (rule `published`) or of the priced vendors (rule `default`).
    GAP_TOKEN_SHARE "gap_token_share" Real Share SHARE;
    /// Part of the tokens of the named vendors, without `others`.
    NAMED_TOKEN_SHARE "named_token_share" Real Share SHARE;
    /// Most that it can be: with what nobody knows whether it belongs to the group, and what `others` may hide of it.
    TOKEN_SHARE_HIGH "token_share_high" Real Share SHARE;
    /// `named_token_share` with what nobody knows whether it belongs to the group.
    NAMED_TOKEN_SHARE_HIGH "named_token_share_high" Real Share SHARE;
    /// The group's part of all tokens but those that are known to be of free variants. Of vendors: by the usage nearest to the week that names them (`weights_age_days`); null where none does.
    PAID_TOKEN_SHARE "without_free_token_share" Real Share SHARE;
    /// Least of it: all that no usage tells apart is free in the group and paid outside of it.
    PAID_TOKEN_SHARE_LOW "without_free_token_share_low" Real Share SHARE;
    /// Most of it: the other way round, and with what may belong to the group.
    PAID_TOKEN_SHARE_HIGH "without_free_token_share_high" Real Share SHARE;
    /// Tokens of named labels of which nobody knows whether they belong to the group.
    UNKNOWN_TOKENS "unknown_tokens" Integer Tokens AtLeast(0.0);
    /// Their part of all tokens.
    UNKNOWN_TOKEN_SHARE "unknown_token_share" Real Share SHARE;
    /// Whether the group holds more than half of all tokens.
    MAJORITY "majority" Text None OneOf(Majority::WORDS);
    /// Whether it holds more than half of the named tokens.
    NAMED_MAJORITY "named_majority" Text None OneOf(Majority::WORDS);
    /// Whether it holds more than half of all tokens but the free ones.
    PAID_MAJORITY "without_free_majority" Text None OneOf(Majority::WORDS);
    /// Tokens times blended price, of the traffic that counts (`kept_share`). Implied value, never revenue.
    IMPLIED_USD "implied_usd" Real Usd AtLeast(0.0);
    /// What was found a price for: priced tokens times their prices, and nothing more. Implied value, never revenue.
    PRICED_USD "priced_usd" Real Usd AtLeast(0.0);
    /// What upstream's own `total_usage` says of the row. Behaves like US dollars billed; upstream does not state its unit.
    BILLED_USD "billed_usd" Real Usd AtLeast(0.0);
    /// Part of the implied value of all priced vendors.
    DOLLAR_SHARE "dollar_share" Real Share SHARE;
    /// Lower bound: `others` and unpriced vendors counted at the dearest blended price of a named vendor, or not counted.
    DOLLAR_SHARE_LOW "dollar_share_low" Real Share SHARE;
    /// Upper bound: the row's own unpriced tokens dear, all other unpriced tokens at the cheapest blended price or not
    /// counted.
    DOLLAR_SHARE_HIGH "dollar_share_high" Real Share SHARE;
    /// 100 × (`dollar_share` − `gap_token_share`): under rule `default` both are of the priced vendors alone, so it is not `dollar_share` − `token_share`.
    GAP_POINTS "gap_points" Real Points Between(-100.0, 100.0);
    /// Tokens with a price over all tokens, within the weights of the blended price. The weights may name few of the vendor's models: `weights_share` says how much.
    COVERAGE_SHARE "coverage_share" Real Share SHARE;
    /// Weeks of the window in which the vendor was named.
    WEEKS_PRESENT "weeks_present" Integer None AtLeast(0.0);
    /// Weeks of the window.
    WEEKS "weeks" Integer None AtLeast(0.0);
    /// Most tokens the vendor can have had in the window, had it stayed just below the list where it is absent.
    TOKENS_HIGH "most_tokens" Integer Tokens AtLeast(0.0);
    /// Share in the first window: of tokens, and in `share_decomposition` of what `price_basis` says.
    PAST_SHARE "past_share" Real Share SHARE;
    /// Share in the last window: of tokens, and in `share_decomposition` of what `price_basis` says.
    NOW_SHARE "now_share" Real Share SHARE;
    /// Least share in the first window, of the whole market: `others` and tokens without a price at the cheapest or the dearest, prices within their bounds.
    PAST_SHARE_LOW "past_share_low" Real Share SHARE;
    /// Most share in the first window, of the whole market, with what `others` may hide of it.
    PAST_SHARE_HIGH "past_share_high" Real Share SHARE;
    /// Least share in the last window, of the whole market: `others` and tokens without a price at the cheapest or the dearest, prices within their bounds.
    NOW_SHARE_LOW "now_share_low" Real Share SHARE;
    /// Most share in the last window, of the whole market, with what `others` may hide of it.
    NOW_SHARE_HIGH "now_share_high" Real Share SHARE;
    /// `now_share` minus `past_share`.
    DELTA_POINTS "delta_points" Real Points Between(-100.0, 100.0);
    /// Least that the change of share can be: the least that the vendor can have now, less the most that it can have had before.
    DELTA_LEAST "delta_least_points" Real Points Between(-100.0, 100.0);
    /// Most that the change of share can be.
    DELTA_MOST "delta_most_points" Real Points Between(-100.0, 100.0);
    /// Tokens in the first window. Rule `default`: over the weeks present, a lower bound where they are fewer than all.
    PAST_TOKENS "past_tokens" Integer Tokens AtLeast(0.0);
    /// Tokens in the last window. Rule `default`: over the weeks present, a lower bound where they are fewer than all.
    NOW_TOKENS "now_tokens" Integer Tokens AtLeast(0.0);
    /// Most tokens the vendor can have had in the first window.
    PAST_TOKENS_HIGH "past_most_tokens" Integer Tokens AtLeast(0.0);
    /// Most tokens the vendor can have had in the last window.
    NOW_TOKENS_HIGH "now_most_tokens" Integer Tokens AtLeast(0.0);
    /// Weeks of the first window in which the vendor was named.
    PAST_WEEKS_PRESENT "past_weeks_present" Integer None AtLeast(0.0);
    /// Weeks of the last window in which the vendor was named.
    NOW_WEEKS_PRESENT "now_weeks_present" Integer None AtLeast(0.0);
    /// `now_tokens` over `past_tokens`. In `vendor_growth` null, as its bounds and `delta_points` are, where the two windows share weeks; by rule `published` only where they are the same weeks.
    GROWTH_RATIO "growth_ratio" Real Ratio AtLeast(0.0);
    /// Least growth that the absent weeks allow.
    GROWTH_LEAST "growth_least_ratio" Real Ratio AtLeast(0.0);
    /// Most growth that the absent weeks allow.
    GROWTH_MOST "growth_most_ratio" Real Ratio AtLeast(0.0);
    /// The growth in words where a ratio says nothing: `new`, `gone`, `absent`; else `ratio`.
    GROWTH_LABEL "growth_label" Text None OneOf(&["ratio", "new", "gone", "absent"]);
    /// Which weeks are compared: the first complete ones with the last (`first_last`), the same with the cut first bucket or the running week among them, the last with those 52 weeks before, four weeks with the four before, and, up to any week, as many with those before (`rolling`).
    GROWTH_WINDOW "growth_window" Text None OneOf(GrowthWindow::WORDS);
    /// `growth_ratio` as if it had taken a year of 365.25 days: of two months side by side its power of 13.
    ANNUAL_RATIO "annual_ratio" Real Ratio AtLeast(0.0);
    /// Lower end of the interval of `annual_ratio`, nominally 95 %: moving blocks of four weekly changes out of all complete weeks of the series, 10,000 draws. Null unless 39 changes or more are known, and the vendor is named in each week of both windows.
    ANNUAL_LOW "annual_low_ratio" Real Ratio AtLeast(0.0);
    /// Upper end of the interval of `annual_ratio`.
    ANNUAL_HIGH "annual_high_ratio" Real Ratio AtLeast(0.0);
    /// Changes from one week to the next that the interval is made of: all that are known of complete weeks.
    CHANGE_COUNT "weekly_change_count" Integer Count AtLeast(1.0);
    /// Blocks of four weekly changes that each drawn series of the intervals is put together of. Of two windows side by side it is two, and such ends are coarse: few blocks give few sums, and from one seed to another they moved by up to 17 % of the width, where those of a year moved by 3 %.
    BLOCK_COUNT "drawn_block_count" Integer Count AtLeast(1.0);
    /// `growth_ratio` over that of the whole market in the same weeks: above 1 the vendor grew more than the market that it is a part of. Null for the market itself, and where `growth_ratio` lies between bounds that differ.
    OF_MARKET_RATIO "of_market_ratio" Real Ratio AtLeast(0.0);
    /// Lower end of the interval of `of_market_ratio`, nominally 95 %, of pairs: each drawn series of the vendor's changes against that of the market's changes of the same weeks. Where 1 lies outside, the two did not grow alike; whether their own intervals overlap says nothing of that. The draws are centred on their own mean, and widened by √(n / (n − 4)) of n weekly changes. Null where `annual_low_ratio` is.
    OF_MARKET_LOW "of_market_low_ratio" Real Ratio AtLeast(0.0);
    /// Upper end of the interval of `of_market_ratio`, centred and widened as the lower one is.
    OF_MARKET_HIGH "of_market_high_ratio" Real Ratio AtLeast(0.0);
    /// What moved the share: the vendor's own tokens (`volume`), the prices of its models (`price`), a shift among them between dear and cheap (`mix`), and the market that it is a share of (`market`).
    PART "part" Text None OneOf(MovePart::WORDS);
    /// What the part adds to the share. The parts of a vendor add up to its `delta_points`, those of its models to the part of the vendor. One part may be more than the whole, and another take it back.
    PART_POINTS "part_points" Real Points Any;
    /// What the part alone multiplied the share by: the parts of a vendor multiply to `now_share` over `past_share`. Null where either share is 0.
    PART_RATIO "part_ratio" Real Ratio AtLeast(0.0);
    /// Blended price in the first window.
    PAST_PRICE "past_blended_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Blended price in the last window.
    NOW_PRICE "now_blended_usd_per_mtok" Real UsdPerMtok MEAN_PRICE;
    /// Part of the vendor's tokens that its price in the first window was found on: within the weights, and of what they name.
    PAST_COVERAGE "past_coverage_share" Real Share SHARE;
    /// The same of the last window.
    NOW_COVERAGE "now_coverage_share" Real Share SHARE;
    /// Place by tokens, 1 is the most.
    TOKEN_RANK "token_rank" Integer Rank AtLeast(1.0);
    /// Place by implied value, 1 is the most; null without a price.
    DOLLAR_RANK "dollar_rank" Integer Rank AtLeast(1.0);
    /// Place by number of apps, 1 is the most.
    APP_COUNT_RANK "app_count_rank" Integer Rank AtLeast(1.0);
    /// Place by tokens minus place by implied value, both among the models with a price: above 0, the model stands higher by dollars.
    DOLLAR_PLACES_GAINED "dollar_places_gained" Integer None Any;
    /// Place by tokens minus place by number of apps, both among the models that apps show: above 0, the model stands higher by apps.
    APP_PLACES_GAINED "app_places_gained" Integer None Any;
    /// Place by tokens on the other board; null where the model is not on it.
    OTHER_BOARD_TOKEN_RANK "other_board_token_rank" Integer Rank AtLeast(1.0);
    /// Place by implied value on the other board.
    OTHER_BOARD_DOLLAR_RANK "other_board_dollar_rank" Integer Rank AtLeast(1.0);
    /// Place by tokens here minus the one there, both among the models of both boards: above 0, the model stands higher there.
    OTHER_BOARD_PLACES_GAINED "other_board_places_gained" Integer None Any;
    /// Why a place on the other board is null, or that the boards are of other days.
    OTHER_BOARD_REASON "other_board_reason" Text None Plain;
    /// Part of the model's tokens on the board `site` that the charts of public apps show. Null unless both boards are of the same days; at most that, where the site names the largest models of each week alone.
    APP_TOKEN_SHARE "app_token_share" Real Share SHARE;
    /// Public apps whose charts have tokens in the window of the board `apps`.
    COVERED_APP_COUNT "covered_app_count" Integer Count AtLeast(1.0);
    /// What the app data covers: apps, days, tokens, and weeks of which pages no longer showed the first days.
    APP_DATA "app_data" Text None Plain;
    /// The Claude Opus that the row is held against: of those that a catalogue lists at the end of the window the last to be released, `fast` ones aside.
    OPUS_MODEL "opus_model" Text None Plain;
    /// What the same tokens would cost at the same mix at its list price of that day: a counterfactual, never revenue. Over all tokens that have a mix, free and unpriced ones too.
    ON_OPUS_USD "on_opus_usd" Real Usd AtLeast(0.0);
    /// The blended price over what the tokens that have it would cost on that Opus at the same mix.
    OF_OPUS_RATIO "of_opus_ratio" Real Ratio AtLeast(0.0);
    /// What is the largest of the vendor: a model, or an app.
    WHALE_KIND "whale_kind" Text None OneOf(&["model", "app"]);
    /// The vendor's largest model or app, its slug. Null where `vendor` is `all`: each vendor has its own.
    WHALE "whale" Text None Plain;
    /// Its tokens of the vendor on the board.
    WHALE_TOKENS "whale_tokens" Integer Tokens AtLeast(0.0);
    /// Its part of the vendor's tokens on the board.
    WHALE_SHARE "whale_share" Real Share SHARE;
    /// Its part of all of the vendor's tokens, those that the board does not show among them. Null where these are not known.
    WHALE_SHARE_LOW "whale_share_low" Real Share SHARE;
    /// The vendor's part of the board without its whale, whose tokens nothing takes the place of.
    WITHOUT_WHALE_SHARE "without_whale_token_share" Real Share SHARE;
    /// Place of the vendor by tokens without its whale.
    WITHOUT_WHALE_RANK "without_whale_token_rank" Integer Rank AtLeast(1.0);
    /// The index without the vendor's whale; where `vendor` is `all`, without that of each.
    WITHOUT_WHALE_HHI "without_whale_hhi" Real Hhi Between(0.0, 10_000.0);
    /// Herfindahl-Hirschman index over the named (for dollars: priced) vendors.
    HHI "hhi" Real Hhi Between(0.0, 10_000.0);
    /// Least index: `others` split into countless vendors. Bounds are of the whole market, and are widened to take in the figure itself, which is of the named ones.
    HHI_LOW "hhi_low" Real Hhi Between(0.0, 10_000.0);
    /// Largest index: `others` split into as few vendors as the list allows, labels that are no vendor all of the largest, prices as they favour it. It takes in the figure itself.
    HHI_HIGH "hhi_high" Real Hhi Between(0.0, 10_000.0);
    /// Number of equally large vendors that would give this index: 10,000 / HHI.
    EFFECTIVE_VENDORS "effective_vendors" Real EffectiveNumber AtLeast(1.0);
    /// The same at the largest index; it takes in the figure itself.
    EFFECTIVE_VENDORS_LOW "effective_vendors_low" Real EffectiveNumber AtLeast(1.0);
    /// The same at the least index, which takes in the figure itself; null where that is 0.
    EFFECTIVE_VENDORS_HIGH "effective_vendors_high" Real EffectiveNumber AtLeast(1.0);
    /// Share of the largest of the named (for dollars: priced) vendors.
    TOP_SHARE "top_1_share" Real Share SHARE;
    /// Least that the largest vendor can have of the whole market.
    TOP_SHARE_LOW "top_1_share_low" Real Share SHARE;
    /// Most that the largest vendor can have of the whole market.
    TOP_SHARE_HIGH "top_1_share_high" Real Share SHARE;
    /// Share of the four largest.
    TOP_FOUR_SHARE "top_4_share" Real Share SHARE;
    /// Least that the four largest can have of the whole market.
    TOP_FOUR_SHARE_LOW "top_4_share_low" Real Share SHARE;
    /// Most that the four largest can have of the whole market.
    TOP_FOUR_SHARE_HIGH "top_4_share_high" Real Share SHARE;
    /// Share of the nine largest: upstream's chart names no more.
    TOP_NINE_SHARE "top_9_share" Real Share SHARE;
    /// Least that the nine largest can have of the whole market.
    TOP_NINE_SHARE_LOW "top_9_share_low" Real Share SHARE;
    /// Most that the nine largest can have of the whole market.
    TOP_NINE_SHARE_HIGH "top_9_share_high" Real Share SHARE;

    // Choices and comparisons.
    /// What is done otherwise than in the run: nothing (`as_run`); free variants, others at a list price of 0, or routers and models under a borrowed name left out, tokens and dollars (`without_…`); free variants at the price of their paid sibling (`free_as_paid`); cached input at the price of fresh input; three parts input to one part output; the lowest or highest list price of the window; the dearest of the prices that hold under a condition, for all tokens; tokens counted in words (`by_tokenizer`, dollars stay).
    CHOICE "choice" Text None OneOf(Scenario::WORDS);
    /// Token share as the run has it, over the board `site`.
    RUN_TOKEN_SHARE "run_token_share" Real Share SHARE;
    /// Dollar share as the run has it, over the board `site`; where a vendor chart is among the inputs, `vendor_gap` has another.
    RUN_DOLLAR_SHARE "run_dollar_share" Real Share SHARE;
    /// What the choice adds to the token share.
    TOKEN_DELTA_POINTS "token_delta_points" Real Points Between(-100.0, 100.0);
    /// What the choice adds to the dollar share.
    DOLLAR_DELTA_POINTS "dollar_delta_points" Real Points Between(-100.0, 100.0);
    /// What two sources both say: `vendor_dollar_share` of single weeks, `vendor_dollar_share_of_window` of longer windows; `site_tokens`, `vendor_tokens` and `model_tokens` of windows that two feeds have in common, and `model_tokens_in_apps`, which are a part of the model's.
    QUANTITY "quantity" Text None Plain;
    /// The first source: a basis of this run, or a feed of tokens: its request, and whose archive it is; `7 days of` a request that was added up. In `feed_agreement` the kind of feed.
    SOURCE_A "source_a" Text None Plain;
    /// The second source.
    SOURCE_B "source_b" Text None Plain;
    /// What the first source says, in `value_unit`.
    A_VALUE "a_value" Real None Any;
    /// What the second source says, in `value_unit`.
    B_VALUE "b_value" Real None Any;
    /// `a_value` minus `b_value`: above 0, the first source says more.
    DIFFERENCE_VALUE "difference_value" Real None Any;
    /// `difference_value` over `b_value`: how much more the first source says. Null where the second says 0.
    RELATIVE_DIFFERENCE "relative_difference_ratio" Real Ratio AtLeast(-1.0);
    /// How the two feeds stand to each other: the same to the token (`equal`), or to one part in a million (`near`), or not (`differs`); where the first is a part of the second, no more than it (`part`) or more (`exceeds`); or nothing could be compared (`not_tested`), and `reason` says why.
    AGREEMENT "agreement" Text None OneOf(Agreement::WORDS);
    /// Windows of days that both feeds have in common.
    WINDOW_COUNT "window_count" Integer Count AtLeast(0.0);
    /// Values that both feeds say: of the site, of vendors, of models, by window.
    VALUE_COUNT "value_count" Integer Count AtLeast(0.0);
    /// Those of them that are the same, to the token.
    EQUAL_COUNT "equal_count" Integer Count AtLeast(0.0);
    /// The value of the first feed minus that of the second where they are farthest apart.
    MOST_DIFFERENCE "most_difference_tokens" Integer Tokens Any;
    /// The same in parts of the second feed's value, where that is farthest.
    MOST_RELATIVE "most_relative_difference_ratio" Real Ratio AtLeast(-1.0);
    /// Mean of the absolute differences of dollar shares, over all vendors and windows that both sources name.
    MEAN_ERROR_POINTS "mean_absolute_error_points" Real Points Between(0.0, 100.0);
    /// The largest of them.
    MOST_ERROR_POINTS "most_error_points" Real Points Between(0.0, 100.0);
    /// Vendors and windows that were compared.
    COMPARED_COUNT "compared_count" Integer Count AtLeast(1.0);

    // Moves.
    /// The week that `week_start_date` is compared with: the complete one before it in the series.
    PAST_WEEK_START_DATE "past_week_start_date" Date None Any;
    /// What moved.
    MOVE_KIND "kind" Text None OneOf(MoveKind::WORDS);
    /// Who moved, or of whom two sources speak: a vendor, a model, a model and its variant as `model:variant`, a claim; `market` for coverage, `total` for the whole site.
    MOVE_KEY "key" Text None Plain;
    /// The value before, in `value_unit`; null where there was none.
    OLD_VALUE "old_value" Real None Any;
    /// The value now, in `value_unit`; null where there is none.
    NEW_VALUE "new_value" Real None Any;
    /// `new_value` minus `old_value`.
    DELTA_VALUE "delta_value" Real None Any;
    /// The verdict, or the price as upstream wrote it, before.
    OLD_TEXT "old_text" Text None Any;
    /// The verdict, or the price as upstream wrote it, now.
    NEW_TEXT "new_text" Text None Any;
    /// Place among the moves of its kind, 1 is the largest.
    MOVE_RANK "move_rank" Integer Rank AtLeast(1.0);

    // Restatements.
    /// Of whom the value is: one vendor, one model and variant, or the whole site.
    SCOPE "scope" Text None OneOf(Scope::WORDS);
    /// Whether upstream says otherwise, or somebody corrected what it said (`reference/corrections.csv`): also where a correction ends, since upstream changed nothing then, or not what the row says.
    CHANGED_BY "changed_by" Text None OneOf(ChangedBy::WORDS);
    /// What a finished week had before it was restated; null where the key was not named.
    OLD_TOKENS "old_tokens" Integer Tokens AtLeast(0.0);
    /// What it has since; null where the key is not named any more.
    NEW_TOKENS "new_tokens" Integer Tokens AtLeast(0.0);
    /// `new_tokens` minus `old_tokens`.
    DELTA_TOKENS "delta_tokens" Integer Tokens Any;
    /// `new_tokens` over `old_tokens`, minus 1; null where either is null or the old one is 0.
    RELATIVE_CHANGE "relative_change_ratio" Real Ratio AtLeast(-1.0);
    /// The first snapshot that said what was believed before.
    OLD_SNAPSHOT_ID "old_snapshot_id" Text None Plain;
    /// The snapshot that said otherwise.
    NEW_SNAPSHOT_ID "new_snapshot_id" Text None Plain;

    // Claims.
    /// The claim, as in `data/reference/claims.csv`.
    CLAIM_ID "claim_id" Text None Plain;
    /// The claim in words.
    CLAIM_TEXT "claim_text" Text None Any;
    /// The value that was published; null where the claim has none.
    PUBLISHED_VALUE "published_value" Real None Any;
    /// The same value as computed here; null where it can't be.
    OUR_VALUE "our_value" Real None Any;
    /// The unit of both values.
    VALUE_UNIT "value_unit" Text None Plain;
    /// Where the tokens of vendors, or of the whole market, are from that this claim takes in the week: a chart of vendors where one has the week (or daily lists of models, added up), else for what is said of now the site's board of that week, else the models that a chart names, which leave a least and a most. Of two it is the one that stands last here, and `because` names both. `nothing` where none is held, and for claims that take none: about the models and apps of a board, scores, prices, and the length of a model chart.
    TOKENS_FROM "vendor_tokens_from" Text None OneOf(TokensFrom::WORDS);
    /// What the data says about the claim.
    VERDICT "verdict" Text None OneOf(Verdict::WORDS);
    /// Why that is the verdict.
    BECAUSE "because" Text None Any;

    // Benchmarks.
    /// The benchmark.
    BENCHMARK_NAME "benchmark_name" Text None Plain;
    /// Version of the benchmark, or the day its scores were published.
    BENCHMARK_VERSION "benchmark_version" Text None Plain;
    /// The score on the benchmark's own scale.
    SCORE "score" Real Score Any;
    /// Lower end of the interval that the benchmark gives.
    SCORE_LOW "score_low" Real Score Any;
    /// Upper end of the interval that the benchmark gives.
    SCORE_HIGH "score_high" Real Score Any;
    /// How the label came by its model, after `data/reference/benchmark_models.csv`: a catalogue has the same name, but for spaces, hyphens and capitals (`name`), the names differ and it is the same model (`same_model`), no model or none that can be told (`none`), nobody has looked (`unreviewed`).
    LABEL_MATCH "label_match" Text None OneOf(LabelMatch::WORDS);
    /// Labels of the version that mean this model; the best score speaks.
    LABEL_COUNT "label_count" Integer Count AtLeast(1.0);
    /// Days from the day on which upstream listed the model first, or on which the benchmark says it was released where no catalogue lists it, to the end of the window.
    AGE_DAYS "age_days" Integer None Any;

    // Correlations.
    /// What the score is held against: tokens, implied value or blended price of the models on the board.
    TARGET "target" Text None OneOf(Target::WORDS);
    /// Models with a score in this version of the benchmark, on the board or not.
    MATCHED_COUNT "matched_count" Integer Count AtLeast(0.0);
    /// What the correlation is of: models that have both, or vendors. Fewer than 10 give no number.
    PAIR_COUNT "pair_count" Integer Count AtLeast(0.0);
    /// Spearman's rank correlation, mid-ranks for ties: 1 is the same order, −1 the opposite.
    RHO "spearman_rho" Real None CORRELATION;
    /// Lower end of the interval of `spearman_rho`, nominally 95 %: percentiles of 10,000 resamples. With few pairs it is too narrow.
    RHO_LOW "spearman_rho_low" Real None CORRELATION;
    /// Upper end of the interval of `spearman_rho`.
    RHO_HIGH "spearman_rho_high" Real None CORRELATION;
    /// How often chance gives a `spearman_rho` as far from 0 or farther, in either direction, over 10,000 permutations.
    RHO_P "spearman_p_value" Real None PROBABILITY;
    /// Kendall's rank correlation tau-b: pairs in the same order less pairs in the opposite one, over those that are told apart.
    TAU "kendall_tau_b" Real None CORRELATION;
    /// Lower end of the interval of `kendall_tau_b`.
    TAU_LOW "kendall_tau_b_low" Real None CORRELATION;
    /// Upper end of the interval of `kendall_tau_b`.
    TAU_HIGH "kendall_tau_b_high" Real None CORRELATION;
    /// How often chance gives a `kendall_tau_b` as far from 0 or farther.
    TAU_P "kendall_p_value" Real None PROBABILITY;
    /// What the partial correlation holds fixed.
    PARTIAL_GIVEN "partial_given" Text None Plain;
    /// Models that have what the partial correlation needs.
    PARTIAL_COUNT "partial_pair_count" Integer Count AtLeast(0.0);
    /// Spearman's correlation of what `partial_given` does not explain, of ranks.
    PARTIAL_RHO "partial_rho" Real None CORRELATION;
    /// Lower end of the interval of `partial_rho`.
    PARTIAL_LOW "partial_rho_low" Real None CORRELATION;
    /// Upper end of the interval of `partial_rho`.
    PARTIAL_HIGH "partial_rho_high" Real None CORRELATION;
    /// Spearman's rank correlation over the 10 models with the best scores among the pairs, of equal scores the first by name. Null with fewer, or where all of them have one score or one value. Scores of the best lie close together and ten are few: that the interval takes in 0 does not say that there is no order.
    TOP_TEN_RHO "top_10_rho" Real None CORRELATION;
    /// Lower end of the interval of `top_10_rho`, nominally 95 %: percentiles of 10,000 resamples of these 10, a little too narrow.
    TOP_TEN_LOW "top_10_rho_low" Real None CORRELATION;
    /// Upper end of the interval of `top_10_rho`.
    TOP_TEN_HIGH "top_10_rho_high" Real None CORRELATION;
    /// Spearman's rank correlation over the 30 models with the best scores among the pairs, as `top_10_rho` is over 10.
    TOP_THIRTY_RHO "top_30_rho" Real None CORRELATION;
    /// Lower end of the interval of `top_30_rho`.
    TOP_THIRTY_LOW "top_30_rho_low" Real None CORRELATION;
    /// Upper end of the interval of `top_30_rho`.
    TOP_THIRTY_HIGH "top_30_rho_high" Real None CORRELATION;
    /// Vendors with a price that are absent in one of the two windows: none of the pairs, since absent is not zero.
    ABSENT_COUNT "absent_count" Integer Count AtLeast(0.0);
    /// Of the vendors that are compared, those that are named in both windows and may have had more: absent in some weeks, or lower bounds.
    PARTLY_COUNT "partly_present_count" Integer Count AtLeast(0.0);
    /// Of the vendors that are compared, those whose price lies within a range: `price_point` has it.
    PRICE_DOUBT_COUNT "doubted_price_count" Integer Count AtLeast(0.0);
    /// Least that the correlation over all vendors with a price can be, absent ones among them: whatever of `others` was theirs, and wherever within its range each price lies. It is no statistical interval.
    RHO_LEAST "spearman_rho_least" Real None CORRELATION;
    /// Most that the correlation over all vendors with a price can be, absent ones among them: whatever of `others` was theirs, and wherever within its range each price lies. It is no statistical interval.
    RHO_MOST "spearman_rho_most" Real None CORRELATION;
}

#[cfg(test)]
mod tests;
