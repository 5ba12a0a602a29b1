// Whether what scores well is used more, earns more, costs more: a scatter of models for each, with its rank correlation.

const TARGETS = {
  tokens: { title: "Score against tokens", value: "tokens", tick: scaled, upwards: "tokens" },
  dollars: { title: "Score against implied value", value: "implied_usd", tick: usd, upwards: "implied value" },
  price: { title: "Score against price per million tokens", value: "blended_usd_per_mtok", tick: price, upwards: "dollars per million tokens" },
};

function scatter(list, { value, tick, upwards }, benchmark, label, width) {
  const chart = scatterPlot(label, {
    width, x: { label: `score, ${benchmark}` }, y: { label: upwards, ...logScale(list.map((row) => row[value])), tickFormat: (number) => tick(number).replace(/\.0+(?=[A-Z]|$)/, "") },
    marks: [dots(list, "score", value)],
  });
  tipMarks(chart, "circle", list, (row) => [brief(row.model, 60), [
    { vendor: row.vendor, text: named(row.vendor), value: `score ${fixed(row.score, 1)}` },
    { text: "tokens", value: scaled(row.tokens) }, { text: "implied value", value: usd(row.implied_usd) }, { text: "per million tokens", value: signedPrice(row) },
  ]]);
  // Where not all names have room, those of the most used models do.
  const first = [...list].sort((one, other) => (other.tokens ?? 0) - (one.tokens ?? 0));
  return nameMarks(chart, first, (row) => ({ left: row.score, right: row.score, y: row[value] }), (row) => modelName(row.model), width);
}

// The correlation in words: what it is, how sure, and what is left of it once what else differs is held equal.
function correlated(row, what = "models") {
  if (!row) return "No correlation was computed.";
  const signed = (value) => (value == null ? NONE : (value < 0 ? "−" : "+") + fixed(Math.abs(value), 2));
  if (row.spearman_rho == null) return `No number: ${brief(row.reason ?? "no reason is given", 160)}.`;
  const interval = `${signed(row.spearman_rho_low)} to ${signed(row.spearman_rho_high)}`;
  const partial = row.partial_rho == null ? "" : ` Given ${row.partial_given}: ${signed(row.partial_rho)} (${signed(row.partial_rho_low)} to ${signed(row.partial_rho_high)}).`;
  return `Rank correlation ${signed(row.spearman_rho)} (${interval}) over ${row.pair_count} ${what}.${partial}`;
}

// Vendors by what their share changed by and what their tokens cost; a bar is how far the change can reach where some weeks
// do not name the vendor. Who is not named in one of the windows at all has a bar and no dot.
function priceScatter(list, label, width) {
  const signed = (value) => (value == null ? NONE : `${value > 0 ? "+" : value < 0 ? "−" : ""}${fixed(Math.abs(value), 1)}`);
  const exact = list.filter((row) => row.delta_points != null);
  const bounded = list.filter((row) => row.delta_least_points < row.delta_most_points || row.delta_points == null);
  const chart = scatterPlot(label, {
    width,
    x: { label: "change of token share, percentage points", tickFormat: signed },
    y: { label: "dollars per million tokens", ...logScale(list.map((row) => row.blended_usd_per_mtok)), tickFormat: (number) => (number < 0.01 ? `$${number}` : price(number)) },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleY(bounded, { y: "blended_usd_per_mtok", x1: "delta_least_points", x2: "delta_most_points", stroke: (row) => colour(row.vendor), strokeWidth: 6, strokeOpacity: 0.45, strokeLinecap: "round", className: "can-be" }),
      dots(exact, "delta_points", "blended_usd_per_mtok"),
    ],
  });
  const tell = (row) => [named(row.vendor), [
    { text: "share changed by", value: row.delta_points == null ? "not known" : `${signed(row.delta_points)} points` },
    { text: "can be", value: `${signed(row.delta_least_points)} to ${signed(row.delta_most_points)}` },
    { text: "per million tokens", value: price(row.blended_usd_per_mtok) },
    ...(row.price_least_usd_per_mtok < row.price_most_usd_per_mtok ? [{ text: "of all its tokens", value: `${price(row.price_least_usd_per_mtok)} to ${price(row.price_most_usd_per_mtok)}` }] : []),
  ]];
  tipMarks(chart, "g.can-be line", bounded, tell);
  tipMarks(chart, "circle", exact, tell);
  const middle = (row) => row.delta_points ?? (row.delta_least_points + row.delta_most_points) / 2;
  const first = [...list].sort((one, other) => Math.abs(middle(other)) - Math.abs(middle(one)));
  const reach = (row) => [row.delta_points, row.delta_least_points, row.delta_most_points].filter((points) => points != null);
  const ends = (row) => ({ left: Math.min(...reach(row)), right: Math.max(...reach(row)), y: row.blended_usd_per_mtok });
  return nameMarks(chart, first, ends, (row) => brief(shortName(row.vendor), 24), width);
}

