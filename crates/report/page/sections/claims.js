// The claims of the published analysis: what fails first, then what holds, then what nobody can tell.

const VERDICTS = { fails: ["✗", "Fails"], holds: ["✓", "Holds"], cannot_be_tested: ["?", "Cannot be tested"] };

// Units that are plurals.
const COUNTED = new Set(["weeks", "days", "months", "years", "models", "apps", "vendors"]);

function claimValue(value, unit) {
  const text = unitValue(value, unit);
  if (value == null) return text;
  if (unit === "usd_per_mtok") return `${text}/M`;
  // One of what is counted is no plural.
  if (value === 1 && COUNTED.has(unit)) return `${text} ${unit.slice(0, -1)}`;
  return unit && !["share", "tokens", "usd", "ratio", "count", "rank", "correlation"].includes(unit) ? `${text} ${unit}` : text;
}

// Where the number of a claim stands: a table, the row, and the column. A row counts only where it has that number.
const OPUS = (row) => row.model?.startsWith("anthropic/claude-4.6-opus");
const MIMO = (row) => row.model?.startsWith("xiaomi/mimo-v2-pro");
const QWEN = (row) => row.model?.startsWith("qwen/qwen3.6-plus");
const RESTS_ON = {
  anthropic_dollar_share: ["vendor_gap", { ...PUBLISHED, vendor: "anthropic" }, "dollar_share"],
  anthropic_token_share: ["vendor_gap", { ...PUBLISHED, vendor: "anthropic" }, "token_share"],
  anthropic_last_year: ["vendor_growth", { rule: "published", vendor: "anthropic" }, "past_share"],
  market_growth: ["vendor_growth", { rule: "published", vendor: "total" }, "growth_ratio"],
  follows_price: ["price_correlation", PUBLISHED, "spearman_rho"],
  benchmark_correlation: ["benchmark_correlation", { target: "tokens" }, "spearman_rho"],
  top_model_by_dollars: ["model_leaderboard", { price_basis: "list_3to1" }, "implied_usd", OPUS],
  top_model_tokens: ["model_leaderboard", {}, "tokens", OPUS],
  top_model_token_rank: ["model_leaderboard", {}, "token_rank", OPUS],
  top_model_apps: ["model_leaderboard", { board: "apps" }, "app_count", OPUS],
  qwen36_apps: ["model_leaderboard", { board: "apps" }, "app_count", QWEN],
  mimo_tokens: ["model_leaderboard", { board: "apps" }, "tokens", MIMO],
  mimo_price: ["model_leaderboard", { price_basis: "list_3to1", board: "apps" }, "blended_usd_per_mtok", MIMO],
  opus_run_fraction: ["model_leaderboard", { price_basis: "list_3to1", board: "apps" }, "of_opus_ratio", MIMO],
};
// The section that shows a table.
const PLACE_OF = { vendor_gap: "gap", vendor_growth: "growth", price_correlation: "quality", benchmark_correlation: "quality", model_leaderboard: "leaderboard" };

function restOf(claim) {
  if (!Object.hasOwn(RESTS_ON, claim.claim_id)) return null;
  const [table, wanted, column, is = () => true] = RESTS_ON[claim.claim_id];
  const row = rows(table).find((one) => Object.entries(wanted).every(([name, value]) => one[name] === value) && is(one) && isSame(one[column], claim.our_value));
  return row && body(PLACE_OF[table]) ? { table, column, row } : null;
}

// The address of the section at the rule and basis of the row, so that the number is in what it shows.
function viewOf({ table, row }) {
  const bases = new Set(cases().map((one) => one.basis));
  const rules = new Set(cases().map((one) => one.rule));
  const parts = [PLACE_OF[table], rules.has(row.rule) ? `rule=${row.rule}` : null, bases.has(row.price_basis) ? `basis=${row.price_basis}` : null];
  return `#${parts.filter(Boolean).join("&")}`;
}

