// Charts over weeks: columns of parts, and lines with their bounds. The week under the pointer says what it holds.

const weekEnd = (week) => new Date(date(week).getTime() + 7 * DAY);

// Which vendors are one part of a column: each where they are few, else the three largest of them.
function smallOnes(small, value) {
  const ordered = [...small].sort((one, other) => value(other) - value(one));
  const said = ordered.slice(0, 3).map((row) => `${shortName(row.vendor)} ${share(value(row))}`);
  return ordered.length > 3 ? `${said.join(", ")} and ${ordered.length - 3} more` : said.join(", ");
}

// What a part of a column is called when it is pointed at: one vendor by its name, several by their number and the largest.
function partText(part) {
  if (!part.count) return named(part.vendor);
  return part.count === 1 ? named(part.single) : `${smallerText(part.count)}: ${part.held}`;
}

// What a week is marked with, by what its rows say.
function marksOfWeeks(list) {
  const marks = new Map();
  for (const [week, held] of grouped(list)) {
    const found = [];
    if (held.some((row) => row.is_complete === false)) found.push("partial");
    const origin = weakest(held);
    if (origin !== "observed") found.push(origin);
    marks.set(week, found);
  }
  return marks;
}

function grouped(list) {
  const groups = new Map();
  for (const row of list) {
    if (!groups.has(row.week_start_date)) groups.set(row.week_start_date, []);
    groups.get(row.week_start_date).push(row);
  }
  return groups;
}

// Parts of each week, one on top of the other; vendors that were never large are one part. `range` has the ends of a single one.
function stacked(list, value, range) {
  const peak = new Map();
  for (const row of list) peak.set(row.vendor, Math.max(peak.get(row.vendor) ?? 0, value(row) ?? 0));
  const parts = [];
  for (const [week, held] of grouped(list)) {
    const own = held.filter((row) => isShown(row.vendor, peak) && !state.hidden.has(row.vendor) && value(row) > 0);
    const small = held.filter((row) => !isShown(row.vendor, peak) && value(row) > 0);
    const all = own.map((row) => ({ week, vendor: row.vendor, value: value(row), range: range(row) }));
    if (small.length > 0) all.push({ week, vendor: SMALLER, value: sum(small, value), count: small.length, single: small[0].vendor, held: smallOnes(small, value), range: small.length === 1 ? range(small[0]) : null });
    let from = 0;
    for (const part of all.sort((one, other) => vendorOrder(one.vendor, other.vendor))) {
      parts.push({ ...part, x1: date(week), x2: weekEnd(week), y1: from, y2: from + part.value });
      from += part.value;
    }
  }
  return parts;
}

// The names of the large parts of the last column, beside it.
function labelsOf(parts, least) {
  const last = parts.at(-1)?.week;
  const weeks = distinct(parts, (part) => part.week);
  const whole = weeks.findLast((week) => !partialWeeks().has(week)) ?? last;
  return parts.filter((part) => part.week === whole && part.value >= least)
    .map((part) => ({ ...part, x2: parts.at(-1).x2, y: (part.y1 + part.y2) / 2 }));
}

let partial = null;
function partialWeeks() {
  partial ??= new Set(rows("token_share").filter((row) => row.is_complete === false).map((row) => row.week_start_date));
  return partial;
}

