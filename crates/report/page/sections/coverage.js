// What the figures rest on: tokens by what became of them when they looked for a price, and what moved since.

const CLASSES = {
  priced: "has a price", free_ended: "free variant no longer listed", prompt_only: "takes input only", dynamic: "price depends on the route",
  unusable: "price can't be used", batch_zero: "batch variant without a price", remainder: "upstream's remainder", not_listed: "not in the catalogue",
};
// Without a price: greys from dark to light, the remainder hatched.
const CLASS_INKS = { priced: "var(--one)", free_ended: "#59616b", not_listed: "#858d96", dynamic: "#a8aeb5", prompt_only: "#70787f", unusable: "#3f464e", batch_zero: "#c2c7cc", remainder: "url(#rest)" };

function coverageChart(list, width) {
  const label = `Tokens by match class. ${list.filter((row) => row.match_class === "priced").map((row) => `${row.board}, ${word(row.price_basis)}: ${share(row.token_share)} have a price`).join("; ")}.`;
  const name = (row) => `${row.board}: ${word(row.price_basis).toLowerCase()}`;
  const order = Object.keys(CLASSES);
  const sortedList = [...list].sort((one, other) => order.indexOf(one.match_class) - order.indexOf(other.match_class));
  const ends = new Map();
  const parts = sortedList.map((row) => {
    const from = ends.get(name(row)) ?? 0;
    ends.set(name(row), from + row.token_share);
    return { ...row, from, to: from + row.token_share };
  });
  const insets = { insetRight: 1, insetTop: 3, insetBottom: 3 };
  const chart = plot(label, {
    width, height: 44 + 34 * ends.size, marginLeft: isNarrow(width) ? 136 : 180, marginRight: 24, marginTop: 26, marginBottom: 8,
    x: { domain: [0, 1], tickFormat: "%", label: null, axis: "top", ticks: isNarrow(width) ? 2 : 5 },
    y: { domain: [...ends.keys()], label: null, tickSize: 0, tickFormat: (text) => (isNarrow(width) ? text.replace(": ", ":\n") : text) },
    marks: [
      Plot.barX(parts, { y: name, x1: "from", x2: "to", fill: (part) => CLASS_INKS[part.match_class] ?? "#858d96", ...insets }),
      Plot.barX(parts.filter(unobserved), { y: name, x1: "from", x2: "to", fill: patternOf, ...insets, pointerEvents: "none" }),
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
  const used = Object.keys(CLASSES).filter((name) => list.some((row) => row.match_class === name));
  return element("ul", { class: "key", "aria-label": "Classes" }, ...used.map((name) => {
    const box = shape("svg", { width: 22, height: 13, "aria-hidden": "true" }, shape("rect", { width: 22, height: 13, fill: CLASS_INKS[name] }));
    return element("li", {}, box, CLASSES[name]);
  }));
}

section("coverage", (width) => {
  const parts = [];
  const list = chosen("coverage", { window_kind: "board" });
  if (list.length > 0) {
    const made = list.some((row) => row.value_origin === "made");
    parts.push(figure({
      of: { days: daysOf(list), isOfAll: true },
      name: "coverage", title: "Which part of the tokens has a price", node: element("div", {}, coverageChart(list, width), classKey(list)), marks: unobservedOf(list),
      note: `Of the usage that weighs prices: the window of each board.${made ? " In this run that usage was made up for demonstration." : ""}`,
      tables: [tableOf("coverage", rows("coverage"), ["board", "price_basis", "match_class", "token_share", "tokens", "model_count", "window_kind", "window_start_date"], list)],
    }));
  }
  if (has("mover")) {
    parts.push(element("h3", {}, "What moved in the newest complete week"), tableOf("mover", rows("mover"), ["kind", "key", "old_value", "new_value", "delta_value", "old_text", "new_text"]));
  }
  if (has("restatement")) {
    parts.push(element("h3", {}, "What upstream changed afterwards"), tableOf("restatement", rows("restatement"), ["scope", "key", "week_start_date", "old_tokens", "new_tokens", "relative_change_ratio"]));
  }
  return parts;
});
