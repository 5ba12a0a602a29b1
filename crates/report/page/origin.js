// What each number of a row rests on. A row says the weakest of all its parts; a column may rest on fewer of them.

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

// The line under a table that explains the signs in it.
function signsOf(name, list, columns) {
  const used = new Set(list.flatMap((row) => columns.map((column) => originOf(name, row, column))));
  const lines = Object.keys(SIGNS).filter((origin) => used.has(origin)).map((origin) => `${SIGNS[origin]} ${WORDS[origin]}`);
  return lines.length > 0 ? element("p", { class: "signs" }, `${lines.join(" · ")}. Numbers without a sign rest on observed values.`) : null;
}
