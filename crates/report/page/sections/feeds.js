// Whether feeds that tell the same days say the same.

function feedChart(list, width) {
  const name = (row) => `${row.source_a} and ${row.source_b}`.replaceAll("_", " ");
  const label = `Values that two feeds give alike. ${list.slice(0, 4).map((row) => `${name(row)}: ${row.equal_count} of ${row.value_count}`).join("; ")}.`;
  const narrow = isNarrow(width);
  const chart = plot(label, {
    width, height: 40 + 27 * list.length, marginLeft: narrow ? 150 : 230, marginRight: narrow ? 70 : 120, marginTop: 28, marginBottom: 8,
    x: { domain: [0, 1], tickFormat: "%", label: null, axis: "top", ticks: narrow ? 2 : 4, grid: true },
    y: { domain: list.map(name), label: null, tickSize: 0, tickFormat: (text) => (narrow ? brief(text, 24) : text) },
    marks: [
      Plot.barX(list, { x1: 0, x2: 1, y: name, fill: "url(#rest)", insetTop: 5, insetBottom: 5 }),
      Plot.barX(list, { x: (row) => row.equal_count / row.value_count, y: name, fill: "var(--one)", insetTop: 5, insetBottom: 5 }),
      Plot.text(list, { x: 1, y: name, text: (row) => `${row.equal_count} of ${row.value_count}`, textAnchor: "start", dx: 6, className: "direct" }),
    ],
  });
  return chart;
}

section("feeds", (width) => {
  const all = rows("feed_agreement");
  const compared = all.filter((row) => row.value_count > 0);
  const table = tableOf("feed_agreement", all, ["source_a", "source_b", "agreement", "value_count", "equal_count", "most_relative_difference_ratio", "reason"]);
  if (compared.length === 0) return [nothing("No two feeds of this run tell the same days, so none could be held against another; the table says why."), table];
  const rest = all.length - compared.length;
  return [figure({
    name: "feeds", title: "Values that two feeds give alike", node: feedChart(compared, width), of: { days: daysOf(compared), isOfAll: true },
    note: `Hatched: values of the same days that differ by anything at all; the table has by how much at most.${rest > 0 ? ` ${rest} further pairs could not be compared; the table says why.` : ""}`,
    tables: [table],
  })];
});
