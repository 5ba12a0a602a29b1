// From tokens to dollars: a dumbbell for each vendor, with how far the dollars may lie apart. The gap is measured between
// parts of the same vendors; a square shows the part of all tokens beside it.

// Where the line to the dollars begins, so that its length is the gap: the part of the tokens that the gap is measured from.
const gapFrom = (row) => row.dollar_share - row.gap_points / 100;

function gapChart(list, width) {
  const label = `Gap between tokens and dollars. ${list.filter((row) => row.gap_points != null).slice(0, 4).map((row) => `${named(row.vendor)} ${points(row.gap_points)} points`).join("; ")}.`;
  const left = isNarrow(width) ? 96 : 124;
  const both = list.filter((row) => row.dollar_share != null);
  const measured = both.filter((row) => row.gap_points != null);
  const most = Math.max(0.1, ...list.map((row) => Math.max(row.token_share ?? 0, row.dollar_share ?? 0, row.dollar_share_high ?? 0)), ...measured.map(gapFrom));
  const y = (row) => row.vendor;
  const chart = plot(label, {
    width, height: 46 + 27 * list.length, marginLeft: left, marginRight: 74, marginTop: 30, marginBottom: 8,
    x: { domain: [0, Math.min(1, most * 1.02)], tickFormat: "%", label: null, axis: "top", ticks: isNarrow(width) ? 4 : 8, grid: true },
    y: { domain: list.map(y), label: null, tickFormat: (vendor) => shortened(fitted(shortName(vendor), left - 14), wholeName(vendor)), tickSize: 0 },
    marks: [
      Plot.ruleY(list.filter((row) => row.dollar_share_low != null), { y, x1: "dollar_share_low", x2: "dollar_share_high", stroke: (row) => colour(row.vendor), strokeWidth: 7, strokeOpacity: boundOpacity(), strokeLinecap: "round" }),
      Plot.ruleY(measured, { y, x1: (row) => Math.min(gapFrom(row), row.dollar_share), x2: (row) => Math.max(gapFrom(row), row.dollar_share), stroke: (row) => colour(row.vendor), strokeWidth: 2.5 }),
      Plot.dot(list.filter((row) => row.token_share != null), { x: "token_share", y, symbol: "square", r: 4.5, fill: "var(--paper)", stroke: (row) => colour(row.vendor), strokeWidth: 2 }),
      Plot.tickX(measured, { x: gapFrom, y, stroke: (row) => colour(row.vendor), strokeWidth: 2.5, insetTop: 4, insetBottom: 4, className: "gap-from" }),
      Plot.dot(both, { x: "dollar_share", y, r: 6, fill: (row) => colour(row.vendor) }),
      Plot.dot(both.filter(unobserved), { x: "dollar_share", y, r: 6, fill: dotPatternOf }),
      Plot.text(list, { y, x: () => Math.min(1, most * 1.02), text: (row) => (row.gap_points == null ? "no price" : points(row.gap_points)), textAnchor: "start", dx: 10, className: "direct" }),
    ],
  });
  return over(chart, list, left, width);
}

function gapKey() {
  const item = (text, ...marks) => element("li", {}, marks.length > 0 ? shape("svg", { width: 26, height: 14, "aria-hidden": "true" }, ...marks) : null, text);
  return element("ul", { class: "key", "aria-label": "Key" }, ...[
    item("part of all tokens", shape("rect", { x: 8, y: 2.5, width: 9, height: 9, class: "key-open" })),
    item(state.rule === "published" ? "the same part of all tokens: the gap is measured from here" : "part of the tokens of priced vendors: the gap is measured from here", shape("path", { d: "M13,0 v14 M13,7 h13", class: "key-line" })),
    item("part of the money", shape("circle", { cx: 13, cy: 7, r: 6, class: "key-ground" })),
    item("where the money may lie", shape("rect", { x: 1, y: 3.5, width: 24, height: 7, rx: 3.5, class: "key-band" })),
    item("number at the right: the gap in points"),
  ].filter(Boolean));
}

// A row under the pointer: the whole line answers, since the marks are small.
function over(chart, list, left, width) {
  const scale = chart.scale("y");
  for (const row of list) {
    const y = scale.apply(row.vendor);
    const strip = shape("rect", { class: "strip", x: 0, width, y: y - 2, height: scale.bandwidth + 4 });
    chart.append(tipped(strip, named(row.vendor), answerLines({ ...row, tokens: row.token_share, dollars: row.dollar_share }),
      [row.gap_points == null ? null : `gap ${points(row.gap_points)} points, from ${share(gapFrom(row))} of the tokens ${state.rule === "published" ? "of all" : "of priced vendors"}`, row.reason ? brief(row.reason, 200) : null].filter(Boolean)));
  }
  return chart;
}

// Most rows that the chart has: more are too many to look at, and the table has them all.
const MOST_GAPS = 24;
const largest = (row) => Math.max(row.token_share ?? 0, row.dollar_share ?? 0);

section("gap", (width) => {
  const all = chosen("vendor_gap", choice());
  const counts = all.filter((row) => row.vendor !== "others" && !state.hidden.has(row.vendor) && largest(row) >= 0.0005);
  const list = [...counts].sort((one, other) => largest(other) - largest(one)).slice(0, MOST_GAPS);
  const below = counts.length - list.length;
  if (list.length === 0) return [nothing("No vendor has both shares at this basis and rule.")];
  list.sort((one, other) => (other.gap_points ?? -1e6) - (one.gap_points ?? -1e6) || (other.token_share ?? 0) - (one.token_share ?? 0));
  const priced = list.filter((row) => row.gap_points != null);
  const shown = state.hidden.size > 0 ? ", of those shown" : "";
  const said = (what, row) => `${what} in money${shown}: ${named(row.vendor)}, ${points(row.gap_points)} points.`;
  const [first, last] = [priced[0], priced.at(-1)];
  const finding = [
    first?.gap_points > 0 ? said("Furthest ahead", first) : null,
    last?.gap_points < 0 ? said("Furthest behind", last) : null,
  ].filter(Boolean).join(" ") || null;
  const days = daysOf(list);
  const marks = unobservedOf(list);
  return [figure({
    name: "gap", title: "Part of the tokens against part of the money", finding, node: element("div", {}, gapKey(), gapChart(list, width)), marks,
    of: { days, isPriced: true, isRuled: true },
    note: `${days ? `${dayText(days[0])} to ${dayText(days[1])}${state.week ? ", not the chosen week" : ""}. ` : ""}${state.rule === "published" ? "By the published rule tokens are of all and dollars of the priced vendors: the gap mixes two bases." : "The gap, and the line, is measured among priced vendors only, so that all gaps add up to 0; the square is of all tokens, so it can lie on the other side."} ${windowDoubts(list)}${below > 0 ? ` ${below} vendors with less of both stand in the table alone.` : ""}`.trim(),
    tables: [tableOf("vendor_gap", all, ["vendor", "token_share", "dollar_share", "gap_points", "blended_usd_per_mtok", "coverage_share"])],
  })];
});
