// Whether feeds that tell the same days say the same.

// How far two feeds are apart at most, as a part of the value.
function feedsApart(row) {
  const ratio = Math.abs(row.most_relative_difference_ratio ?? NaN);
  if (Number.isNaN(ratio)) return "differ";
  if (ratio < 1e-6) return "differ by less than 0.0001%";
  return `differ by up to ${Number((100 * ratio).toPrecision(2))}%`;
}

// What a verdict means for a bar: what is not the same to the token is alike but for rounding, a part of the other, or neither.
const FEED_VERDICTS = {
  equal: { told: () => "all the same" },
  near: { told: () => "alike but for rounding", isAlike: true },
  part: { told: () => "the first is a part of the second, as it should be", isAlike: true },
  exceeds: { told: () => "the first should be a part of the second, and some of it is more" },
  differs: { told: feedsApart },
};
const feedVerdict = (row) => FEED_VERDICTS[row.agreement]?.told(row) ?? word(row.agreement);
// A feed beside itself is that of two who keep it.
const pairName = (row) => {
  const [one, other] = [row.source_a, row.source_b].map((source) => visible(source.replaceAll("_", " ")));
  return one === other ? `${one}s of two keepers` : `${one} and ${other}`;
};

function feedChart(list, width) {
  const narrow = isNarrow(width);
  const name = pairName;
  const text = (row) => `${row.equal_count} of ${row.value_count}`;
  const label = `Values that two feeds give alike. ${list.slice(0, 4).map((row) => `${name(row)}: ${text(row)}, ${feedVerdict(row)}`).join("; ")}.`;
  const alike = list.filter((row) => FEED_VERDICTS[row.agreement]?.isAlike);
  const insetTop = narrow ? 22 : 5;
  const band = { y: name, insetTop, insetBottom: 5 };
  const chart = plot(label, {
    width, height: 40 + (narrow ? 46 : 27) * list.length, marginLeft: narrow ? 14 : 200, marginRight: narrow ? 96 : Math.min(330, Math.floor(width * 0.38)), marginTop: 28, marginBottom: 8,
    x: { domain: [0, 1], tickFormat: "%", label: null, axis: "top", ticks: narrow ? 2 : 4, grid: true },
    y: { domain: list.map(name), label: null, axis: narrow ? null : "left", tickSize: 0 },
    marks: [
      Plot.barX(list, { ...band, x1: 0, x2: 1, fill: "url(#rest)" }),
      Plot.barX(alike, { ...band, x1: 0, x2: 1, fill: "var(--paper)" }),
      Plot.barX(alike, { ...band, x1: 0, x2: 1, fill: "var(--one)", fillOpacity: 0.35 }),
      Plot.barX(list, { ...band, x: (row) => row.equal_count / row.value_count, fill: "var(--one)" }),
      Plot.text(list, { x: 1, y: name, text: (row) => (narrow ? text(row) : brief(`${text(row)}: ${row.agreement === "part" ? "a part, as it should be" : row.agreement === "exceeds" ? "more than the whole" : feedVerdict(row)}`, 52)), textAnchor: "start", dx: 6, dy: narrow ? 8 : 0, className: "direct" }),
      narrow ? Plot.text(list, { x: 0, y: name, text: (row) => brief(name(row), 38), textAnchor: "start", dy: -11, className: "direct" }) : null,
    ],
  });
  const scale = chart.scale("y");
  for (const row of list) {
    const strip = shape("rect", { class: "strip", x: 0, width, y: scale.apply(name(row)) - 2, height: scale.bandwidth + 4 });
    chart.append(tipped(strip, name(row), [
      { text: "the same, to the token", value: text(row) },
      { text: "farthest apart", value: row.most_difference_tokens == null ? NONE : `${scaled(Math.abs(row.most_difference_tokens))} tokens` },
      ...(row.window_start_date ? [{ text: "days", value: `${dayText(row.window_start_date)} to ${dayText(row.window_end_date)}` }] : []),
    ], [feedVerdict(row)]));
  }
  return chart;
}

// The pairs that say something else, first of all; a chart of bars does not tell a rounded value from a wrong one.
function feedFinding(list) {
  const bad = list.filter((row) => row.agreement === "differs" || row.agreement === "exceeds");
  const good = list.length - bad.length;
  const first = `${good} of ${list.length} pairs of feeds say the same, but for rounding or for what one of them leaves out`;
  return bad.length === 0 ? `${first}.` : `${first}; ${bad.slice(0, 3).map((row) => `${pairName(row)} ${row.agreement === "exceeds" ? "do not fit" : feedsApart(row)}`).join("; ")}${bad.length > 3 ? `; and ${bad.length - 3} more` : ""}.`;
}

section("feeds", (width) => {
  const all = rows("feed_agreement");
  const compared = all.filter((row) => row.value_count > 0);
  const table = tableOf("feed_agreement", all, ["source_a", "source_b", "agreement", "value_count", "equal_count", "most_relative_difference_ratio", "reason"], compared);
  if (compared.length === 0) return [nothing("No two feeds of this run tell the same days, so none could be held against another; the table says why."), table];
  const rest = all.length - compared.length;
  return [figure({
    name: "feeds", title: "Values that two feeds give alike", finding: feedFinding(compared), node: feedChart(compared, width), of: { days: daysOf(compared), isOfAll: true },
    marks: unobservedOf(compared),
    note: `Full colour: the same to the token. Light: alike but for rounding, or a part of the other as it should be. Hatched: other values of the same days; the table has by how much at most.${rest > 0 ? ` ${rest} further pairs could not be compared; the table says why.` : ""}`,
    tables: [table],
  })];
});
