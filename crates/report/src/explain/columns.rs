//! Which numbers of which tables can be explained.

/// The tables whose numbers can be explained.
pub const EXPLAINED: &[&str] = &[
    "token_share",
    "dollar_share",
    "vendor_gap",
    "vendor_growth",
    "growth_rate",
    "group_share",
    "concentration",
    "vendor_price",
    "model_leaderboard",
];

const TOKEN_SHARE: &[&str] = &["tokens", "named_token_share", "token_share"];
const DOLLAR_SHARE: &[&str] = &[
    "kept_share",
    "coverage_share",
    "blended_usd_per_mtok",
    "implied_usd",
    "dollar_share_low",
    "dollar_share_high",
    "dollar_share",
];
const VENDOR_GAP: &[&str] = &[
    "tokens",
    "most_tokens",
    "token_share",
    "gap_token_share",
    "kept_share",
    "coverage_share",
    "blended_usd_per_mtok",
    "implied_usd",
    "dollar_share_low",
    "dollar_share_high",
    "dollar_share",
    "gap_points",
];
const VENDOR_GROWTH: &[&str] = &[
    "past_tokens",
    "now_tokens",
    "past_most_tokens",
    "now_most_tokens",
    "past_share",
    "now_share",
    "delta_points",
    "growth_least_ratio",
    "growth_most_ratio",
    "growth_ratio",
];
const GROWTH_RATE: &[&str] = &[
    "past_tokens",
    "now_tokens",
    "growth_least_ratio",
    "growth_most_ratio",
    "growth_ratio",
    "of_market_low_ratio",
    "of_market_high_ratio",
    "of_market_ratio",
    "annual_low_ratio",
    "annual_high_ratio",
    "annual_ratio",
];
const GROUP_SHARE: &[&str] = &[
    "tokens",
    "unknown_tokens",
    "unknown_token_share",
    "named_token_share_high",
    "named_token_share",
    "token_share_high",
    "token_share",
    "without_free_token_share_low",
    "without_free_token_share_high",
    "without_free_token_share",
    "dollar_share_low",
    "dollar_share_high",
    "dollar_share",
];
const CONCENTRATION: &[&str] = &[
    "hhi_low",
    "hhi_high",
    "hhi",
    "top_1_share_low",
    "top_1_share_high",
    "top_1_share",
    "top_4_share_low",
    "top_4_share_high",
    "top_4_share",
    "top_9_share_low",
    "top_9_share_high",
    "top_9_share",
    "effective_vendors_low",
    "effective_vendors_high",
    "effective_vendors",
];
const VENDOR_PRICE: &[&str] = &["priced_tokens", "priced_usd", "kept_share", "coverage_share", "blended_usd_per_mtok"];
const MODEL_LEADERBOARD: &[&str] = &["tokens", "coverage_share", "blended_usd_per_mtok", "implied_usd"];

/// Each table whose numbers can be explained, with the columns of which that is known.
pub(crate) fn known() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    EXPLAINED.iter().map(|table| (*table, columns(table)))
}

/// The columns of a table that can be explained, the one that the table is about last; none of a table that can't.
pub(super) fn columns(table: &str) -> &'static [&'static str] {
    match table {
        "token_share" => TOKEN_SHARE,
        "dollar_share" => DOLLAR_SHARE,
        "vendor_gap" => VENDOR_GAP,
        "vendor_growth" => VENDOR_GROWTH,
        "growth_rate" => GROWTH_RATE,
        "group_share" => GROUP_SHARE,
        "concentration" => CONCENTRATION,
        "vendor_price" => VENDOR_PRICE,
        "model_leaderboard" => MODEL_LEADERBOARD,
        _ => &[],
    }
}
