// Groups of vendors: their part of the tokens and of the dollars by week, with bounds and the line at one half.

const GROUP_NAMES = {
  cn: "Vendors with headquarters in China", cn_published: "The six Chinese labs of the published analysis",
  cn_models: "Models of vendors with headquarters in China", cn_open: "Vendors in China all of whose models have open weights",
  cn_open_models: "Models with open weights of vendors in China", open: "Vendors all of whose models have open weights",
  open_models: "Models with open weights",
};

// The rows of a group at the basis that is chosen; a group of models has no dollars, and stands at none.
function groupRows(group) {
  const list = chosen("group_share", { ...choice(), group_id: group });
  return list.length > 0 ? list : chosen("group_share", { rule: state.rule, price_basis: "tokens", group_id: group });
}

const groupName = (group) => (Object.hasOwn(GROUP_NAMES, group) ? GROUP_NAMES[group] : brief(group.replaceAll("_", " "), 80));

// Of groups there are many: each is one small chart, on the scale that all share, and what repeats is said once.
const LINES = [
  { name: "part of all tokens", colour: "var(--one)", band: "all tokens: up to where all without a name would be the group's" },
  { name: "part of the tokens of named vendors", colour: "var(--one)", dash: "3,3" },
  { name: "part of the dollars", colour: "var(--two)", hatch: "hatch-two", band: "dollars: from least to most" },
];

function groupLines(list) {
  const point = (row, value, origin) => ({ week: row.week_start_date, value, partial: row.is_complete === false, origin });
  // Tokens may be observed where prices were made.
  const tokens = (row, value) => point(row, value, tokenOrigin(row));
  const [all, ofNamed, dollars] = LINES;
  return [
    { ...all, points: list.map((row) => ({ ...tokens(row, row.token_share), low: row.token_share_high == null ? null : row.token_share ?? 0, high: row.token_share_high })), told: (p) => (p.low == null ? share(p.value) : `${share(p.value)} (at most ${share(p.high)})`) },
    { ...ofNamed, points: list.map((row) => tokens(row, row.named_token_share)), told: (p) => share(p.value) },
    {
      ...dollars, points: list.map((row) => ({ ...point(row, row.dollar_share, row.value_origin), low: row.dollar_share_low, high: row.dollar_share_high })),
      told: (p) => (p.low == null ? share(p.value) : `${share(p.value)} (${share(p.low)} to ${share(p.high)})`),
    },
  ].filter((line) => line.points.some((p) => p.value != null || p.low != null));
}

function groupChart(group, list, said, [first, last], width) {
  // Over all weeks of all groups, so that charts below each other have the same weeks below each other.
  const half = Plot.ruleY([0.5], { x1: () => first, x2: () => last, stroke: "var(--ink)", strokeDasharray: "2,4" });
  const drawn = lineChart({
    label: `${groupName(group)}: part of tokens and dollars by week. ${said}.`, lines: groupLines(list), width, height: 190,
    y: { domain: [0, 1], tickFormat: "%", label: null, ticks: [0, 0.5, 1] }, extra: [half, Plot.ruleY([0])],
  });
  // The key of all stands below them.
  return drawn.querySelector(".walk") ?? drawn;
}

// The days that a chart is of: those of all groups, but for a group of so few weeks that each is named.
function spanOf(weeks, list) {
  const own = list.map((row) => row.week_start_date).sort();
  const from = own.length > FEW_WEEKS ? weeks : own;
  return [date(from[0]), own.length > FEW_WEEKS ? date(from.at(-1)) : weekEnd(from.at(-1))];
}

// The last week of a group that is whole, or, where none is, the last.
const lastOf = (list) => list.filter((row) => row.is_complete).at(-1) ?? list.at(-1);

// A week that is not whole has no say in which group has more than half.
const isWhole = ({ last }) => last.is_complete;

function saidOf(row) {
  const dollars = row.dollar_share == null ? "" : `, ${share(row.dollar_share)} of the dollars (${share(row.dollar_share_low)} to ${share(row.dollar_share_high)})`;
  return `${share(row.token_share)} of all tokens${dollars}`;
}

// Which groups have more than half of all tokens, and which may have.
function halves(groups) {
  const names = (list) => list.map(({ group }) => groupName(group)).join("; ");
  const over = groups.filter((one) => isWhole(one) && one.last.token_share > 0.5);
  const may = groups.filter((one) => isWhole(one) && !over.includes(one) && one.last.token_share_high > 0.5);
  if (!groups.some(isWhole)) return "No group has a week that is whole.";
  return [
    over.length > 0 ? `More than half of all tokens in its last complete week: ${names(over)}.` : "No group is known to have more than half of all tokens in its last complete week.",
    may.length > 0 ? `${may.length === 1 ? "One" : may.length} ${over.length > 0 ? "more " : ""}may have, once all that has no name is counted.` : null,
  ].filter(Boolean).join(" ");
}

section("groups", (width) => {
  const ids = distinct(chosen("group_share", { rule: state.rule }), (row) => row.group_id).sort();
  if (ids.length === 0) return [nothing("No group by this rule.")];
  const groups = ids.map((group) => ({ group, list: groupRows(group) })).filter(({ list }) => list.length > 0).map((one) => ({ ...one, last: lastOf(one.list) }));
  if (groups.length === 0) return [nothing("No group on this basis.")];
  const newest = groups.map(({ last }) => last.week_start_date).sort().at(-1);
  const columns = width < 620 || groups.length === 1 ? 1 : 2;
  const gap = 24;
  const weeks = distinct(groups.flatMap(({ list }) => list), (row) => row.week_start_date).sort();
  const each = Math.floor((width - gap * (columns - 1)) / columns);
  const places = groups.map(({ group, list, last }) => {
    // Of groups of models there may be later weeks than of groups of vendors.
    const week = last.week_start_date === newest ? "" : `, week of ${dayText(last.week_start_date)}`;
    const said = `${saidOf(last)}${week}${last.is_complete ? "" : " (a week that is not whole)"}`;
    const place = element("div", { class: "small", "data-group": group },
      element("p", { class: "small-name" }, groupName(group)),
      element("p", { class: "small-rate" }, said),
      groupElsewhere(group) ?? "",
      groupChart(group, list, said, spanOf(weeks, list), each));
    place.style.width = `${each}px`;
    return place;
  });
  const all = groups.flatMap(({ list }) => list);
  const grid = element("div", { class: "multiples of-groups" }, ...places);
  grid.style.columnGap = `${gap}px`;
  // Each line and each band that a chart has, once.
  const lines = groups.flatMap(({ list }) => groupLines(list));
  const key = lineKey(LINES.map(({ name }) => lines.find((line) => line.name === name && hasBand(line)) ?? lines.find((line) => line.name === name)).filter(Boolean), 0);
  return [figure({
    name: "groups", title: "Part of the tokens and of the dollars, group by group",
    of: { days: daysOf(all), isPriced: all.some((row) => row.dollar_share != null), isRuled: true, isOfAll: true },
    finding: halves(groups), node: element("div", {}, grid, key),
    note: `Numbers are of the last complete week${newest ? `, that of ${dayText(newest)} where no other is named` : ""}, ${byRule(state.rule)}. The dotted line is one half. \u201cAll tokens\u201d are those of the chart in that week, its remainder among them; the dollars are those of vendors with a price, their bounds are of all. Open dots: weeks that are not whole; diamonds: values that were made or reconstructed.`,
    tables: [tableOf("group_share", all, ["group_id", "week_start_date", "token_share", "named_token_share", "dollar_share", "dollar_share_low", "dollar_share_high"], groups.map(({ last }) => last))],
  })];
});
