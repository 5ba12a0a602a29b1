// A scatter: what goes to the right and what upwards, dots that are whole at the edges too, and names beside them.

// The most names that one scatter carries.
const MOST_NAMES = 26;

// Marks of a logarithmic scale over `values`: powers of ten, or, within little more than one, two and five between them.
function logTicks(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const steps = most / least > 300 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  const all = Array.from({ length: last - first + 1 }, (_, at) => steps.map((step) => step * 10 ** (first + at))).flat();
  return all.filter((tick) => least <= tick * 1.0001 && tick <= most * 1.0001);
}

function scatterPlot(label, { width, x, y, marks }) {
  return plot(label, {
    width, height: 340, marginLeft: 62, marginRight: 16, marginTop: 30, marginBottom: 42, inset: 14,
    x: { grid: true, nice: true, ...x },
    y: { type: "log", grid: true, ...y },
    marks,
  });
}

// Dots in the colour of their vendor, open where they rest on values that were not observed; `tell` says what a dot is.
function dots(list, x, y) {
  const isMade = (row) => row.value_origin === "made" || row.value_origin === "reconstructed";
  return Plot.dot(list, { x, y, r: 4.5, fill: (row) => (isMade(row) ? "var(--paper)" : colour(row.vendor)), stroke: (row) => colour(row.vendor), strokeWidth: 2 });
}

// Marks of `list`, found by `selector`, answer the pointer.
function tipMarks(chart, selector, list, tell) {
  [...chart.querySelectorAll(selector)].filter((mark) => list[mark.__data__] != null).forEach((mark) => {
    const row = list[mark.__data__];
    const [title, lines, notes] = tell(row);
    tipped(mark, title, lines, [...(notes ?? []), ...(row.reason ? [brief(row.reason, 160)] : [])]);
  });
}

// Names beside what they name, which reaches from `at`'s left to its right, the first of the list first: to the right, to the left, above or below, or not at all where
// every place is taken. The pointer and the table have them all.
function nameMarks(chart, list, at, name, width) {
  const [across, upwards] = [chart.scale("x"), chart.scale("y")];
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const spots = list.map((row) => {
    const { left, right, y } = at(row);
    return { row, from: across.apply(left), to: across.apply(right), y: upwards.apply(y) };
  });
  const taken = spots.map(({ from, to, y }) => [from - 6, y - 6, to + 6, y + 6]);
  const isFree = ([x0, y0, x1, y1]) => x0 > 58 && x1 < width && y0 > 16 && y1 < 302 && taken.every((box) => x1 < box[0] || box[2] < x0 || y1 < box[1] || box[3] < y0);
  const layer = shape("g", { class: "dot-names" });
  for (const { row, from, to, y } of spots.slice(0, MOST_NAMES)) {
    const text = name(row);
    const long = ruler.measureText(text).width;
    const x = (from + to) / 2;
    const places = [
      ["start", to + 9, y + 4, to + 8], ["end", from - 9, y + 4, from - 10 - long],
      ["middle", x, y - 9, x - long / 2], ["middle", x, y + 17, x - long / 2],
    ];
    const found = places.find(([, , base, left]) => isFree([left, base - 10, left + long + 2, base + 3]));
    if (!found) continue;
    const [anchor, where, base, left] = found;
    taken.push([left, base - 10, left + long + 2, base + 3]);
    layer.append(shape("text", { x: where, y: base, "text-anchor": anchor }, text));
  }
  (chart.tagName === "svg" ? chart : chart.querySelector("svg")).append(layer);
  return chart;
}
