// A scatter: what goes to the right and what upwards, dots that are whole at the edges too, and names beside them.

// The most names that one scatter carries, and the most marks among which a name may stand off what it names: among more its
// line would cross others.
const MOST_NAMES = 26;
const MOST_LED_TO = 20;

// The largest of one, two and five, or of their tens, that is not above a value; or the smallest not below it.
const roundBelow = (value) => [5, 2, 1].map((step) => step * 10 ** Math.floor(Math.log10(value) + 1e-9)).find((tick) => tick <= value * 1.0001);
const roundAbove = (value) => [1, 2, 5, 10].map((step) => step * 10 ** Math.floor(Math.log10(value) + 1e-9)).find((tick) => tick >= value * 0.9999);

// The ends and marks of a logarithmic scale over `values`: powers of ten, or, within little more than one, two and five between
// them. It begins with a mark, and ends with one.
function logScale(values) {
  const domain = [roundBelow(Math.min(...values)), roundAbove(Math.max(...values))];
  const steps = domain[1] / domain[0] > 300 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(domain[0]) + 1e-9);
  const last = Math.ceil(Math.log10(domain[1]) - 1e-9);
  const all = Array.from({ length: last - first + 1 }, (_, at) => steps.map((step) => step * 10 ** (first + at))).flat();
  const inside = all.filter((tick) => domain[0] <= tick * 1.0001 && tick <= domain[1] * 1.0001);
  const isFar = (tick) => inside.every((other) => Math.max(other / tick, tick / other) > 1.9);
  return { type: "log", domain, ticks: [...inside, ...domain.filter(isFar)] };
}

// Of the marks of a logarithmic scale those that have room beside each other: one first, then powers of ten, then what lies between.
function spaced(ticks, [least, most], room, apart) {
  const at = (tick) => (room * Math.log(tick / least)) / Math.log(most / least);
  const isPower = (tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9;
  const rank = (tick) => (tick === 1 ? 0 : isPower(tick) ? 1 : 2);
  const kept = [];
  for (const tick of [...ticks].sort((one, other) => rank(one) - rank(other) || one - other)) {
    if (kept.every((other) => Math.abs(at(other) - at(tick)) >= apart)) kept.push(tick);
  }
  return kept.sort((one, other) => one - other);
}

function scatterPlot(label, { width, x, y: { label: upwards, ticks, tickFormat, ...y }, marks }) {
  // As text of its own: the library leaves out names of marks of logarithmic scales.
  const axis = Plot.axisY(ticks, { label: upwards, text: (tick) => tickFormat(tick) });
  return plot(label, {
    width, height: 340, marginLeft: 62, marginRight: 16, marginTop: 30, marginBottom: 42, inset: 14,
    x: { grid: true, nice: true, ...x },
    y: { ...y, axis: null },
    marks: [Plot.gridY(ticks), axis, ...marks],
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

// Names beside what they name, which reaches from `at`'s left to its right, the first of the list first: to the right, to the
// left, above or below, or not at all where every place is taken. The pointer and the table have them all.
function nameMarks(chart, list, at, name, width) {
  const [across, upwards] = [chart.scale("x"), chart.scale("y")];
  const spots = list.map((row) => {
    const { left, right, y } = at(row);
    return { row, from: across.apply(left), to: across.apply(right), y: upwards.apply(y) };
  });
  const taken = spots.map(({ from, to, y }) => [from - 6, y - 6, to + 6, y + 6]);
  const isFree = ([x0, y0, x1, y1]) => x0 > 58 && x1 < width && y0 > 16 && y1 < 302 && taken.every((box) => x1 < box[0] || box[2] < x0 || y1 < box[1] || box[3] < y0);
  const layer = shape("g", { class: "dot-names" });
  for (const { row, from, to, y } of spots.slice(0, MOST_NAMES)) {
    const text = name(row);
    const long = wideness(text, 11);
    const x = (from + to) / 2;
    const beside = (list.length > MOST_LED_TO ? [0, -9, 9] : [0, -9, 9, -20, 20, -32, 32]).flatMap((off) => [
      ["start", to + 9, y + 4 + off, to + 8, off], ["end", from - 9, y + 4 + off, from - 10 - long, off],
    ]);
    const above = (list.length > MOST_LED_TO ? [[-9, 0], [17, 0]] : [[-9, 0], [17, 0], [-22, -22], [30, 22]]).map(([down, off]) => ["middle", x, y + down, x - long / 2, off]);
    const places = [...beside.slice(0, 2), ...above.slice(0, 2), ...beside.slice(2), ...above.slice(2)];
    const found = places.find(([, , base, left]) => isFree([left, base - 10, left + long + 2, base + 3]));
    if (!found) continue;
    const [anchor, where, base, left, off] = found;
    taken.push([left, base - 10, left + long + 2, base + 3]);
    // A name that stands off is led to.
    if (Math.abs(off) > 9) layer.append(shape("path", { d: `M${x},${y} L${where + (anchor === "middle" ? 0 : anchor === "start" ? -2 : 2)},${base - 4 - Math.sign(off) * (anchor === "middle" ? 8 : 0)}`, class: "name-line" }));
    layer.append(shape("text", { x: where, y: base, "text-anchor": anchor }, text));
  }
  (chart.tagName === "svg" ? chart : chart.querySelector("svg")).append(layer);
  return chart;
}
