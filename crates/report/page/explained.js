// A number's way back to its bytes: the first step of it from the rows of this page, and the command that goes on from there.

// Tables of which `tokenshare explain` knows numbers: what it needs to find a row, and the columns of which it is asked, that
// which the table is about first. All columns that it knows are in `DATA.explained`, as the program has them.
const EXPLAINED = {
  token_share: [["vendor", "week"], ["token_share", "tokens"]],
  dollar_share: [["vendor", "week", "basis", "rule"], ["dollar_share", "dollar_share_high", "blended_usd_per_mtok"]],
  vendor_gap: [["vendor", "basis", "rule"], ["gap_points", "token_share", "dollar_share_high", "tokens"]],
  vendor_growth: [["vendor", "rule"], ["growth_ratio", "now_tokens", "past_tokens"]],
  growth_rate: [["vendor", "window", "until"], ["annual_ratio", "growth_ratio", "now_tokens"]],
  group_share: [["group", "week", "basis", "rule"], ["dollar_share", "token_share"]],
  concentration: [["week", "basis", "rule"], ["effective_vendors", "hhi"]],
  vendor_price: [["vendor", "week", "basis", "rule"], ["blended_usd_per_mtok", "coverage_share", "kept_share"]],
  model_leaderboard: [["model", "board", "basis"], ["implied_usd", "tokens"]],
};
const COLUMN_OF = { vendor: "vendor", week: "week_start_date", basis: "price_basis", rule: "rule", group: "group_id", window: "growth_window", until: "window_end_date", model: "model", board: "board" };
const isExplained = (name, column) => Object.hasOwn(DATA.explained, name) && DATA.explained[name].includes(column);

// What an option is given. The table of prices has no weeks, but windows: that of its board, which nobody has to name, and single weeks.
function optionValue(name, row, one) {
  if (name === "vendor_price" && one === "week") return row.window_kind === "week" ? row.window_start_date : null;
  return row[COLUMN_OF[one]];
}

// A word for a shell, whatever is in it.
const shell = (text) => (/^[A-Za-z0-9._:/-]+$/.test(text) ? text : `'${visible(text).replaceAll("'", "'\\''")}'`);
// An option with its value; one that begins with a dash would else be taken for an option itself.
const option = (name, text) => (String(text).startsWith("-") ? `--${name}=${shell(text)}` : `--${name} ${shell(text)}`);

// What to type for the number that the row is about, or the first that is not null; nothing for a row of nulls, or for a window
// that no option names. `about` is another column that somebody asks for; nothing where the command does not know it.
function command(name, row, about = null) {
  if (!Object.hasOwn(EXPLAINED, name) || (about && !isExplained(name, about))) return null;
  if (name === "vendor_price" && row.window_kind === "part") return null;
  const [options, columns] = EXPLAINED[name];
  const column = about ?? columns.find((one) => row[one] != null);
  if (!column) return null;
  const typed = options.map((one) => [one, optionValue(name, row, one)]).filter(([, value]) => value != null).map(([one, value]) => option(one, value));
  if (column !== columns[0]) typed.push(`--column ${column}`);
  return `tokenshare explain ${name} ${typed.join(" ")}`;
}

// The rows among which a row has its part: of its week or window, basis and rule.
const PEERS_BY = ["week_start_date", "window_start_date", "window_end_date", "price_basis", "rule"];
function peersOf(name, row) {
  return rows(name).filter((one) => PEERS_BY.every((column) => one[column] === row[column]));
}

// A number with enough digits that somebody can compute with it.
function exactly(value, prefix = "") {
  const size = Math.abs(value);
  const [unit, letter] = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"], [1, ""]].find(([least]) => size >= least) ?? [1, ""];
  const shown = value / unit;
  const places = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(shown) || 1)));
  return `${prefix}${fixed(shown, places)}${letter}`;
}
const exactUsd = (value) => exactly(value, "$");
const exactShare = (value) => `${fixed(100 * value, 2)}%`;

