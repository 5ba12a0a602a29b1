// What the figures rest on: tokens by what became of them when they looked for a price, and what moved since.

// What is listed has no price of its own at a mix that is measured, where the board counts input and output together.
const LISTED_ONLY = "listed_only";
const asPriced = (row) => (row.match_class === "priced" && row.priced_usd == null ? { ...row, match_class: LISTED_ONLY } : row);

const CLASSES = {
  priced: "has a price", [LISTED_ONLY]: "listed, but the board does not split it into input and output", free_ended: "free variant no longer listed", prompt_only: "takes input only", dynamic: "price depends on the route",
  unusable: "price can't be used", batch_zero: "batch variant without a price", remainder: "upstream's remainder", not_listed: "not in the catalogue",
};
// Without a price: patterns that are told apart without a colour (see `chart.js`).
const CLASS_INKS = {
  priced: "var(--one)", [LISTED_ONLY]: "url(#class-listed_only)", free_ended: "url(#class-free_ended)", not_listed: "var(--soft)", dynamic: "url(#class-dynamic)", prompt_only: "url(#class-prompt_only)",
  unusable: "url(#class-unusable)", batch_zero: "url(#class-batch_zero)", remainder: "url(#rest)",
};
const isFound = (row) => row.match_class === "priced" || row.match_class === LISTED_ONLY;
const classInk = (name) => CLASS_INKS[name] ?? "var(--rest)";
const boardText = (board) => (Object.hasOwn(BOARD_NAMES, board) ? BOARD_NAMES[board] : brief(board, 24));

function coverageChart(list, width) {
  const label = `Tokens by match class. ${list.filter(isFound).map((row) => `${boardText(row.board)}, ${word(row.price_basis)}: ${share(row.token_share)} ${row.match_class === LISTED_ONLY ? "are listed" : "have a price"}`).join("; ")}.`;
  const name = (row) => `${boardText(row.board)}:\n${word(row.price_basis).toLowerCase()}`;
  const order = [...Object.keys(CLASSES), ...list.map((row) => row.match_class)];
  const sortedList = [...list].sort((one, other) => order.indexOf(one.match_class) - order.indexOf(other.match_class));
  const ends = new Map();
  const parts = sortedList.map((row) => {
    const from = ends.get(name(row)) ?? 0;
    ends.set(name(row), from + row.token_share);
    return { ...row, from, to: from + row.token_share };
  });
  const insets = { insetRight: 1, insetTop: 3, insetBottom: 3 };
  const [left, right] = [Math.ceil(Math.max(...[...ends.keys()].flatMap((text) => text.split("\n")).map((line) => wideness(line)))) + 12, 24];
  // The share of each part that has room for it, on it.
  const said = parts.filter((part) => part.token_share * (width - left - right) > wideness(share(part.token_share), 12, 600) + 10);
  const text = (list, className, how = {}) => Plot.text(list, { y: name, x: (part) => (part.from + part.to) / 2, text: (part) => share(part.token_share), className, ...how });
  const isPriced = (part) => part.match_class === "priced";
  const chart = plot(label, {
    width, height: 44 + 42 * ends.size, marginLeft: left, marginRight: right, marginTop: 26, marginBottom: 8,
    x: { domain: [0, 1], tickFormat: "%", label: null, axis: "top", ticks: isNarrow(width) ? 2 : 5 },
    y: { domain: [...ends.keys()], label: null, tickSize: 0 },
    marks: [
      Plot.barX(parts, { y: name, x1: "from", x2: "to", fill: (part) => classInk(part.match_class), ...insets }),
      Plot.barX(parts.filter(unobserved), { y: name, x1: "from", x2: "to", fill: patternOf, ...insets, pointerEvents: "none" }),
      text(said.filter(isPriced), `part-share ${isOnDark() ? "of-light" : "of-dark"}`),
      text(said.filter((part) => !isPriced(part)), "part-share over-pattern"),
    ],
  });
  // Those of the patterns, which lie over the bars, come behind these.
  [...chart.querySelectorAll("rect")].filter((bar) => bar.__data__ != null).slice(0, parts.length).forEach((bar) => {
    const part = parts[bar.__data__];
    tipped(bar, CLASSES[part.match_class] ?? word(part.match_class), [
      { text: "of the tokens", value: share(part.token_share) }, { text: "tokens", value: scaled(part.tokens) }, { text: "models", value: String(part.model_count) },
    ], part.reason ? [brief(part.reason, 160)] : []);
  });
  return chart;
}

