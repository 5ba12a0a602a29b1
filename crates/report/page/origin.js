// What each number of a row rests on, and the signs that say so. A row says the weakest of all its parts; a column may rest on fewer of them.

const OWN_WORD = "value_origin";
// Numbers that were published, counted or measured by others: no made price or usage is in them.
const GIVEN = new Set(["published_value", "score", "weeks", "weeks_present", "past_weeks_present", "now_weeks_present", "weights_age_days", "mix_age_days", "pair_count", "model_count", "app_count"]);
// Of tables of dollars, the columns that are of tokens alone.
const OF_TOKENS = new Set(["tokens", "most_tokens", "token_share", "token_share_high", "named_token_share", "named_token_share_high", "unknown_tokens", "unknown_token_share"]);
const DOLLAR_TABLES = new Set(["dollar_share", "vendor_gap", "group_share"]);

let tokenOrigins = null;
// The origins of each week's tokens, by vendor.
function originsOfWeeks() {
  if (tokenOrigins) return tokenOrigins;
  tokenOrigins = new Map();
  for (const row of rows("token_share")) {
    if (!tokenOrigins.has(row.week_start_date)) tokenOrigins.set(row.week_start_date, new Map());
    tokenOrigins.get(row.week_start_date).set(row.vendor, row.value_origin ?? "observed");
  }
  return tokenOrigins;
}

// The vendors' origins in the weeks of a row.
function weeksOfRow(row) {
  const all = originsOfWeeks();
  if (row.week_start_date) return [all.get(row.week_start_date)].filter(Boolean);
  return [...all].filter(([week]) => row.window_start_date <= week && week <= row.window_end_date).map(([, vendors]) => vendors);
}

// What the tokens of a row of a table of dollars rest on: its vendor's, or, of a group, those of the week that are weakest.
function tokenOrigin(row) {
  const weeks = weeksOfRow(row);
  if (weeks.length === 0) return row[OWN_WORD];
  const found = weeks.flatMap((vendors) => (row.group_id ? [...vendors.values()] : [vendors.get(row.vendor) ?? "observed"]));
  const tokens = weakest(found.map((value_origin) => ({ value_origin })));
  // Never weaker than the row, which has them among its parts.
  return ORIGINS.indexOf(tokens) < ORIGINS.indexOf(row[OWN_WORD]) ? tokens : row[OWN_WORD];
}

// What a number rests on; none where it is null or no number.
function originOf(name, row, column) {
  if (row[column] == null || !isNumeric(DATA.columns[column].kind) || GIVEN.has(column)) return null;
  const isOfTokens = DOLLAR_TABLES.has(name) && OF_TOKENS.has(column);
  if (!row[OWN_WORD] || row[OWN_WORD] === "observed") return null;
  const origin = isOfTokens ? tokenOrigin(row) : row[OWN_WORD];
  return origin === "observed" ? null : origin;
}

const SIGNS = { made: "†", reconstructed: "‡" };

// Signs before prices that are not what the tokens cost at list prices, as `price_mark.rs` has them for `show`.
const PRICE_SIGNS = {
  "≤": { is: (row) => row.is_upper_bound === true, told: "at most: the cached part of the input is not known, all of it counts as fresh" },
  "~": { is: (row) => row.mix_origin === "reference", told: "at the mix of other tokens: no source splits these into input and output" },
};
const PRICE_COLUMN = "blended_usd_per_mtok";
const priceSigns = (row) => Object.keys(PRICE_SIGNS).filter((sign) => PRICE_SIGNS[sign].is(row)).join("");
const signedPrice = (row) => (row[PRICE_COLUMN] == null ? NONE : priceSigns(row) + price(row[PRICE_COLUMN]));
// The lines that explain the signs before the prices of rows.
const priceLines = (list) => Object.keys(PRICE_SIGNS)
  .filter((sign) => list.some((row) => row[PRICE_COLUMN] != null && PRICE_SIGNS[sign].is(row)))
  .map((sign) => `${sign} ${PRICE_SIGNS[sign].told}`);

// A cell of a table: in words where it has some, by the unit of its row, with the signs of its row before a price.
function signedText(row, column) {
  if (column === PRICE_COLUMN) return signedPrice(row);
  if (row.value_unit != null && OF_UNIT.has(column)) return unitValue(row[column], row.value_unit, column === "delta_value");
  const text = calledOf(column, row) ?? cellText(DATA.columns[column], row[column]);
  return column === "reason" || column === "because" ? plain(text) : text;
}

// The line under a table that explains the signs in it.
function signsOf(name, list, columns) {
  const used = new Set(list.flatMap((row) => columns.map((column) => originOf(name, row, column))));
  const origins = Object.keys(SIGNS).filter((origin) => used.has(origin)).map((origin) => `${SIGNS[origin]} ${WORDS[origin]}`);
  const prices = columns.includes(PRICE_COLUMN) ? priceLines(list) : [];
  const lines = [
    origins.length > 0 ? `${origins.join(" · ")}. Numbers without a sign rest on observed values.` : null,
    prices.length > 0 ? `${prices.join(" · ")}.` : null,
  ].filter(Boolean);
  return lines.length > 0 ? element("p", { class: "signs" }, lines.join(" ")) : null;
}
