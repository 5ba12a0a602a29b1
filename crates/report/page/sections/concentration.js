// How concentrated the market is: the number of equally large vendors that would be as concentrated.

// Effective vendors of an index, where a bound has no number of its own.
const vendorsOf = (hhi) => (hhi > 0 ? 10000 / hhi : null);

// The top of the scale: of the weeks that are whole. A week that still runs may leave nearly all open, and would stretch it.
function topOf(lines) {
  const points = lines.flatMap((line) => line.points);
  const bounds = points.filter((point) => !point.partial).map((point) => point.high ?? 0);
  return roundAbove(Math.max(10, ...bounds, ...points.map((point) => point.value ?? 0)));
}

const numberText = (value) => (value >= 1000 ? `${fixed(value / 1000, 0)} thousand` : fixed(value, value < 99.5 ? 1 : 0));

section("concentration", (width) => {
  const lines = [["tokens", "by tokens", "var(--one)", null], [state.basis, "by dollars", "var(--two)", "hatch-two"]].map(([basis, name, ink, hatch]) => ({
    name, short: name, colour: ink, hatch, band: `${name}, at least and at most`,
    points: chosen("concentration", { rule: state.rule, price_basis: basis }).map((row) => ({
      week: row.week_start_date, value: row.effective_vendors ?? vendorsOf(row.hhi), partial: row.is_complete === false, origin: row.value_origin,
      low: row.effective_vendors_low ?? vendorsOf(row.hhi_high), high: row.effective_vendors_high ?? vendorsOf(row.hhi_low), hhi: row.hhi,
    })).map((point) => (point.low == null || point.high == null ? { ...point, low: null, high: null } : point)),
    told: (p) => (p.value == null ? NONE : `${fixed(p.value, 1)}${p.low == null ? "" : `, can be ${numberText(p.low)} to ${numberText(p.most)}`} (HHI ${fixed(p.hhi, 0)})`),
  })).filter((line) => line.points.some((point) => point.value != null));
  if (lines.length === 0) return [nothing("No index at this basis and rule.")];
  const top = topOf(lines);
  for (const line of lines) line.points = line.points.map((point) => ({ ...point, most: point.high, high: point.high == null ? null : Math.min(top, point.high) }));
  const cut = lines.flatMap((line) => line.points.filter((point) => point.most > top).map((point) => ({ ...point, line })));
  const last = (line) => line.points.filter((point) => point.value != null && !point.partial).at(-1);
  const told = lines.filter(last);
  // Tokens and dollars may end with other weeks.
  const ends = distinct(told, (line) => last(line).week);
  const range = ({ value, low, most }) => (low == null || (numberText(low) === numberText(value) && numberText(most) === numberText(value)) ? "" : ` (${numberText(low)} to ${numberText(most)} within its bounds)`);
  const finding = told.map((line) => `${line.name} as concentrated as ${fixed(last(line).value, 1)} equal vendors${range(last(line))}${ends.length > 1 ? ` (week of ${dayText(last(line).week)})` : ""}`).join("; ");
  const { ticks: all } = logScale([1, top]);
  const ticks = spaced(all, [1, top], 230, 15);
  const at = pointOf(lines.flatMap((line) => line.points.map((point) => point.week)));
  const weeks = rows("concentration");
  const beyond = cut.length === 0 ? "" : ` A triangle at the upper edge: there the band goes on beyond the scale, ${cut.slice(0, 3).map((point) => `${point.line.name} in the week of ${dayText(point.week)}${point.partial ? ", which is not whole," : ""} to ${numberText(point.most)}`).join("; ")}.`;
  return [figure({
    of: { days: daysOf(weeks), isPriced: lines.length > 1, isRuled: true, isOfAll: true },
    name: "concentration", title: "Effective number of vendors", finding: finding ? `In the last complete week${ends.length === 1 ? `, that of ${dayText(ends[0])},` : ""} ${finding}.` : null,
    node: lineChart({
      label: "Effective number of vendors by week.", lines, width, height: 280, y: { type: "log", domain: [1, top], axis: null },
      // As text of its own: the library leaves out names of marks of logarithmic scales.
      extra: [Plot.gridY(ticks), Plot.axisY(ticks, { label: null, text: String }), Plot.ruleY([1])],
      above: [Plot.dot(cut, { x: (point) => at(point.week), y: () => top, symbol: "triangle", r: 4, fill: (point) => point.line.colour, className: "beyond" })],
    }),
    note: `Named vendors only (for dollars: priced ones). Lower means more concentrated. Logarithmic scale. Bands: what the remainder, and what has no price, may hide. Open dots: weeks that are not whole; diamonds: made or reconstructed.${beyond}`,
    tables: [tableOf("concentration", rows("concentration").filter((row) => row.rule === state.rule && (row.price_basis === "tokens" || row.price_basis === state.basis)), ["week_start_date", "price_basis", "hhi", "hhi_low", "hhi_high", "effective_vendors"])],
  })];
});