// A step of a number: what it is in words, with its numbers, and what comes out; `null` where something of it is not in the row.
const quotient = (column, words, over, under, print) => (over == null || !(under > 0) ? null : { column, words, numbers: `${print(over)} / ${print(under)}`, value: over / under });
const total = (list, column) => sum(list, (one) => one[column]);
// How many rows have a number, as a reader counts them.
const countOf = (list, column, what) => {
  const count = list.filter((one) => one[column] != null).length;
  return count === 1 ? `the one ${what}` : `all ${count} ${what}s`;
};

// Rows of vendors whose tokens nobody knows are no part of the sum.
const withTokens = (list) => {
  const count = list.filter((one) => one.tokens != null).length;
  return count === list.length ? countOf(list, "tokens", "row") : `the ${count} of ${list.length} rows that have tokens`;
};

const ofTokens = (name, row, peers) => quotient("token_share", `its tokens / the tokens of ${withTokens(peers)}${name === "token_share" ? " of the week, others among them" : ", others among them"}`, row.tokens, total(peers, "tokens"), exactly);
const ofDollars = (row, peers) => quotient("dollar_share", `its implied value / that of ${countOf(peers, "implied_usd", "vendor")} with a price`, row.implied_usd, total(peers, "implied_usd"), exactUsd);
const impliedValue = (row) => (row.tokens == null || row.blended_usd_per_mtok == null ? null : {
  column: "implied_usd", words: `its tokens${row.kept_share < 1 ? " that count" : ""} × its price per million tokens`,
  numbers: `${exactly(row.tokens)}${row.kept_share < 1 ? ` × ${exactShare(row.kept_share)}` : ""} × $${exactly(row.blended_usd_per_mtok)}/M`, value: (row.tokens * (row.kept_share ?? 1) * row.blended_usd_per_mtok) / 1e6,
});

const leaderboardValue = (row) => (row.coverage_share == null || row.blended_usd_per_mtok == null ? null : {
  column: "implied_usd", words: `its tokens${row.coverage_share < 1 ? " × the part of them with a price" : ""} × their price per million tokens`,
  numbers: `${exactly(row.tokens)}${row.coverage_share < 1 ? ` × ${exactShare(row.coverage_share)}` : ""} × $${exactly(row.blended_usd_per_mtok)}/M`, value: (row.tokens * row.coverage_share * row.blended_usd_per_mtok) / 1e6,
});

// Whether a group has the vendor of a row for sure, in the week of that row.
const isMember = (group, row) => Object.hasOwn(DATA.members, group) && DATA.members[group].some(([vendor, first, last]) => vendor === row.vendor && first <= row.week_start_date && row.week_start_date <= last);

// How many parts of a sum are written out.
const MOST_PARTS = 3;

// The dollars of a group of vendors: those of its members, of all that have a price in that week.
function groupDollars(row) {
  const week = chosen("dollar_share", { week_start_date: row.week_start_date, price_basis: row.price_basis, rule: row.rule }).filter((one) => one.implied_usd != null);
  const own = week.filter((one) => isMember(row.group_id, one)).sort((one, other) => other.implied_usd - one.implied_usd);
  if (own.length === 0) return null;
  const more = own.length > MOST_PARTS ? [`${own.length - MOST_PARTS} more`] : [];
  const largest = own.slice(0, MOST_PARTS);
  const step = quotient("dollar_share", `implied value of its members with a price (${listed([...largest.map((one) => shortName(one.vendor)), ...more])}) / that of ${countOf(week, "implied_usd", "vendor")} with a price`, total(own, "implied_usd"), total(week, "implied_usd"), exactUsd);
  const parts = [...largest.map((one) => exactUsd(one.implied_usd)), ...more].join(" + ");
  return step && { ...step, numbers: own.length > 1 ? `(${parts}) / ${exactUsd(total(week, "implied_usd"))}` : step.numbers };
}

