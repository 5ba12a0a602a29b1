// How much of a vendor hangs on its largest model or app, and what would be left of the vendor without it.

const MOST_WHALES = 16;
const WHALE_KINDS = { model: "model", app: "app" };

// Whether some of a vendor's tokens have no name, so that less than its share is certain.
const isOpen = (row) => row.whale_share_low != null && row.whale_share - row.whale_share_low >= NARROW;

function whaleChart(list, kind, width) {
  const label = `Part of each vendor's tokens that is its largest ${kind}. ${list.slice(0, 4).map((row) => `${named(row.vendor)}: ${share(row.whale_share)}, ${whaleName(row)}`).join("; ")}.`;
  const narrow = isNarrow(width);
  const insetTop = narrow ? 20 : 4;
  const y = (row) => row.vendor;
  const [left, right] = narrow ? [14, 58] : [124, 250];
  const shortVendor = (vendor) => (vendor === "all" ? "all" : shortened(fitted(shortName(vendor), narrow ? 100 : left - 14), wholeName(vendor)));
  const beside = (row) => shortened(fitted(`${share(row.whale_share)}  ${whaleName(row)}`, right - 10), whaleName(row, 80));
  const above = (row) => shortened(fitted(`${shortVendor(row.vendor)}: ${whaleName(row)}`, width - left - 4), whaleName(row, 80));
  const ink = (row) => (row.vendor === "all" ? "var(--soft)" : colour(row.vendor));
  const chart = plot(label, {
    width, height: 40 + (narrow ? 44 : 27) * list.length, marginLeft: left, marginRight: right, marginTop: 28, marginBottom: 8,
    x: { domain: [0, 1], tickFormat: "%", label: null, axis: "top", ticks: narrow ? 2 : 4, grid: true },
    y: { domain: list.map(y), label: null, axis: narrow ? null : "left", tickSize: 0, tickFormat: shortVendor },
    marks: [
      Plot.barX(list, { x: "whale_share", y, fill: ink, insetTop, insetBottom: 4 }),
      Plot.barX(list.filter(unobserved), { x: "whale_share", y, fill: patternOf, insetTop, insetBottom: 4 }),
      // What is certain, where a part of the vendor's tokens has no name.
      Plot.tickX(list.filter(isOpen), { x: "whale_share_low", y, stroke: "var(--ink)", strokeWidth: 2, insetTop: insetTop - 2, insetBottom: 2 }),
      Plot.text(list, { y, x: 1, text: (row) => (narrow ? share(row.whale_share) : beside(row)), textAnchor: "start", dx: 6, dy: narrow ? 8 : 0, className: "direct" }),
      // Where there is no room beside the bars, names stand above them.
      narrow ? Plot.text(list, { y, x: 0, text: above, textAnchor: "start", dy: -11, className: "direct" }) : null,
    ],
  });
  const scale = chart.scale("y");
  for (const row of list) {
    const strip = shape("rect", { class: "strip", x: 0, width, y: scale.apply(row.vendor) - 2, height: scale.bandwidth + 4 });
    chart.append(tipped(strip, row.vendor === "all" ? "All vendors" : named(row.vendor), [
      { text: whaleName(row, 60), value: `${scaled(row.whale_tokens)}, ${share(row.whale_share)}` },
      { text: "at least", value: share(row.whale_share_low) },
      { text: "its part of the board, and without", value: `${share(row.token_share)}, ${share(row.without_whale_token_share)}` },
      { text: "its rank, and without", value: `${row.token_rank ?? NONE}, ${row.without_whale_token_rank ?? NONE}` },
    ], row.reason ? [brief(row.reason, 200)] : []));
  }
  return chart;
}

// An app that has no name is called by its id, whole: a model's is its vendor and its name.
function whaleName(row, most = 40) {
  if (!row.whale && !row.app_name) return row.vendor === "all" ? "the largest of each" : "none";
  return brief(row.app_name ?? (row.whale_kind === "app" ? row.whale : modelName(row.whale)), most);
}

section("whale", (width) => {
  const parts = [];
  for (const board of distinct(rows("whale"), (row) => row.board).sort().reverse()) {
    const on = rows("whale").filter((row) => row.board === board);
    for (const kind of distinct(on, (row) => row.whale_kind).sort().reverse()) {
      const all = on.filter((row) => row.whale_kind === kind);
      const list = all.filter((row) => row.whale_share != null && !state.hidden.has(row.vendor) && row.vendor !== "others")
        .sort((one, other) => (other.vendor === "all") - (one.vendor === "all") || other.tokens - one.tokens).slice(0, MOST_WHALES);
      if (list.length === 0) continue;
      const first = list.find((row) => row.vendor !== "all");
      const what = `${WHALE_KINDS[kind] ?? word(kind)}: ${(BOARD_NAMES[board] ?? brief(board)).toLowerCase()}`;
      parts.push(figure({
        name: `whale-${board}-${kind}`, title: `Largest ${what}`,
        finding: first ? `${share(first.whale_share)}${isOpen(first) ? ` (at least ${share(first.whale_share_low)})` : ""} of the tokens of ${named(first.vendor)}, the largest vendor ${state.hidden.size > 0 ? "shown" : "of the board"}, are ${whaleName(first, 60)}${first.without_whale_token_share == null ? "" : `; without it the vendor would have ${share(first.without_whale_token_share)} of the board instead of ${share(first.token_share)}`}.` : null,
        node: whaleChart(list, kind, width), of: { days: daysOf(list) },
        marks: unobservedOf(list),
        note: "Vendors by tokens, the largest first. A line across a bar: what is certain, where a part of the vendor's tokens on the board has no name.",
        tables: [tableOf("whale", all, ["vendor", "whale", "whale_share", "whale_share_low", "token_share", "without_whale_token_share", "token_rank", "without_whale_token_rank"], list)],
      }));
    }
  }
  return parts.length > 0 ? parts : [nothing("No vendor has a largest model or app that is known."), ...(has("whale") ? [tableOf("whale", rows("whale"), ["vendor", "whale"])] : [])];
});