function restLine(claim) {
  const rest = restOf(claim);
  if (!rest) return null;
  const { table, column, row } = rest;
  const place = [row.model == null ? null : modelName(row.model), row.board == null ? null : given(BOARD_NAMES)(row.board)?.toLowerCase(), row.vendor == null || row.model != null ? null : vendorWord(row.vendor) ?? row.vendor].filter(Boolean).join(", ");
  const link = element("a", { href: viewOf(rest), title: `${table}, ${whoseOf(table, row)}: leads to the view that has this row` }, `${labelOf(column)} in ${table}`);
  const isOffered = command(table, row, column) != null;
  const how = element("button", { type: "button", class: "why", onclick: () => explained(table, row, column) }, "how it is made");
  return element("p", { class: "rests" }, "ours: ", link, place ? ` (${brief(place, 60)})` : "", isOffered ? element("span", { class: "how" }, " · ", how) : null);
}

// Up to where ours may go. The row has a value alone, which is the least where a remainder may hide more: its reason says the most.
const SCALES = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };
function claimMost(row) {
  if (row.our_value == null) return null;
  const said = /\bup to (\$?)(\d+(?:\.\d+)?)([KMBT]?)( %)?(?![\d.])/.exec(row.because) ?? /^(?:\d+(?:\.\d+)? %) to ()(\d+(?:\.\d+)?)()( %) then\b/.exec(row.because);
  // Of another unit than the value it is of something else.
  if (!said || (said[4] != null) !== (row.value_unit === "share") || (said[1] !== "") !== (row.value_unit === "usd")) return null;
  const most = (Number(said[2]) * (SCALES[said[3]] ?? 1)) / (said[4] ? 100 : 1);
  return most > row.our_value && claimValue(most, row.value_unit) !== claimValue(row.our_value, row.value_unit) ? most : null;
}

function claimRange(row) {
  const [least, most] = [row.our_value, claimMost(row)];
  return most == null ? claimValue(least, row.value_unit) : `${unitValue(least, row.value_unit)} to ${claimValue(most, row.value_unit)}`;
}

// What was published and what is ours; of what nobody published nothing is said.
function claimValues(row) {
  const published = row.published_value == null ? null : element("b", {}, claimValue(row.published_value, row.value_unit));
  const ours = row.our_value == null ? null : element("b", {}, claimRange(row));
  if (!published && !ours) return null;
  const parts = [published ? ["published ", published] : [], published && ours ? [" · "] : [], ours ? ["ours ", ours] : []];
  return element("p", { class: "claim-values" }, ...parts.flat());
}

const isUnobserved = (row) => unobserved(row) != null;

// In how many weeks a claim held, failed, or could not be tested, and in which it held.
function weeksLine(row) {
  const all = rows("claim").filter((one) => one.claim_id === row.claim_id);
  if (all.length < 2) return null;
  const of = (verdict) => all.filter((one) => one.verdict === verdict);
  const said = Object.keys(VERDICTS).filter((verdict) => of(verdict).length > 0).map((verdict) => `${VERDICTS[verdict][1].toLowerCase()} in ${of(verdict).length}`);
  const held = of("holds").map((one) => dayText(one.week_start_date));
  const which = held.length > 0 && held.length <= 6 ? `; it holds in the week${held.length === 1 ? "" : "s"} of ${held.join(", ")}` : "";
  return element("p", { class: "because" }, `Of ${all.length} weeks: ${said.join(", ")}${which}.`);
}

// The week that a claim is tested on. Of a chart of models its reason alone says whether that week still ran.
const isRunning = (row) => partialWeeks().has(row.week_start_date) || row.because.includes("the running one among them");
const claimWeek = (row) => `week of ${dayText(row.week_start_date)}${isRunning(row) ? " (not whole)" : ""}`;