// A group of vendors: its part of the tokens and of the dollars of its week. Of a group of models all tokens are told by what the
// row has of the unknown ones, and there are no dollars.
function groupSteps(row) {
  const week = chosen("token_share", { week_start_date: row.week_start_date });
  const all = row.group_of === "models" ? (row.unknown_token_share > 0 ? row.unknown_tokens / row.unknown_token_share : null) : total(week, "tokens");
  const others = week.find((one) => one.vendor === "others")?.tokens ?? 0;
  return [
    row.group_of === "models" ? null : quotient("named_token_share", "tokens of its members / the tokens of all named vendors of the week", row.tokens, all - others, exactly),
    quotient("token_share", "tokens of its members / all tokens of the week, others among them", row.tokens, all, exactly),
    groupDollars(row),
  ];
}

// The parts of a week that an index is of, the largest first.
function partsOf(row) {
  const week = { week_start_date: row.week_start_date };
  const parts = row.price_basis === "tokens" ? chosen("token_share", week).map((one) => one.named_token_share) : chosen("dollar_share", { ...week, price_basis: row.price_basis, rule: row.rule }).map((one) => one.dollar_share);
  return parts.filter((part) => part != null).sort((one, other) => other - one);
}

function concentrationSteps(row) {
  const parts = partsOf(row);
  if (parts.length === 0 || row.hhi == null) return [];
  const whose = row.price_basis === "tokens" ? "named vendor" : "vendor with a price";
  const largest = parts.slice(0, 3).map((part) => `${exactShare(part)}²`).join(" + ");
  const vendors = parts.length === 1 ? `the one ${whose}` : `all ${parts.length} ${row.price_basis === "tokens" ? "named vendors" : "vendors with a price"}`;
  return [
    { column: "hhi", words: `10,000 × the squares of the parts of ${vendors}, added up`, numbers: `10,000 × (${largest}${parts.length > 3 ? ` + ${parts.length - 3} more` : ""})`, value: 10000 * sum(parts, (part) => part * part) },
    quotient("effective_vendors", "10,000 / the index: as many vendors of one size would be as concentrated", 10000, row.hhi, (value) => fixed(value, value === 10000 ? 0 : 2)),
  ];
}

// A rate: the growth as if it had taken a year, and beside the growth of the market.
function rateSteps(row, peers) {
  const all = peers.find((one) => one.vendor === "total" && one.growth_window === row.growth_window);
  const days = (date(row.window_end_date) - date(row.window_start_date)) / DAY + 1 - 7 * row.weeks;
  return [
    quotient("growth_ratio", "tokens in the last weeks / tokens in the first weeks", row.now_tokens, row.past_tokens, exactly),
    row.vendor === "total" ? null : quotient("of_market_ratio", "its growth / that of the whole market over the same weeks", row.growth_ratio, all?.growth_ratio, exactly),
    row.growth_ratio == null || !(days > 0) ? null : {
      column: "annual_ratio", words: `its growth to the power of 365.25 days over the ${fixed(days, 0)} days between the two windows`,
      numbers: `${exactly(row.growth_ratio)} ^ (365.25 / ${fixed(days, 0)})`, value: row.growth_ratio ** (365.25 / days),
    },
  ];
}

// The first steps of the numbers of a row, the one that it is about last.
const STEPS = {
  token_share: (row, peers) => [ofTokens("token_share", row, peers)],
  dollar_share: (row, peers) => [impliedValue(row), ofDollars(row, peers)],
  vendor_gap: (row, peers) => [
    ofTokens("vendor_gap", row, peers), impliedValue(row), ofDollars(row, peers),
    row.dollar_share == null || row.gap_token_share == null ? null : {
      column: "gap_points", words: `its part of the money − its part of the tokens ${row.rule === "published" ? "of all" : "of vendors with a price"}`,
      numbers: `${exactShare(row.dollar_share)} − ${exactShare(row.gap_token_share)}`, value: 100 * (row.dollar_share - row.gap_token_share),
    },
  ],
  model_leaderboard: (row) => [leaderboardValue(row)],
  group_share: groupSteps,
  concentration: concentrationSteps,
  growth_rate: rateSteps,
  vendor_growth: (row, peers) => {
    const all = peers.find((one) => one.vendor === "total");
    const part = (when, said) => (row.vendor === "total" ? null : quotient(`${when}_share`, `its tokens ${said} / those of the whole market`, row[`${when}_tokens`], all?.[`${when}_tokens`], exactly));
    return [part("past", "in the first weeks"), part("now", "in the last weeks"), quotient("growth_ratio", "tokens in the last weeks / tokens in the first weeks", row.now_tokens, row.past_tokens, exactly)];
  },
};

