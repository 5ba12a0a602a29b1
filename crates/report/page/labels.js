// What columns are called above a table. Downloads and commands keep their names, which the list below each table has beside
// what they are called.

// What the words of a name alone do not say, by the name without its endings. What stands here for one column stands for its
// bounds, too.
const CALLED = {
  // Of when, of whom, and what a row rests on.
  vendor_tokens_from: "tokens of vendors are from", week_start: "week from", week_anchor: "weeks begin on", snapshot_id: "answer it is from", window_start: "from", window_end: "to", past_week_start: "beside the week from", released: "first listed", known_from: "believed since",
  group_id: "group", group_of: "members are", board: "usage of", price_basis: "prices", match_class: "what became of it", value_origin: "values are", weeks_present: "weeks with its name", past_weeks_present: "first weeks with its name", now_weeks_present: "last weeks with its name",
  complete: "whole week", attributed: "label of a vendor", lower_bound: "tokens are a lower bound", upper_bound: "price is an upper bound", price_confidence: "price known by", mix_origin: "input/output split", mix_age_days: "age of the split, days",
  coverage_share: "tokens with a price", input_mix_share: "input among the tokens of the mix", usage_start: "usage from", usage_end: "usage to", exact_price_share: "at a price listed then", weights_share: "named by the weights, at least", weights_age_days: "age of the weights, days", kept_share: "tokens that count",
  // Tokens, dollars, prices.
  token_share: "share of tokens", named_token_share: "share of named tokens", gap_token_share: "gap measured from", unknown_token_share: "share, nobody knows whose", unknown_tokens: "tokens, nobody knows whose", without_free_token_share: "share without free tokens",
  majority: "over half of all", named_majority: "over half of named", without_free_majority: "over half without free", dollar_share: "share of dollars", implied: "implied value", priced: "value with a price", blended: "price", cheapest_week: "cheapest week", dearest_week: "dearest week",
  // Growth and moves.
  past_share: "share at first", now_share: "share at last", past_tokens: "tokens at first", now_tokens: "tokens at last", delta: "change of share", growth_label: "growth is told as", growth_window: "weeks compared", annual: "growth a year", weekly_change_count: "weekly changes", drawn_block_count: "blocks of four weeks in a drawn series", of_market: "growth over the market's",
  old_tokens: "tokens before", new_tokens: "tokens since", delta_tokens: "change in tokens", changed_by: "changed by", relative_change: "new over old, less 1", key: "who", kind: "what moved", move_rank: "place among such moves", old_value: "before", new_value: "now", delta_value: "change", old_text: "before, in words", new_text: "now, in words", value_unit: "unit",
  // Ranks, concentration, correlation, claims.
  token_rank: "rank by tokens", dollar_rank: "rank by dollars", app_count: "apps", app_count_rank: "rank by apps", dollar_places_gained: "places higher by dollars", app_places_gained: "places higher by apps", other_board_places_gained: "places higher than on the other board", other_board_token_rank: "rank by tokens on the other board", other_board_dollar_rank: "rank by dollars on the other board", other_board_reason: "note on the other board",
  app_token_share: "share that apps show", on_opus: "value at the price of Opus", of_opus: "price over that of Opus", opus_model: "which Opus", hhi: "HHI", top_1_share: "share of the largest", top_4_share: "share of the 4 largest", top_9_share: "share of the 9 largest",
  app_name: "which app", whale: "the largest", whale_kind: "the largest is", whale_tokens: "tokens of the largest", whale_share: "share of the largest", without_whale_token_share: "share without it", without_whale_token_rank: "rank without it", without_whale_hhi: "HHI without it",
  spearman_rho: "Spearman's rho", kendall_tau_b: "Kendall's tau-b", spearman_p_value: "p of rho", kendall_p_value: "p of tau-b", top_10_rho: "rho of the 10 best", top_30_rho: "rho of the 30 best", pair_count: "pairs", partial_given: "what is held fixed", partial_pair_count: "pairs, with that held fixed", partial_rho: "rho, with that held fixed", absent_count: "left out: absent at first or at last", partly_present_count: "of the pairs, may have had more", doubted_price_count: "of the pairs, price in a range", model_count: "models", age_days: "age of the model, days", window_kind: "weighed for", claim_id: "claim", claim_text: "what it says", because: "why", our_value: "ours", published_value: "published",
};
// Endings that say a unit which the cells do not have themselves, or nothing at all.
const UNITS_OF = [["_usd_per_mtok", "$/M tokens"], ["_points", "points"], ["_usd", null], ["_ratio", null], ["_date", null], ["_at", null]];
// The ends of what lies between two: of an interval of chance, or of what can be.
const CHANCE = /^(annual|of_market|score|spearman_rho|kendall_tau_b|partial_rho|top_\d+_rho)_(low|high)$/;
const ENDS = { low: "at least", least: "at least", high: "at most", most: "at most" };
const CHANCE_ENDS = { low: "low end", high: "high end" };

// What a column is called: its words, which end of a range it is, and its unit.
function labelOf(column) {
  const [ending, unit] = UNITS_OF.find(([one]) => column.endsWith(one)) ?? ["", null];
  // `past_most_tokens` is the most of `past_tokens`.
  const bare = column.slice(0, column.length - ending.length).replace(/^is_/, "").replace(/(^|_)most_tokens$/, "$1tokens_most");
  const [, stem, end] = bare.match(/^(.+)_(low|least|high|most)$/) ?? [null, bare, null];
  const called = Object.hasOwn(CALLED, stem) ? CALLED[stem] : stem.replaceAll("_", " ");
  return [called, end && (CHANCE.test(bare) ? CHANCE_ENDS : ENDS)[end], unit].filter(Boolean).join(", ");
}

// Of which tokens those parts are that say how far a price reaches.
const WHOLES = {
  coverage_share: "of the tokens that the usage behind the price names",
  exact_price_share: "of the tokens that have a price",
  weights_share: "of all tokens that the vendor has in the weeks of that usage",
  kept_share: "of all tokens of the row",
};
function wholesOf(columns) {
  const said = columns.filter((column) => Object.hasOwn(WHOLES, column)).map((column) => `\u201c${labelOf(column)}\u201d: ${WHOLES[column]}`);
  return said.length > 0 ? element("p", { class: "more" }, `${said.join("; ")}.`) : null;
}

// What the columns of a table are: what each is called, its name, and what it means. Written when somebody looks.
function columnList(name, columns) {
  const list = element("dl");
  const details = element("details", { class: "columns" }, element("summary", {}, `What the columns of ${name} are`), list);
  details.addEventListener("toggle", () => {
    if (!details.open || list.hasChildNodes()) return;
    list.append(...columns.flatMap((column) => [
      element("dt", {}, labelOf(column), " ", element("code", {}, column)), element("dd", {}, ...coded(DATA.columns[column].doc)),
    ]));
  });
  return details;
}