function claimCard(row) {
  const [sign, name] = VERDICTS[row.verdict] ?? ["?", row.verdict];
  const isMade = isUnobserved(row);
  return element("li", { class: `claim ${row.verdict}${isMade ? " unobserved" : ""}`, id: `claim-${row.claim_id}` },
    element("p", { class: "verdict" }, element("span", { "aria-hidden": "true" }, sign), ` ${name}`, element("span", { class: "of-week" }, `, ${claimWeek(row)}`)),
    element("p", { class: "claim-text" }, `“${brief(row.claim_text, 300)}”`),
    claimValues(row),
    element("p", { class: "because" }, brief(inWords(row.because), 500)),
    weeksLine(row),
    restLine(row),
    claimElsewhere(row),
    isMade ? element("p", { class: "origin" }, `rests on values that were ${WORDS[row.value_origin]}`) : null);
}

// What the edges of the cards say.
function claimKey(list) {
  if (!list.some(isUnobserved)) return null;
  const entry = (text, dash) => element("li", {}, shape("svg", { width: 26, height: 6, "aria-hidden": "true" }, shape("path", { d: "M0,3 h26", class: "key-line", "stroke-dasharray": dash })), text);
  return element("ul", { class: "key", "aria-label": "Edges of the cards" }, list.every(isUnobserved) ? null : entry("rests on observed values"), entry("dashed: rests on values that were made up or reconstructed", "5,3"));
}

// Which weeks the verdicts are of: each claim has its own.
function claimWeeks(list) {
  const weeks = distinct(list, (row) => row.week_start_date).sort();
  const isOne = distinct(rows("claim"), (row) => row.week_start_date).length < 2;
  const running = list.find(isRunning) ?? list[0];
  if (weeks.length === 1) return isOne ? `Tested on the ${claimWeek(running)}.` : `Each by the newest week that has a verdict, or, where none has, by the newest: the ${claimWeek(running)}.`;
  return `Each by the newest week that has a verdict, or, where none has, by the newest: weeks of ${dayText(weeks[0])} to ${dayText(weeks.at(-1))}, and each card says which.`;
}

// How many fail and hold on what was observed, and, apart from these, on what was made or reconstructed.
function claimsText(list) {
  const tested = list.filter((row) => row.verdict !== "cannot_be_tested");
  const counted = (rows) => {
    const [fail, hold] = ["fails", "holds"].map((verdict) => rows.filter((row) => row.verdict === verdict).length);
    return `${fail || "none"} ${fail > 1 ? "fail" : "fails"} and ${hold || "none"} ${hold > 1 ? "hold" : "holds"}`;
  };
  const [observed, others] = [tested.filter((row) => !isUnobserved(row)), tested.filter(isUnobserved)];
  return [
    `${list.length} ${list.length === 1 ? "claim" : "claims"}.`, claimWeeks(list),
    `On observed values ${counted(observed)}.`,
    others.length > 0 ? `On values that were made up or reconstructed ${counted(others)}: that tests the method, not the market.` : null,
    `${list.length - tested.length} cannot be tested.`,
  ].filter(Boolean).join(" ");
}

section("claims", () => {
  const list = newestClaims();
  // What holds on inputs that were made says nothing of the world: it stands apart.
  const of = (verdict, isMade) => ({ verdict, isMade, cards: list.filter((row) => row.verdict === verdict && isUnobserved(row) === isMade) });
  const untested = { verdict: "cannot_be_tested", cards: list.filter((row) => row.verdict === "cannot_be_tested") };
  const blocks = [...["fails", "holds"].flatMap((verdict) => [of(verdict, false), of(verdict, true)]), untested].filter(({ cards }) => cards.length > 0);
  const name = ({ verdict, isMade }) => `${VERDICTS[verdict][1]}${isMade ? ", on values that were made up or reconstructed" : ""}`;
  return [
    element("p", { class: "finding" }, claimsText(list)),
    claimKey(list),
    ...blocks.flatMap((block) => [element("h3", {}, name(block)), element("ul", { class: "claims" }, ...block.cards.map(claimCard))]),
    tableOf("claim", list, ["claim_id", "week_start_date", "verdict", "published_value", "our_value", "value_unit", "claim_text", "because"]),
  ];
});