// Whether a step gives what stands in the cell: a page of years has numbers of six digits.
function gives({ column, value }, row) {
  const cell = row[column];
  if (cell == null || !Number.isFinite(value)) return false;
  const [relative, least] = DATA.digits ? [2e-5, column.endsWith("_points") ? 2e-4 : 1e-6] : [1e-9, 1e-12];
  return Math.abs(value - cell) <= relative * Math.abs(cell) + least;
}

// The steps that give what stands in their cells; of the others nothing is said here.
function stepsOf(name, row) {
  if (!Object.hasOwn(STEPS, name)) return [];
  return STEPS[name](row, peersOf(name, row)).filter((step) => step && gives(step, row));
}

function stepList(name, row) {
  const steps = stepsOf(name, row);
  if (steps.length === 0) return null;
  return element("dl", { class: "steps" }, ...steps.flatMap(({ column, words, numbers }) => [
    element("dt", {}, labelOf(column), " ", element("code", {}, column)),
    element("dd", {}, words, element("br"), element("span", { class: "step" }, `= ${numbers} = `, element("b", {}, signedText(row, column)), column.endsWith("_points") ? " points" : "")),
  ]));
}

// What a row rests on, in sentences.
const RESTS = { value_origin: ["values", VALUES_KNOWN], price_confidence: ["price", PRICE_KNOWN], mix_origin: ["input and output", MIX_KNOWN] };

function restList(row) {
  const said = Object.entries(RESTS).filter(([column]) => row[column] != null)
    .map(([column, [what, words]]) => [what, [Object.hasOwn(words, row[column]) ? words[row[column]][1] : brief(row[column], 80)]]);
  if (row.is_upper_bound === true) said.push(["cached input", ["not known: all input counts as fresh, so the price is the most that it can be"]]);
  if (row.reason) said.push(["reason", coded(brief(row.reason, 400))]);
  return element("dl", {}, ...said.flatMap(([what, text]) => [element("dt", {}, what), element("dd", {}, ...text)]));
}

// Whose number it is: the words of its key.
function whoseOf(name, row) {
  const days = row.week_start_date ? `week of ${dayText(row.week_start_date)}` : row.window_start_date ? `${dayText(row.window_start_date)} to ${dayText(row.window_end_date)}` : null;
  const who = row.model != null ? modelName(row.model) : row.vendor != null ? vendorWord(row.vendor) ?? brief(row.vendor, 80) : row.group_id != null ? groupName(row.group_id) : null;
  const basis = row.price_basis != null ? calledOf("price_basis", row) ?? brief(row.price_basis, 40) : null;
  const rule = row.rule != null ? `rule \u201c${word(row.rule).toLowerCase()}\u201d` : null;
  const board = row.board != null && row.model != null ? calledOf("board", row) ?? brief(row.board, 40) : null;
  return [who, board, days, basis, rule].filter(Boolean).join(" · ");
}

function explained(name, row, about = null) {
  const dialog = document.getElementById("explain");
  const text = command(name, row, about);
  dialog.replaceChildren(
    element("h2", { id: "explain-title" }, "How this number is made"),
    element("p", { class: "whose" }, whoseOf(name, row)),
    stepList(name, row) ?? "",
    restList(row),
    element("p", {}, "All of it, down to the file and its SHA-256: type in the folder of the data (and ", element("code", {}, "--data"), " where it is another)"),
    element("pre", { tabindex: "0" }, element("code", {}, text)),
    element("p", { class: "tools" },
      element("button", { type: "button", onclick: () => navigator.clipboard?.writeText(text).catch(() => {}) }, "Copy the command"),
      element("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  dialog.showModal();
}