const shortDay = (day) => `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;

const FEW_WEEKS = 8;
const middleOf = (week) => new Date(date(week).getTime() + 3.5 * DAY);
// Where points of weeks stand: of many at their beginnings, as their names do; of a few in the middle of the room that each has.
const pointOf = (weeks) => (distinct(weeks, (week) => week).length > FEW_WEEKS ? date : middleOf);

// The axis of weeks. Of a few of them each is named: left alone, an axis of one week has hours.
function weekAxis(weeks, width) {
  const ordered = [...weeks].sort();
  if (ordered.length === 0 || ordered.length > FEW_WEEKS) return { type: "utc", label: null };
  const step = Math.ceil(ordered.length / (isNarrow(width) ? 4 : 8));
  const ticks = ordered.filter((_, at) => at % step === 0).map(middleOf);
  const tickFormat = (day) => shortDay(new Date(day.getTime() - 3.5 * DAY));
  return { type: "utc", label: null, ticks, tickFormat, domain: [date(ordered[0]), weekEnd(ordered.at(-1))] };
}

// What lines are called, where there is no room beside them, and what their bands are.
function lineKey(lines, width) {
  const entry = (text, ...marks) => element("li", {}, shape("svg", { width: 22, height: 13, "aria-hidden": "true" }, ...marks), text);
  const own = (line) => entry(line.name, shape("path", { d: "M0,6.5 h22", stroke: line.colour, "stroke-width": 2.5, "stroke-dasharray": line.dash }));
  const edge = (line, y) => shape("path", { d: `M0,${y} h22`, stroke: line.colour, "stroke-width": 1, "stroke-opacity": BAND_EDGE });
  const band = (line) => entry(line.band, shape("rect", { width: 22, height: 13, ...bandFill(line, "fill-opacity") }), edge(line, 0.5), edge(line, 12.5));
  const entries = [...(isNarrow(width) ? lines.map(own) : []), ...lines.filter((line) => line.band && hasBand(line)).map(band)];
  return entries.length > 0 ? element("ul", { class: "key", "aria-label": "Lines and bands" }, ...entries) : null;
}

// Of two bands that lie over each other the second is hatched, and both have edges.
const BAND_EDGE = 0.6;
const bandFill = (line, opacity) => (line.hatch ? { fill: `url(#${line.hatch})`, [opacity]: 1 } : { fill: line.colour, [opacity]: 0.16 });
const hasBand = (line) => line.points.some((point) => point.low != null && point.high > point.low);

// Columns that are narrower than this stand without gaps, as one shape: gaps of less than a dot would be stripes.
const LEAST_COLUMN = 6;
const areNarrow = (count, room) => room / Math.max(1, count) < LEAST_COLUMN;

// Columns as the steps of shapes, one for each run of weeks without a gap; `of` says which columns are of one shape.
function steps(columns, of) {
  const open = new Map();
  const points = [];
  const end = ({ column, run }) => points.push({ ...column, x: column.x2, run });
  for (const column of [...columns].sort((one, other) => one.x1 - other.x1)) {
    const held = open.get(of(column));
    const isNext = held && held.column.x2.getTime() === column.x1.getTime();
    if (held && !isNext) end(held);
    const run = isNext ? held.run : `${of(column)} ${column.x1.getTime()}`;
    points.push({ ...column, x: column.x1, run });
    open.set(of(column), { column, run });
  }
  for (const held of open.values()) end(held);
  return points;
}

// Columns from `y1` to `y2`, with a gap between them where there is room for one.
function columnMark(columns, { of, fill, room, count }) {
  if (areNarrow(count, room)) return Plot.areaY(steps(columns, of), { x: "x", y1: "y1", y2: "y2", z: "run", fill, curve: "step-after" });
  return Plot.rect(columns, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", insetLeft: 0.4, insetRight: 0.4, fill });
}

// Columns of parts, 0 to 1, with the marks of each week over them.
function stackChart({ label, list, value, range = () => null, width, height }) {
  const parts = stacked(list, value, range);
  const marks = marksOfWeeks(list.filter((row) => value(row) != null));
  const tops = new Map();
  for (const part of parts) tops.set(part.week, Math.max(tops.get(part.week) ?? 0, part.y2));
  // Two patterns over each other could not be read: a week has the first of its marks, and the others are told in words.
  const over = [...tops].flatMap(([week, top]) => (marks.get(week) ?? []).slice(0, 1).map((mark) => ({ mark, x1: date(week), x2: weekEnd(week), y1: 0, y2: top })));
  const used = new Set(over.map((o) => o.mark));
  const right = isNarrow(width) ? 8 : 112;
  const columns = (list, fill) => columnMark(list, { of: (part) => part.vendor ?? part.mark, fill, room: width - 46 - right, count: tops.size });
  const chart = plot(label, {
    width, height, marginLeft: 46, marginRight: right, marginTop: 8, marginBottom: 36,
    x: weekAxis(tops.keys(), width), y: { domain: [0, 1], tickFormat: "%", label: null, ticks: 5 },
    marks: [
      columns(parts.filter((part) => part.vendor !== "others"), (part) => colour(part.vendor)),
      columns(parts.filter((part) => part.vendor === "others"), "url(#rest)"),
      ...[...used].map((mark) => columns(over.filter((o) => o.mark === mark), `url(#${mark})`)),
      Plot.ruleY([0]),
      isNarrow(width) ? null : Plot.text(labelsOf(parts, 0.035), {
        x: "x2", y: "y", text: (part) => (part.vendor === "others" ? "others" : shortened(fitted(part.count === 1 ? shortName(part.single) : shortName(part.vendor), right - 8), wholeName(part.count === 1 ? part.single : part.vendor))), textAnchor: "start", dx: 6, className: "direct",
      }),
    ],
  });
  const held = grouped(parts.map((part) => ({ ...part, week_start_date: part.week })));
  const tell = (week) => ({
    lines: [...(held.get(week) ?? [])].sort((a, b) => b.value - a.value).slice(0, 12)
      .map((part) => ({ vendor: part.vendor, text: partText(part), value: part.range ? `${share(part.value)} (${part.range.map(share).join(" to ")})` : share(part.value) })),
    notes: (marks.get(week) ?? []).map((mark) => MARKS[mark]),
  });
  if (parts.some((part) => part.vendor === "others")) used.add("rest");
  const vendors = distinct(parts, (part) => part.vendor);
  const walk = walked(chart, label, [...tops.keys()].sort(), tell);
  const both = doublyMarked(marks, [...tops.keys()]);
  return { node: both ? element("div", {}, walk, both) : walk, marks: used, vendors };
}

// The weeks that have more than one mark, and the mark that is not drawn.
function doublyMarked(marks, weeks) {
  const held = weeks.filter((week) => (marks.get(week) ?? []).length > 1).sort();
  if (held.length === 0) return null;
  const told = [...new Set(held.flatMap((week) => marks.get(week).slice(1)))].map((mark) => MARKS[mark].split(":")[0]);
  const when = held.length > 2 ? `${held.length} weeks` : held.map(dayText).join(", ");
  // In a key, which goes along with a chart that leaves the page.
  return element("ul", { class: "key", "aria-label": "Weeks with two marks" },
    element("li", {}, `${when}: ${MARKS[marks.get(held[0])[0]].split(":")[0]} and ${told.join(" and ")}`));
}

// Of marks that stand closer to each other than a reader can tell apart, every second, third and so on; the first and the last
// stay.
const LEAST_APART = 9;
function thinned(marks, room) {
  const step = Math.ceil((marks.length * LEAST_APART) / Math.max(1, room));
  return step < 2 ? marks : marks.filter((_, at) => at % step === 0 || at === marks.length - 1);
}

// Lines are called by their names where they end, which make way for each other.
const NAME_HEIGHT = 14;
function nameEnds(chart, ends, height) {
  const [across, upwards] = [chart.scale("x"), chart.scale("y")];
  const names = ends.map((end) => ({ ...end, at: upwards.apply(end.value) })).sort((one, other) => one.at - other.at);
  names.forEach((name, at) => (name.at = Math.max(name.at, at > 0 ? names[at - 1].at + NAME_HEIGHT : 14)));
  // Those at the bottom are pushed up again.
  [...names].reverse().forEach((name, at, from) => (name.at = Math.min(name.at, at > 0 ? from[at - 1].at - NAME_HEIGHT : height - 40)));
  (chart.tagName === "svg" ? chart : chart.querySelector("svg")).append(shape("g", { class: "direct" }, ...names.map(({ line, x, at }) =>
    shape("text", { x: across.apply(x) + 8, y: at + 4, "text-anchor": "start", color: line.colour }, line.short ?? line.name))));
}

// Lines over weeks, each with a band from low to high; points that are not whole are open.
function lineChart({ label, lines, width, height, y, extra = [], above = [] }) {
  const at = pointOf(lines.flatMap((line) => line.points.map((point) => point.week)));
  const all = lines.flatMap((line) => line.points.map((point) => ({ ...point, line, x: at(point.week) })));
  // A line or a band of one point can't be seen.
  const single = (isIn) => lines.flatMap((line) => {
    const points = all.filter((point) => point.line === line && isIn(point));
    return points.length === 1 ? points : [];
  });
  const right = isNarrow(width) ? 8 : 120;
  const isUnobserved = (p) => unobserved({ value_origin: p.origin }) && !p.partial && p.value != null;
  const last = lines.map((line) => ({ line, ...line.points.filter((point) => point.value != null).at(-1) })).filter((end) => end.week);
  const chart = plot(label, {
    width, height, marginLeft: 46, marginRight: right, marginTop: 14, marginBottom: 36,
    x: weekAxis(distinct(all, (point) => point.week), width), y,
    marks: [
      ...extra,
      ...lines.filter(hasBand).flatMap((line) => {
        // A week whose bounds nobody knows leaves the band open.
        const points = line.points.map((p) => ({ x: at(p.week), low: p.low ?? NaN, high: p.high ?? NaN }));
        const edge = (end) => Plot.line(points, { x: "x", y: end, stroke: line.colour, strokeWidth: 1, strokeOpacity: BAND_EDGE });
        return [Plot.areaY(points, { x: "x", y1: "low", y2: "high", ...bandFill(line, "fillOpacity") }), edge("low"), edge("high")];
      }),
      ...lines.map((line) => Plot.line(line.points, { x: (p) => at(p.week), y: (p) => p.value ?? NaN, stroke: line.colour, strokeWidth: 2, strokeDasharray: line.dash })),
      Plot.ruleX(single((p) => p.low != null), { x: "x", y1: "low", y2: "high", stroke: (p) => p.line.colour, strokeOpacity: 0.25, strokeWidth: 9 }),
      Plot.dot(single((p) => p.value != null), { x: "x", y: "value", fill: (p) => p.line.colour, r: 4 }),
      Plot.dot(all.filter((p) => p.partial && p.value != null), { x: "x", y: "value", stroke: (p) => p.line.colour, fill: "var(--paper)", r: 3.5, strokeWidth: 1.5 }),
      Plot.dot(lines.flatMap((line) => thinned(all.filter((p) => p.line === line && isUnobserved(p)), width - 46 - right)), { x: "x", y: "value", stroke: (p) => p.line.colour, fill: "var(--paper)", symbol: "diamond", r: 2.2, strokeWidth: 1 }),
      ...above,
    ],
  });
  if (!isNarrow(width)) nameEnds(chart, last.map((end) => ({ ...end, x: at(end.week) })), height);
  const weeks = distinct(all, (point) => point.week).sort();
  const tell = (week) => ({
    lines: lines.map((line) => ({ line, point: line.points.find((point) => point.week === week) }))
      .filter(({ point }) => point)
      .map(({ line, point }) => ({ swatch: line.colour, text: line.name, value: line.told(point) })),
    notes: [
      all.some((point) => point.week === week && point.partial) ? MARKS.partial : null,
      ...["made", "reconstructed"].filter((origin) => all.some((point) => point.week === week && point.origin === origin)).map((origin) => MARKS[origin]),
    ].filter(Boolean),
  });
  const walk = walked(chart, label, weeks, tell);
  const key = lineKey(lines, width);
  return key ? element("div", {}, walk, key) : walk;
}

// A chart in which the pointer or the arrow keys go from week to week. A click chooses the week for the whole page.
function walked(chart, label, weeks, tell) {
  const svg = chart.tagName === "svg" ? chart : chart.querySelector("svg");
  const scale = chart.scale("x");
  const wrap = element("div", { class: "walk", tabindex: "0", role: "group", "aria-label": `${label} Arrow keys go from week to week, Enter chooses one.` }, chart);
  const height = svg.height.baseVal.value;
  const cursor = shape("rect", { class: "cursor", y: 6, height: Math.max(0, height - 42), visibility: "hidden" });
  svg.append(cursor);
  if (state.week && weeks.includes(state.week)) {
    const at = scale.apply(date(state.week));
    svg.append(shape("rect", { class: "week-chosen", x: at, y: 6, width: Math.max(2, scale.apply(weekEnd(state.week)) - at), height: Math.max(0, height - 42) }));
  }
  let current = state.week && weeks.includes(state.week) ? weeks.indexOf(state.week) : weeks.length - 1;
  const show = (at, event) => {
    current = at;
    const week = weeks[at];
    const x = scale.apply(date(week));
    cursor.setAttribute("x", x);
    cursor.setAttribute("width", Math.max(2, scale.apply(weekEnd(week)) - x));
    cursor.setAttribute("visibility", "visible");
    const { lines, notes } = tell(week);
    tip(event, weekText(week), lines, notes);
  };
  const hide = () => {
    cursor.setAttribute("visibility", "hidden");
    untip();
  };
  const weekAt = (event) => {
    const box = svg.getBoundingClientRect();
    const when = scale.invert(((event.clientX - box.left) * svg.width.baseVal.value) / box.width);
    return weeks.findLastIndex((week) => date(week) <= when);
  };
  const point = (event) => {
    const at = weekAt(event);
    if (at >= 0 && weekEnd(weeks[at]) > scale.invert(0)) show(at, event);
  };
  for (const kind of ["pointermove", "pointerdown"]) wrap.addEventListener(kind, point);
  for (const kind of ["pointerleave", "pointercancel"]) wrap.addEventListener(kind, (event) => isLeft(event) && hide());
  wrap.addEventListener("blur", hide);
  wrap.addEventListener("click", (event) => {
    const at = weekAt(event);
    if (at >= 0) choose(weeks[at]);
  });
  wrap.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -weeks.length, End: weeks.length }[event.key];
    if (step) {
      event.preventDefault();
      const at = Math.min(Math.max(0, current + step), weeks.length - 1);
      const box = svg.getBoundingClientRect();
      show(at, { clientX: box.left + (scale.apply(date(weeks[at])) * box.width) / svg.width.baseVal.value, clientY: box.top + box.height / 2 });
    } else if (event.key === "Enter") choose(weeks[current]);
    else if (event.key === "Escape") hide();
  });
  return wrap;
}

function choose(week) {
  const select = document.getElementById("week");
  const next = state.week === week ? null : week;
  if (!select || ![...select.options].some((option) => option.value === week)) return;
  select.value = next ?? "";
  change({ week: next });
}