function classKey(list) {
  const used = [...Object.keys(CLASSES), ...distinct(list, (row) => row.match_class)].filter((name, at, all) => all.indexOf(name) === at && list.some((row) => row.match_class === name));
  return element("ul", { class: "key", "aria-label": "Classes" }, ...used.map((name) => {
    const box = shape("svg", { width: 22, height: 13, "aria-hidden": "true" }, shape("rect", { width: 22, height: 13, fill: classInk(name) }));
    return element("li", {}, box, CLASSES[name] ?? word(name));
  }));
}

// How much of the tokens has a price on each board, at the prices that are chosen, or at those that there are.
function coverageText(list) {
  const basis = list.some((row) => row.price_basis === state.basis) ? state.basis : list[0].price_basis;
  const within = (board) => (Object.hasOwn(BOARD_NAMES, board) ? boardText(board).charAt(0).toLowerCase() + boardText(board).slice(1) : boardText(board));
  const on = list.filter((row) => row.price_basis === basis);
  // Of how many tokens and which days each is a part.
  const whole = (row) => `of the ${scaled(sum(on.filter((one) => one.board === row.board), (one) => one.tokens))} that the board counts from ${(daysOf([row]) ?? []).map(dayText).join(" to ")}`;
  const saidOf = (name) => on.filter((row) => row.match_class === name).map((row) => `${within(row.board)} ${share(row.token_share)} ${whole(row)}`).join("; ");
  const [priced, listedOnly] = [saidOf("priced"), saidOf(LISTED_ONLY)];
  return [
    priced ? `Of the tokens these have a price, ${word(basis).toLowerCase()}: ${priced}.` : null,
    listedOnly ? `Of models that are listed, but without a split into input and output, so that no dollars come of it: ${listedOnly}.` : null,
  ].filter(Boolean).join(" ") || null;
}

const moverName = (row) => (row.kind.startsWith("vendor_") ? named(row.key) : brief(row.key, 60));

// What moved most, in one sentence each: the parts of tokens and of money, who came and who went.
function moversText(list) {
  const most = (kind) => list.filter((row) => row.kind === kind && row.delta_value != null).sort((one, other) => Math.abs(other.delta_value) - Math.abs(one.delta_value))[0];
  const [tokens, money] = [most("vendor_token_share"), most("vendor_dollar_share")];
  const turn = (row) => `${moverName(row)}, ${share(row.old_value)} to ${share(row.new_value)}`;
  const some = (kind, value) => list.filter((row) => row.kind === kind).sort((one, other) => (one.move_rank ?? 0) - (other.move_rank ?? 0)).slice(0, 3)
    .map((row) => (row[value] == null ? moverName(row) : `${moverName(row)} (${share(row[value])})`)).join(", ");
  const [came, went] = [some("vendor_entered", "new_value"), some("vendor_left", "old_value")];
  const week = (tokens ?? money ?? list[0]).week_start_date;
  const said = [
    tokens ? `Of the tokens: ${turn(tokens)}.` : null,
    money ? `Of the money, ${word(money.price_basis).toLowerCase()}: ${turn(money)}.` : null,
    came ? `Named anew: ${came}.` : null,
    went ? `Not named any more: ${went}.` : null,
  ].filter(Boolean);
  return said.length > 0 ? `The largest moves in the week of ${dayText(week)}. ${said.join(" ")}` : `${list.length} ${list.length === 1 ? "figure" : "figures"} moved in the week of ${dayText(week)}, no vendor's part among them.`;
}

