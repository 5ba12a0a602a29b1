// How concentrated the market is: the number of equally large vendors that would be as concentrated.

// Effective vendors of an index, where a bound has no number of its own.
const vendorsOf = (hhi) => (hhi > 0 ? 10000 / hhi : null);

section("concentration", (width) => {
  const lines = [["tokens", "by tokens", "var(--one)", null], [state.basis, "by dollars", "var(--two)", "hatch-two"]].map(([basis, name, ink, hatch]) => ({
    name, short: name, colour: ink, hatch, band: `${name}, at least and at most`,
    points: chosen("concentration", { rule: state.rule, price_basis: basis }).map((row) => ({
      week: row.week_start_date, value: row.effective_vendors ?? vendorsOf(row.hhi), partial: row.is_complete === false, origin: row.value_origin,
      low: row.effective_vendors_low ?? vendorsOf(row.hhi_high), high: row.effective_vendors_high ?? vendorsOf(row.hhi_low), hhi: row.hhi,
    })).map((point) => (point.low == null || point.high == null ? { ...point, low: null, high: null } : point)),
    told: (p) => (p.value == null ? NONE : `${fixed(p.value, 1)} (HHI ${fixed(p.hhi, 0)})`),
  })).filter((line) => line.points.some((point) => point.value != null));
  if (lines.length === 0) return [nothing("No index at this basis and rule.")];
  const last = (line) => line.points.filter((point) => point.value != null && !point.partial).at(-1);
  const finding = lines.map((line) => (last(line) ? `${line.name} as concentrated as ${fixed(last(line).value, 1)} equal vendors` : null)).filter(Boolean).join("; ");
  const most = Math.max(10, ...lines.flatMap((line) => line.points.map((point) => Math.max(point.value ?? 0, point.high ?? 0))));
  const weeks = rows("concentration");
  return [figure({
    of: { days: daysOf(weeks), isPriced: lines.length > 1, isRuled: true, isOfAll: true },
    name: "concentration", title: "Effective number of vendors", finding: finding ? `In the last complete week ${finding}.` : null,
    node: lineChart({ label: "Effective number of vendors by week.", lines, width, height: 280, y: { type: "log", domain: [1, most], label: null, ticks: [1, 2, 5, 10, 20, 50, 100, 200, 500].filter((tick) => tick <= most), tickFormat: String, grid: true }, extra: [Plot.ruleY([1])] }),
    note: "Named vendors only (for dollars: priced ones). Lower means more concentrated. Logarithmic scale. Bands: what the remainder, and what has no price, may hide. Open dots: weeks that are not whole; diamonds: made or reconstructed.",
    tables: [tableOf("concentration", rows("concentration").filter((row) => row.rule === state.rule && (row.price_basis === "tokens" || row.price_basis === state.basis)), ["week_start_date", "price_basis", "hhi", "hhi_low", "hhi_high", "effective_vendors"])],
  })];
});