// Change of share against price, over vendors.
function prices(width) {
  const list = chosen("price_point", { price_basis: state.basis, rule: state.rule });
  const isKnown = (row) => row.delta_points != null || (row.delta_least_points != null && row.delta_most_points != null);
  const shown = list.filter((row) => isKnown(row) && row.blended_usd_per_mtok > 0);
  if (shown.length === 0) return [];
  const about = rows("price_correlation").find((row) => row.price_basis === state.basis && row.rule === state.rule);
  const finding = correlated(about, "vendors");
  return [figure({
    of: { isOfAll: true, days: daysOf(shown), isPriced: true, vendors: shown.map((row) => row.vendor) },
    name: "quality-price", title: "Change of token share against price", finding,
    node: priceScatter(shown, `Change of token share against price, by vendor. ${finding}`, width),
    note: `Upwards on a logarithmic scale. A bar is what the change can be where some weeks do not name the vendor${shown.some((row) => row.delta_points == null) ? "; without a dot the vendor is absent from a whole window, and its change is known in bounds only" : ""}${shown.some((row) => row.value_origin !== "observed") ? "; open dots rest on values that were made or reconstructed" : ""}. Vendors without a price or without a past are in the table, with the reason.`,
    tables: [tableOf("price_point", list, ["vendor", "past_share", "now_share", "delta_points", "delta_least_points", "delta_most_points", "blended_usd_per_mtok", "price_least_usd_per_mtok", "price_most_usd_per_mtok", "coverage_share", "reason"], [...shown].sort((one, other) => (other.now_share ?? 0) - (one.now_share ?? 0)))],
  })];
}

// How many of the correlations have a number, and on which side of nothing their intervals lie.
function correlationsText(list) {
  const known = list.filter((row) => row.spearman_rho != null);
  if (known.length === 0) return `None of ${list.length} has a number; the reasons stand in the table.`;
  const above = known.filter((row) => row.spearman_rho_low > 0).length;
  const below = known.filter((row) => row.spearman_rho_high != null && row.spearman_rho_high < 0).length;
  const rest = known.length - above - below;
  const said = [[above, "above 0"], [below, "below 0"]].filter(([count]) => count > 0).map(([count, where]) => `${count} ${count === 1 ? "has its" : "have their"} whole interval ${where}`);
  if (rest > 0) said.push(`of ${rest} it can't be told whether ${rest === 1 ? "it is" : "they are"} above or below`);
  const none = list.length - known.length;
  return `Of ${list.length} correlations, over all boards and prices, ${said.join(", ")}${none > 0 ? `; ${none} ${none === 1 ? "has" : "have"} no number` : ""}.`;
}

section("quality", (width) => {
  const all = chosen("benchmark_point", { price_basis: state.basis });
  const parts = [];
  for (const board of ["site", "apps"]) {
    const on = all.filter((row) => row.board === board);
    for (const benchmark of distinct(on, (row) => row.benchmark_name)) {
      const versions = distinct(on.filter((row) => row.benchmark_name === benchmark), (row) => row.benchmark_version).sort();
      const version = versions.at(-1);
      const list = on.filter((row) => row.benchmark_name === benchmark && row.benchmark_version === version);
      for (const [target, how] of Object.entries(TARGETS)) {
        const shown = list.filter((row) => row.score != null && row[how.value] > 0);
        if (shown.length === 0) continue;
        const about = rows("benchmark_correlation").find((row) =>
          row.board === board && row.benchmark_name === benchmark && row.benchmark_version === version && row.target === target && row.price_basis === state.basis);
        const finding = correlated(about);
        parts.push(figure({
          of: { isOfAll: true, days: daysOf(shown), isPriced: target !== "tokens", vendors: shown.map((row) => row.vendor) },
          name: `quality-${board}-${target}-${parts.length}`, title: `${how.title}: ${board === "site" ? "the whole site" : "public app pages"}`, finding,
          node: scatter(shown, how, word(benchmark), `${how.title}. ${finding}`, width),
          note: `${word(benchmark)}, ${version}; upwards on a logarithmic scale. One dot a model that has both${shown.some((row) => row.value_origin !== "observed") ? "; open dots rest on values that were made or reconstructed" : ""}. The scores are of one day, whatever the weeks of the usage.`,
          tables: target === "tokens" ? [tableOf("benchmark_point", list, ["model", "vendor", "score", "tokens", "implied_usd", "blended_usd_per_mtok", "released_date"], [...shown].sort((one, other) => other.tokens - one.tokens))] : [],
        }));
      }
    }
  }
  if (parts.length === 0) parts.push(nothing(rows("benchmark_point").length === 0
    ? "This run has no benchmark scores. With them it tells whether what scores well is used more: add \u201ceci/scores\u201d to the inputs of the pipeline file, fetch or import it (tokenshare tables --sources says where it is), and run again."
    : "No model with a score has usage at this basis: another price may have some."));
  if (has("benchmark_correlation")) {
    parts.push(element("h3", {}, "All correlations"), element("p", { class: "finding" }, correlationsText(rows("benchmark_correlation"))), tableOf("benchmark_correlation", rows("benchmark_correlation"), ["benchmark_name", "board", "target", "price_basis", "pair_count", "spearman_rho", "spearman_rho_low", "spearman_rho_high", "partial_rho"]));
  }
  if (has("price_correlation")) {
    parts.push(element("h3", {}, "Do vendors that gain share cost little?"), ...prices(width), tableOf("price_correlation", rows("price_correlation"), ["price_basis", "rule", "pair_count", "doubted_price_count", "spearman_rho", "spearman_rho_least", "spearman_rho_most", "spearman_rho_low", "spearman_rho_high"]));
  }
  return parts;
});
