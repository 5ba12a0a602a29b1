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

function groupChart(group, dollars, width) {
  const point = (row, value, origin) => ({ week: row.week_start_date, value, partial: row.is_complete === false, origin });
  // Tokens may be observed where prices were made.
  const tokens = (row, value) => point(row, value, tokenOrigin(row));
  const lines = [
    { name: "part of all tokens", short: "all tokens", colour: "var(--one)", points: dollars.map((row) => ({ ...tokens(row, row.token_share), low: row.token_share_high == null ? null : row.token_share ?? 0, high: row.token_share_high })), told: (p) => (p.low == null ? share(p.value) : `${share(p.value)} (at most ${share(p.high)})`), band: "all tokens: up to where all without a name would be the group's" },
    { name: "part of the tokens of named vendors", short: "named tokens", colour: "var(--one)", dash: "3,3", points: dollars.map((row) => tokens(row, row.named_token_share)), told: (p) => share(p.value) },
    {
      name: "part of the dollars", short: "dollars", colour: "var(--two)",
      points: dollars.map((row) => ({ ...point(row, row.dollar_share, row.value_origin), low: row.dollar_share_low, high: row.dollar_share_high })),
      told: (p) => (p.low == null ? share(p.value) : `${share(p.value)} (${share(p.low)} to ${share(p.high)})`),
      hatch: "hatch-two", band: "dollars: from least to most",
    },
  ].filter((line) => line.points.some((p) => p.value != null || p.low != null));
  const half = Plot.ruleY([0.5], { stroke: "var(--ink)", strokeDasharray: "2,4" });
  const name = Plot.text([0.5], { y: 0.5, text: () => "one half", frameAnchor: "left", dx: 4, dy: -7, className: "direct" });
  return lineChart({
    label: `${groupName(group)}: part of tokens and dollars by week.`, lines, width, height: 260,
    y: { domain: [0, 1], tickFormat: "%", label: null, ticks: 5 }, extra: [half, Plot.ruleY([0])], above: [name],
  });
}

function groupFigure(group, width) {
  const list = groupRows(group);
  const last = list.filter((row) => row.is_complete).at(-1) ?? list.at(-1);
  const dollars = last.dollar_share == null ? "" : `, ${share(last.dollar_share)} of the dollars (${share(last.dollar_share_low)} to ${share(last.dollar_share_high)})`;
  return figure({
    name: `group-${group}`, title: groupName(group),
    of: { days: daysOf(list), isPriced: dollars !== "", isRuled: true, isOfAll: true },
    finding: `Week of ${dayText(last.week_start_date)}: ${share(last.token_share)} of all tokens${dollars}.`, node: groupChart(group, list, width),
    note: "Solid: of all tokens, the remainder among them. Dashed: of the tokens of named vendors. Open dots: weeks that are not whole; diamonds: values that were made or reconstructed.",
    tables: [tableOf("group_share", list, ["group_id", "week_start_date", "token_share", "named_token_share", "dollar_share", "dollar_share_low", "dollar_share_high"])],
  });
}

section("groups", (width) => {
  const groups = distinct(chosen("group_share", { rule: state.rule }), (row) => row.group_id).sort();
  if (groups.length === 0) return [nothing("No group by this rule.")];
  return groups.map((group) => groupFigure(group, width));
});
