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
    { ...all, points: list.map((row) => ({ ...tokens(row, row.token_share), low: row.token_share_high == null ? null : row.token_share ?? 0, high: row.token_share_high })), told: (p) => (p.low == null || share(p.high) === share(p.value) ? share(p.value) : `${share(p.value)} to ${share(p.high)}`) },
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
  return `${tokenRange(row)} of all tokens${dollars}`;
}

// The part of all tokens, up to where it may go, where that is elsewhere than where it is.
const tokenRange = (row) => (row.token_share_high == null || share(row.token_share_high) === share(row.token_share) ? share(row.token_share) : `${share(row.token_share)} to ${share(row.token_share_high)}`);

// How many of the groups that say the same part of the tokens are named beside one of them.
const MOST_TWINS = 2;

// Beside a group that says the same part of the tokens as others do: why.
function twinsOf(one, groups) {
  const { last } = one;
  const isTwin = (other) => other !== one && other.last.week_start_date === last.week_start_date && share(other.last.token_share) === share(last.token_share);
  const twins = last.token_share == null ? [] : groups.filter(isTwin);
  if (twins.length === 0) return null;
  const more = twins.length > MOST_TWINS ? [`${twins.length - MOST_TWINS} more`] : [];
  const names = listed([...twins.slice(0, MOST_TWINS).map((twin) => `\u201c${groupName(twin.group)}\u201d (${tokenRange(twin.last)})`), ...more]);
  const said = (...text) => element("p", { class: "small-else" }, ...text);
  if (twins.some((twin) => twin.last.tokens !== last.tokens)) return said(`Rounded the same as ${names}, of other tokens: ${exactly(last.tokens)} here.`);
  const isApart = twins.some((twin) => share(twin.last.token_share_high) !== share(last.token_share_high));
  const kind = last.group_of === "models" ? "model" : "vendor";
  return said(`The same tokens as ${names}: that week names no ${kind} that is known to be in only one of them${isApart ? ", but what has no name may be" : ""}.`);
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

const weekday = (anchor) => (anchor ? `${anchor.charAt(0).toUpperCase()}${anchor.slice(1)}` : null);

// Groups of vendors and groups of models are of two series, whose weeks may begin on different days. Nothing glues the two:
// either has an axis of its own. Were there weeks of two beginnings in one series, those of its newest week are drawn.
function seriesOf(groups) {
  const kindOf = ({ all }) => all[0].group_of ?? "vendors";
  return distinct(groups, kindOf).sort().reverse().map((kind) => {
    const held = groups.filter((one) => kindOf(one) === kind);
    const weeks = held.flatMap(({ all }) => all);
    const { week_anchor: anchor } = weeks.reduce((newest, row) => (row.week_start_date > newest.week_start_date ? row : newest));
    const drawn = held.map((one) => ({ ...one, list: one.all.filter((row) => row.week_anchor === anchor) })).filter(({ list }) => list.length > 0);
    const others = distinct(weeks.filter((row) => row.week_anchor !== anchor), (row) => row.week_start_date);
    return { kind, begins: weekday(anchor), others: others.length, all: weeks, groups: drawn.map((one) => ({ ...one, last: lastOf(one.list) })) };
  });
}

// The small charts of one series, on the axis that they share.
function groupGrid(groups, newest, width) {
  const columns = width < 620 || groups.length === 1 ? 1 : 2;
  const gap = 24;
  const weeks = distinct(groups.flatMap(({ list }) => list), (row) => row.week_start_date).sort();
  const each = Math.floor((width - gap * (columns - 1)) / columns);
  const places = groups.map((one) => {
    const { group, list, last } = one;
    const week = last.week_start_date === newest ? "" : `, week of ${dayText(last.week_start_date)}`;
    const said = `${saidOf(last)}${week}${last.is_complete ? "" : " (a week that is not whole)"}`;
    const place = element("div", { class: "small", "data-group": group },
      element("p", { class: "small-name" }, groupName(group)),
      element("p", { class: "small-rate" }, said),
      groupElsewhere(group) ?? "",
      twinsOf(one, groups) ?? "",
      groupChart(group, list, said, spanOf(weeks, list), each));
    place.style.width = `${each}px`;
    return place;
  });
  const grid = element("div", { class: "multiples of-groups" }, ...places);
  grid.style.columnGap = `${gap}px`;
  // Each line and each band that a chart has, once.
  const lines = groups.flatMap(({ list }) => groupLines(list));
  const key = lineKey(LINES.map(({ name }) => lines.find((line) => line.name === name && hasBand(line)) ?? lines.find((line) => line.name === name)).filter(Boolean), 0);
  return element("div", {}, grid, key);
}

function groupFigure({ kind, begins, others, all, groups }, series, width) {
  const newest = groups.map(({ last }) => last.week_start_date).sort().at(-1);
  const drawn = groups.flatMap(({ list }) => list);
  const isPriced = drawn.some((row) => row.dollar_share != null);
  const beside = series.filter((one) => one.kind !== kind && one.begins !== begins && one.begins);
  const notes = [
    `Numbers are of the last complete week${newest ? `, that of ${dayText(newest)}` : ""}, ${byRule(state.rule)}. The dotted line is one half.`,
    `\u201cAll tokens\u201d are those of the chart in that week, its remainder among them${isPriced ? "; the dollars are those of vendors with a price, their bounds are of all" : ""}.`,
    "Open dots: weeks that are not whole; diamonds: values that were made or reconstructed.",
    ...beside.map((one) => `Groups of ${one.kind} are counted in weeks that begin on ${one.begins}, which are other days: they have a chart of their own.`),
    others > 0 ? `The table has ${others} ${others === 1 ? "week that begins" : "weeks that begin"} on another day, which no chart of these can have.` : null,
  ];
  return figure({
    name: kind === "models" ? "groups-of-models" : "groups",
    title: `Groups of ${kind}: part of the tokens${isPriced ? " and of the dollars" : ""}${begins ? `, in weeks that begin on ${begins}` : ""}`,
    of: { days: daysOf(drawn), isPriced, isRuled: true, isOfAll: true },
    finding: halves(groups), node: groupGrid(groups, newest, width), note: notes.filter(Boolean).join(" "),
    tables: [tableOf("group_share", all, ["group_id", "week_start_date", "token_share", "named_token_share", "dollar_share", "dollar_share_low", "dollar_share_high"], groups.map(({ last }) => last))],
  });
}

section("groups", (width) => {
  const ids = distinct(chosen("group_share", { rule: state.rule }), (row) => row.group_id).sort();
  if (ids.length === 0) return [nothing("No group by this rule.")];
  const groups = ids.map((group) => ({ group, all: groupRows(group) })).filter(({ all }) => all.length > 0);
  if (groups.length === 0) return [nothing("No group on this basis.")];
  const series = seriesOf(groups);
  return series.map((one) => groupFigure(one, series, width));
});