// The largest change among values that were told again.
function largestChange(list) {
  const known = list.filter((row) => row.old_tokens > 0 && row.new_tokens != null);
  const most = [...known].sort((one, other) => Math.abs(other.relative_change_ratio ?? 0) - Math.abs(one.relative_change_ratio ?? 0))[0];
  if (!most) return null;
  const name = most.scope === "vendor" ? named(most.key) : most.scope === "total" ? "the whole market" : brief(most.key, 60);
  const change = fixed(100 * (most.new_tokens / most.old_tokens - 1), 1);
  return `${name}, week of ${dayText(most.week_start_date)}, ${scaled(most.old_tokens)} to ${scaled(most.new_tokens)} (${change.startsWith("−") ? change : `+${change}`}%).`;
}

// How many values one source told again with other numbers, and how many two sources tell apart, which is no change of upstream's;
// what a correction changed is neither.
function restatedText(all) {
  const list = all.filter((row) => row.changed_by !== "correction");
  const ours = all.length - list.length;
  const corrected = ours === 0 ? null : `${ours} ${ours === 1 ? "value was" : "values were"} changed by a correction or its end, and not by upstream.`;
  if (list.length === 0) return ["No value that this run read was told again with another number.", corrected].filter(Boolean).join(" ");
  const isOfTwo = (row) => (row.reason ?? "").includes("of two sources");
  const [again, apart] = [list.filter((row) => !isOfTwo(row)), list.filter(isOfTwo)];
  const count = (rows, one, many) => `${rows.length} ${rows.length === 1 ? one : many}`;
  const [changed, differing] = [largestChange(again), largestChange(apart)];
  return [
    again.length > 0 ? `${count(again, "value was", "values were")} told again with other numbers.` : "No source told a value again with another number.",
    changed ? `The largest change: ${changed}` : null,
    apart.length > 0 ? `${count(apart, "value differs", "values differ")} between two sources, which may count or copy otherwise: upstream need not have changed ${apart.length === 1 ? "it" : "them"}.` : null,
    differing ? `The largest such difference: ${differing}` : null,
    corrected,
  ].filter(Boolean).join(" ");
}

// Where there is neither figure nor table: what of this section the run was asked for, and what can't be told.
function nothingTold() {
  const whole = distinct(rows("token_share").filter((row) => row.is_complete), (row) => row.week_start_date);
  const moved = !("mover" in DATA.tables) ? null
    : has("token_share") && whole.length < 2 ? "What moved can't be told: there is no complete week before the newest one to compare it with."
      : "No figure moved in the newest complete week.";
  return [
    moved, "coverage" in DATA.tables ? "No usage was looked up for a price." : null,
    "restatement" in DATA.tables ? null : "What upstream changed afterwards is not told in this run.",
  ].filter(Boolean).join(" ");
}

section("coverage", (width) => {
  const parts = [];
  // What no token is in has no mark: the table has it.
  const list = chosen("coverage", { window_kind: "board" }).filter((row) => row.token_share > 0).map(asPriced);
  if (list.length > 0) {
    const made = list.some((row) => row.value_origin === "made");
    parts.push(figure({
      of: { days: daysOf(list), isOfAll: true },
      name: "coverage", title: "Which part of the tokens has a price", finding: coverageText(list), node: element("div", {}, coverageChart(list, width), classKey(list)), marks: unobservedOf(list),
      note: `A bar is all tokens that a board counts in its window, its remainder among them: this usage weighs prices, and it is not the vendor chart, of whose tokens other sections say what has a price.${made ? " In this run that usage was made up for demonstration." : ""}`,
      tables: [tableOf("coverage", rows("coverage"), ["board", "price_basis", "match_class", "token_share", "tokens", "model_count", "window_kind", "window_start_date"], list)],
    }));
  }
  if (has("mover")) {
    parts.push(element("h3", {}, "What moved in the newest complete week"), element("p", { class: "finding" }, moversText(rows("mover"))), tableOf("mover", rows("mover"), ["kind", "key", "old_value", "new_value", "delta_value", "old_text", "new_text"]));
  }
  if ("restatement" in DATA.tables) {
    parts.push(element("h3", {}, "What upstream changed afterwards"), element("p", { class: "finding" }, restatedText(rows("restatement"))));
  }
  if (has("restatement")) {
    parts.push(tableOf("restatement", rows("restatement"), ["scope", "key", "week_start_date", "old_tokens", "new_tokens", "relative_change_ratio", "changed_by"]));
  }
  return parts.length > 0 ? parts : [nothing(nothingTold())];
});
