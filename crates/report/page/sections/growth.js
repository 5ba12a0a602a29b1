// Growth: how many times as many tokens as at first, rates per year with their intervals, then each vendor's tokens by week.

// The newest row of a kind of window for each vendor.
function newest(window) {
  const found = new Map();
  for (const row of chosen("growth_rate", { growth_window: window })) {
    const held = found.get(row.vendor);
    if (!held || held.window_end_date < row.window_end_date) found.set(row.vendor, row);
  }
  return [...found.values()];
}

// Most rows that a chart has, the whole market among them: the table has them all.
const MOST_RATES = 25;

// A ratio as it is said: of a large one nobody reads five digits.
function grew(value) {
  if (value >= 999500) return `${fixed(value / 1e6, value < 9.95e6 ? 1 : 0)}\u00a0million\u00a0×`;
  if (value >= 9950) return `${fixed(value / 1e3, 0)}\u00a0thousand\u00a0×`;
  return value > 0 && value < 0.005 ? "under 0.01×" : times(value);
}
const tickRatio = (value) => (value >= 10000 ? `${scaled(value).replace(/\.0+(?=[A-Z])/, "")}×` : `${value}×`);

function rateText(row) {
  if (row.annual_ratio == null) return NONE;
  const interval = row.annual_low_ratio == null ? "no interval" : `${grew(row.annual_low_ratio)} to ${grew(row.annual_high_ratio)}`;
  return `${grew(row.annual_ratio)} a year (${interval})`;
}

// The whole market in one sentence.
function marketText(rates) {
  const row = rates.find((one) => one.vendor === "total");
  if (!row) return null;
  if (row.annual_ratio == null) return `How fast the market grew can't be told: ${brief(row.reason ?? "no reason is given", 120)}.`;
  if (row.annual_low_ratio == null) return `The market grew ${grew(row.annual_ratio)} a year; between which ends that lies can't be told.`;
  const doubt = row.annual_low_ratio <= 1 && row.annual_high_ratio >= 1 ? " It may as well have shrunk." : "";
  return `The market grew ${grew(row.annual_ratio)} a year (${grew(row.annual_low_ratio)} to ${grew(row.annual_high_ratio)}).${doubt}`;
}

// How many times the growth of the market, between which ends. They are of pairs: whether the two bars overlap says nothing.
function ofMarketText(row) {
  return row.of_market_low_ratio == null ? grew(row.of_market_ratio) : `${grew(row.of_market_ratio)} (${grew(row.of_market_low_ratio)} to ${grew(row.of_market_high_ratio)})`;
}

// Who grew more than the market, and who less, beyond what chance makes of it.
function beyondChance(list) {
  const told = list.filter((row) => row.of_market_low_ratio != null && row.vendor !== "others");
  if (told.length === 0) return null;
  const names = (rows) => rows.slice(0, 4).map((row) => named(row.vendor)).join(", ") + (rows.length > 4 ? ` and ${rows.length - 4} more` : "");
  const [more, less] = [told.filter((row) => row.of_market_low_ratio > 1), told.filter((row) => row.of_market_high_ratio < 1)];
  const open = told.length - more.length - less.length;
  return [
    more.length > 0 ? `More than the market grew ${names(more)}.` : null,
    less.length > 0 ? `Less than the market grew ${names(less)}.` : null,
    open > 0 ? `Of ${open === told.length ? "all" : "the other"} ${open} with an interval it can't be told from chance whether they grew more than the market or less; bars that overlap say nothing of that.` : null,
  ].filter(Boolean).join(" ");
}

// What a row says of how many times as many tokens there are: between which ends, or none. What is null is not known: an end that
// is not there is open.
function boundsOf(row) {
  const least = row.growth_least_ratio ?? row.growth_ratio ?? null;
  // With a least of its own, a most that is null is no end at all.
  const most = row.growth_least_ratio != null ? row.growth_most_ratio ?? null : row.growth_ratio ?? null;
  return { least: least > 0 ? least : null, most, isGone: row.growth_ratio === 0, isNew: row.growth_label === "new" };
}

function boundsText(row, open = "≥", closed = "≤") {
  const { least, most, isGone, isNew } = boundsOf(row);
  // The market's has its decimal wherever it stands.
  const said = row.vendor === "total" ? ratioSaid : grew;
  if (isNew) return "new";
  if (isGone) return "gone";
  // A most that prints as nothing is no figure of a growth: less than the least that is printed.
  if (least == null && most > 0 && most < 0.005) return "less than 0.01×";
  if (least != null && most == null) return least < 0.005 ? "can be any" : `${open} ${said(least)}`;
  if (least != null) return said(least) === said(most) ? said(least) : `${said(least)} to ${said(most)}`;
  return most > 0 ? `${closed} ${said(most)}` : null;
}

const vendorAxis = (left) => ({
  type: "band", label: null, tickSize: 0, tickFormat: (vendor) => (vendor === "total" ? "all" : vendor === "others" ? "others" : shortened(fitted(shortName(vendor), left - 14), wholeName(vendor))),
});
// The remainder's own grey would hardly be seen as a thin bar.
const growthInk = (vendor) => (vendor === "total" ? "var(--ink)" : vendor === "others" ? "var(--soft)" : colour(vendor));

// The room that texts have at the right of a chart: what they need, and no more than a third of it.
const besides = (texts, width) => Math.ceil(Math.min(width / 3, Math.max(40, ...texts.map((text) => wideness(text) + 16))));

// A logarithmic axis of ratios above a chart, with the line where nothing changed.
function ratioAxis(domain, ticks, room) {
  const shown = spaced(ticks, domain, room, 40);
  // As text of its own: the library leaves out names of marks of logarithmic scales.
  return [Plot.gridX(shown), Plot.axisX(shown, { anchor: "top", label: null, text: tickRatio }), Plot.ruleX([1])];
}

// A line for each vendor below a logarithmic axis of ratios, each within reach of pointer and keyboard.
function ratioLines(label, { list, width, margins: [left, right], scale: { domain, ticks }, marks, tip }) {
  const chart = plot(label, {
    width, height: 46 + 24 * list.length, marginLeft: left, marginRight: right, marginTop: 30, marginBottom: 8,
    x: { type: "log", domain, axis: null },
    y: { domain: list.map((row) => row.vendor), ...vendorAxis(left) },
    marks: [...ratioAxis(domain, ticks, width - left - right), ...marks],
  });
  const place = chart.scale("y");
  for (const row of list) {
    const strip = shape("rect", { class: "strip", x: 0, width, y: place.apply(row.vendor) - 2, height: place.bandwidth + 4 });
    chart.append(tipped(strip, named(row.vendor), tip(row), row.reason ? [brief(row.reason, 200)] : []));
  }
  return chart;
}

// How many times the tokens of the first weeks, by the rule that is chosen: a dot where that is known, a bar between its bounds,
// an arrow where a bound is none.
function grownChart(list, width) {
  const label = `How many times the tokens of the first weeks. ${list.slice(0, 4).map((row) => `${named(row.vendor)}: ${boundsText(row, "at least", "at most")}`).join("; ")}.`;
  const y = (row) => row.vendor;
  const ends = list.map(boundsOf);
  // What may have shrunk reaches over the line where nothing changed.
  const below = ends.some(({ least, isNew }) => least == null && !isNew) ? [0.5] : [];
  const { domain, ticks } = logScale([1, 2, ...below, ...ends.flatMap(({ least, most }) => [least, most]), ...list.map((row) => row.growth_ratio)].filter((value) => value > 0));
  const [left, right] = [isNarrow(width) ? 86 : 124, besides(list.map((row) => boundsText(row)), width)];
  const ink = (row) => growthInk(row.vendor);
  const bounded = list.filter((row, at) => !ends[at].isGone && !ends[at].isNew && ends[at].least !== ends[at].most);
  const arrow = (list, x, rotate) => Plot.dot(list, { x: () => x, y, symbol: "triangle", rotate, r: 3.6, fill: ink });
  const edges = (end) => Plot.tickX(list.filter((row) => bounded.includes(row) && boundsOf(row)[end] > 0), { x: (row) => boundsOf(row)[end], y, stroke: ink, strokeWidth: 2, insetTop: 7, insetBottom: 7 });
  const dots = list.filter((row) => row.growth_ratio > 0);
  const told = (known, most) => (known != null ? scaled(known) : most != null ? `at most ${scaled(most)}` : NONE);
  return ratioLines(label, {
    list, width, margins: [left, right], scale: { domain, ticks },
    marks: [
      Plot.ruleY(bounded, { y, x1: (row) => boundsOf(row).least ?? domain[0], x2: (row) => boundsOf(row).most ?? domain[1], stroke: ink, strokeWidth: 7, strokeOpacity: boundOpacity() }),
      edges("least"), edges("most"),
      arrow(list.filter((row, at) => ends[at].isNew || (bounded.includes(row) && ends[at].most == null)), domain[1], 90),
      arrow(list.filter((row, at) => ends[at].isGone || (bounded.includes(row) && ends[at].least == null)), domain[0], -90),
      Plot.dot(dots, { x: "growth_ratio", y, r: 5, fill: ink }),
      Plot.dot(dots.filter(unobserved), { x: "growth_ratio", y, r: 5, fill: dotPatternOf }),
      Plot.text(list, { y, x: () => domain[1], text: (row) => fitted(boundsText(row), right - 12), textAnchor: "start", dx: 10, className: "direct" }),
    ],
    tip: (row) => [
      { vendor: row.vendor === "total" ? null : row.vendor, text: "first weeks to last", value: boundsText(row, "at least", "at most") },
      { text: "tokens then", value: told(row.past_tokens, row.past_most_tokens) },
      { text: "tokens now", value: told(row.now_tokens, row.now_most_tokens) },
    ],
  });
}

// Where no vendor has a ratio, since the first weeks and the last are the same or share some.
function alikeText() {
  const all = chosen("vendor_growth", { rule: state.rule });
  if (all.length === 0 || all.some((row) => boundsText(row) != null)) return null;
  return `How much anybody grew can't be told: ${all.find((row) => row.reason)?.reason ?? "no reason is given"}.`;
}

// How many times the market, and who grew most for certain: what the dots of this chart say, not the rates of the next one.
function grownText(list) {
  const single = list.filter((row) => row.vendor !== "total" && row.vendor !== "others");
  const names = (rows) => rows.slice(0, 3).map((row) => named(row.vendor)).join(", ") + (rows.length > 3 ? ` and ${rows.length - 3} more` : "");
  const fresh = single.filter((row) => boundsOf(row).isNew);
  const sure = single.filter((row) => boundsOf(row).least > 1).slice(0, 3);
  const total = list.find((row) => row.vendor === "total");
  return [
    total && boundsText(total) ? `The market has ${boundsText(total, "at least", "at most")} the tokens of the first weeks.` : null,
    fresh.length > 0 ? `New since then: ${names(fresh)}.` : null,
    sure.length > 0 ? `${fresh.length > 0 ? "Of the others most" : "Most for certain"}, from the first weeks to the last: ${sure.map((row) => `${named(row.vendor)} ${boundsText(row, "at least", "at most")}`).join(", ")}.` : null,
  ].filter(Boolean).join(" ") || null;
}

// Rows in the order of the chart: the market, who is new, by what is known for certain, by what it can be at most, who is gone.
function grownRows(all) {
  const place = (row) => {
    const { least, isGone, isNew } = boundsOf(row);
    return row.vendor === "total" ? 0 : isNew ? 1 : isGone ? 4 : least != null ? 2 : 3;
  };
  const size = (row) => {
    const { least, most, isNew } = boundsOf(row);
    return isNew ? row.now_tokens ?? 0 : row.growth_ratio ?? least ?? most;
  };
  const used = (row) => Math.max(row.now_tokens ?? 0, row.past_tokens ?? 0);
  return [...all].sort((one, other) => used(other) - used(one)).slice(0, MOST_RATES).sort((one, other) => place(one) - place(other) || size(other) - size(one));
}

const GROWN_COLUMNS = ["vendor", "past_tokens", "now_tokens", "growth_ratio", "growth_least_ratio", "growth_most_ratio", "growth_label"];

function grownFigure(width) {
  const all = chosen("vendor_growth", { rule: state.rule });
  const seen = all.filter((row) => !state.hidden.has(row.vendor));
  const known = seen.filter((row) => boundsText(row) != null);
  if (known.length === 0) return null;
  const list = grownRows(known);
  const days = daysOf(list);
  const isDefault = state.rule === "default";
  const weeks = list[0].weeks;
  const lost = seen.filter((row) => !known.includes(row)).map((row) => named(row.vendor));
  const below = known.length - list.length;
  return figure({
    of: { days, isRuled: true }, name: "grown", title: "How many times the tokens of the first weeks", finding: grownText(list), node: grownChart(list, width), marks: unobservedOf(list),
    note: [
      days ? `The first ${weeks === 1 ? "" : `${weeks} `}${isDefault ? "complete " : ""}week${weeks === 1 ? "" : "s"} of ${dayText(days[0])} to ${dayText(days[1])} against the last.` : null,
      list.some((row) => boundsOf(row).least !== boundsOf(row).most && !boundsOf(row).isGone && !boundsOf(row).isNew)
        ? "Where a week does not name a vendor, its tokens are inside others and the number is known in bounds: a bar, with an arrow where it has no end." : null,
      list.some((row) => boundsOf(row).isNew || boundsOf(row).isGone) ? "By this rule who is absent has no tokens: an arrow without a number is new, or gone." : null,
      lost.length > 0 ? `Nothing is known of ${lost.length === 1 ? "one vendor that is" : `${lost.length} vendors that are`} absent in the first weeks and in the last: ${lost.slice(0, 6).join(", ")}${lost.length > 6 ? " and others" : ""}.` : null,
      below > 0 ? `${below} smaller vendors stand in the table alone.` : null,
    ].filter(Boolean).join(" "),
    tables: [tableOf("vendor_growth", all, GROWN_COLUMNS, list)],
  });
}

function rateChart(list, width) {
  const label = `Growth per year. ${list.slice(0, 4).map((row) => `${named(row.vendor)}: ${rateText(row)}`).join("; ")}.`;
  const y = (row) => row.vendor;
  const ends = list.flatMap((row) => [row.annual_ratio, row.annual_low_ratio, row.annual_high_ratio]).filter((value) => value > 0);
  const { domain, ticks } = logScale([1, 2, ...ends]);
  const ink = (row) => growthInk(row.vendor);
  const [left, right] = [isNarrow(width) ? 86 : 124, besides(list.map((row) => grew(row.annual_ratio)), width)];
  return ratioLines(label, {
    list, width, margins: [left, right], scale: { domain, ticks },
    marks: [
      Plot.ruleY(list.filter((row) => row.annual_low_ratio > 0), { y, x1: "annual_low_ratio", x2: "annual_high_ratio", stroke: ink, strokeWidth: 7, strokeOpacity: boundOpacity(), strokeLinecap: "round" }),
      Plot.dot(list, { x: "annual_ratio", y, r: 6, fill: ink }),
      Plot.dot(list.filter(unobserved), { x: "annual_ratio", y, r: 6, fill: dotPatternOf }),
      // Open, where there is no interval.
      Plot.dot(list.filter((row) => row.annual_low_ratio == null), { x: "annual_ratio", y, r: 3, fill: "var(--paper)" }),
      Plot.text(list, { y, x: () => domain[1], text: (row) => grew(row.annual_ratio), textAnchor: "start", dx: 10, className: "direct" }),
    ],
    tip: (row) => [
      { vendor: row.vendor === "total" ? null : row.vendor, text: "as a rate per year", value: grew(row.annual_ratio) },
      { text: "interval, 95 %", value: row.annual_low_ratio == null ? NONE : `${grew(row.annual_low_ratio)} to ${grew(row.annual_high_ratio)}` },
      ...(row.of_market_ratio == null ? [] : [{ text: "times the market's growth", value: ofMarketText(row) }]),
      { text: "tokens then and now", value: `${scaled(row.past_tokens)} and ${scaled(row.now_tokens)}` },
    ],
  });
}

// The powers of ten within a range: the marks of a small logarithmic scale.
function powers([least, most]) {
  const first = Math.ceil(Math.log10(least));
  const last = Math.floor(Math.log10(most));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => 10 ** (first + at));
}

// Where the last weeks of a rate would lie, had the tokens grown from its first weeks on at the lowest and at the highest rate
// of its interval: both windows at the middles of their points. Nothing of a rate without an interval.
function fanOf(rate) {
  if (rate?.annual_low_ratio == null || !(rate.past_tokens > 0) || !(rate.past_weeks_present > 0)) return null;
  const days = (date(rate.window_end_date) - date(rate.window_start_date)) / DAY + 1 - 7 * rate.weeks;
  const first = rate.past_tokens / rate.past_weeks_present;
  const grown = (ratio) => first * ratio ** (days / 365.25);
  return { days, first, low: grown(rate.annual_low_ratio), high: grown(rate.annual_high_ratio) };
}

// A fan within a scale from `least` to `most`: its corners, and which of its edges go on beyond.
function cutFan(rate, at, [least, most]) {
  const fan = fanOf(rate);
  if (!fan) return { corners: [], beyond: [] };
  const { days, first, low, high } = fan;
  const from = new Date(at(rate.window_start_date).getTime() + 3.5 * (rate.weeks - 1) * DAY);
  // On a logarithmic scale its edges are straight: how far along each crosses an end of the scale.
  const crossing = (end, to) => Math.log(to / first) / Math.log(end / first);
  const isBeyond = { high: high > most, low: low < least };
  const turns = [0, ...(isBeyond.high ? [crossing(high, most)] : []), ...(isBeyond.low ? [crossing(low, least)] : []), 1].sort((one, other) => one - other);
  const held = (value) => Math.min(most, Math.max(least, value));
  const corners = turns.map((turn) => ({ x: new Date(from.getTime() + turn * days * DAY), low: held(first * (low / first) ** turn), high: held(first * (high / first) ** turn) }));
  const { x } = corners.at(-1);
  return { corners, beyond: [isBeyond.high ? { x, y: most, rotate: 0 } : null, isBeyond.low ? { x, y: least, rotate: 180 } : null].filter(Boolean) };
}

// From whole weeks to those beside them that are not: a solid line would fall to the part of a week that was captured.
function toPartial(ordered) {
  const isPartial = (row) => row?.is_complete === false;
  const isBeside = (at) => [at - 1, at, at + 1].some((other) => isPartial(ordered[other]));
  return ordered.map((row, at) => (isBeside(at) ? row : { ...row, tokens: null }));
}

// What is said below the name of a small chart: the rate, else the bounds, else why there is neither.
function growthText(rate, row) {
  const bounds = row && boundsText(row);
  // A rate between bounds has no interval, and they say more than it does.
  const isBetween = bounds != null && boundsOf(row).least !== boundsOf(row).most;
  if (rate && !(rate.annual_low_ratio == null && isBetween)) return rateText(rate);
  if (bounds === "new" || bounds === "gone") return bounds === "new" ? "new since the first weeks" : "gone by the last weeks";
  if (bounds != null) return `${bounds} in all`;
  if (row && !(row.past_weeks_present > 0) && !(row.now_weeks_present > 0)) return "absent at first and at last";
  // A run without any rate has its tokens by week, and promises none.
  // Where nobody's growth can be told that is said once, above.
  if (alikeText()) return null;
  return row ? "no rate: bounds unknown" : has("growth_rate") || has("vendor_growth") ? "no rate in this run" : null;
}

// One small chart: tokens by week, on a scale that all of them share.
function small(vendor, list, domain, { rate, row: ofGrowth }, width) {
  const ordered = [...list].sort((one, other) => (one.week_start_date < other.week_start_date ? -1 : 1));
  const known = ordered.filter((row) => row.tokens > 0);
  const whole = ordered.map((row) => (row.is_complete === false ? { ...row, tokens: null } : row));
  const said = growthText(rate, ofGrowth);
  const label = `${named(vendor)}: tokens by week on a logarithmic scale.${said ? ` ${said}.` : ""}`;
  const ink = vendor === "total" ? "var(--ink)" : colour(vendor);
  const x = (row) => domain.at(row.week_start_date);
  const y = (row) => row.tokens || NaN;
  const open = { x, y, fill: "var(--paper)", stroke: ink };
  const { corners, beyond } = cutFan(rate, domain.at, domain.y);
  const chart = plot(label, {
    width, height: 136, marginLeft: 41, marginRight: 8, marginTop: 10, marginBottom: 36,
    x: domain.x, y: { type: "log", domain: domain.y, label: null, ticks: domain.ticks, tickFormat: (value) => scaled(value).replace(/\.0+/, "") },
    marks: [
      Plot.areaY(corners, { x: "x", y1: "low", y2: "high", fill: ink, fillOpacity: isOnDark() ? 0.32 : 0.2, className: "fan" }),
      ...beyond.map((end) => Plot.dot([end], { x: "x", y: "y", symbol: "triangle", rotate: end.rotate, r: 3.2, fill: ink, className: "beyond" })),
      Plot.line(whole, { x, y, stroke: ink, strokeWidth: 2 }),
      Plot.line(toPartial(ordered), { x, y, stroke: ink, strokeWidth: 1.2, strokeDasharray: "2,3" }),
      Plot.dot(known, { x, y, r: known.length > 3 ? 1.1 : 3, fill: ink }),
      Plot.dot(known.filter((row) => row.is_complete === false), { ...open, r: 3.2, strokeWidth: 1.5 }),
      Plot.dot(known.filter((row) => unobserved(row) && row.is_complete !== false), { ...open, symbol: "diamond", r: 2.6, strokeWidth: 1 }),
    ],
  });
  const tell = (week) => {
    const row = ordered.find((one) => one.week_start_date === week);
    return {
      lines: [{ vendor: vendor === "total" ? null : vendor, text: vendor === "total" ? "The whole market" : named(vendor), value: row?.tokens == null ? "absent" : scaled(row.tokens) }],
      notes: [row?.is_complete === false ? MARKS.partial : null, row && unobserved(row) ? MARKS[unobserved(row)] : null].filter(Boolean),
    };
  };
  const place = element("div", { class: "small" },
    element("p", { class: "small-name" }, vendor === "total" ? "The whole market" : shortName(vendor)),
    said ? element("p", { class: "small-rate" }, said) : null,
    walked(chart, label, ordered.map((row) => row.week_start_date), tell));
  place.style.width = `${width}px`;
  return { place, isCut: beyond.length > 0, isUnobserved: known.some((row) => unobserved(row) && row.is_complete !== false) };
}

// What lines, bands and marks of the small charts are.
function multiplesKey({ isFanned, isCut, isUnobserved }) {
  const item = (text, ...marks) => element("li", {}, shape("svg", { width: 26, height: 14, "aria-hidden": "true" }, ...marks), text);
  const weeks = rows("token_share").filter((row) => row.tokens > 0);
  return element("ul", { class: "key", "aria-label": "Key" }, ...[
    item("whole weeks", shape("path", { d: "M0,7 h26", class: "key-line" })),
    weeks.some((row) => row.is_complete === false)
      ? item("partial: the week still runs, or its first days are cut off", shape("path", { d: "M0,7 h12", class: "key-line", "stroke-dasharray": "2,3" }), shape("circle", { cx: 17, cy: 7, r: 4, class: "key-open" })) : null,
    isUnobserved ? item("reconstructed or made", shape("path", { d: "M13,2 l5,5 l-5,5 l-5,-5 Z", class: "key-open" })) : null,
    isFanned ? item("the rate's interval (95 %): from the first weeks on at its lowest and at its highest", shape("path", { d: "M1,12 L25,1 V10 Z", class: "key-band" })) : null,
    isCut ? item("the interval goes on beyond the scale", shape("path", { d: "M13,3 l5,8 h-10 Z", class: "key-ground" })) : null,
  ].filter(Boolean));
}

// The scale that all small charts share: their tokens, and the ends of their fans as far as two powers of ten beyond these.
const MOST_BEYOND = 100;
function tokenScale(all, fans) {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const ends = [Math.max(least / MOST_BEYOND, Math.min(least, ...fans.map((fan) => fan.low))), Math.min(most * MOST_BEYOND, Math.max(most, ...fans.map((fan) => fan.high)))];
  if (ends[1] / ends[0] <= 20) {
    const { domain, ticks } = logScale(ends);
    return { y: domain, ticks: [...new Set([domain[0], ticks.at(-1)])] };
  }
  return { y: ends, ticks: spaced(powers(ends), ends, 90, 15) };
}

// Of many weeks in little room: two of them, by month and year.
function twoMonths(days) {
  const ticks = [0.15, 0.8].map((part) => date(days[Math.floor(part * days.length)]));
  return { ticks, tickFormat: (day) => `${MONTHS[day.getUTCMonth()]}\n${day.getUTCFullYear()}` };
}

// So many vendors have a small chart, beside the whole market.
const MOST_SMALL = 11;

function multiples(rates, width) {
  const byVendor = new Map();
  for (const row of rows("token_share")) {
    if (row.vendor === "others" || state.hidden.has(row.vendor)) continue;
    if (!byVendor.has(row.vendor)) byVendor.set(row.vendor, []);
    byVendor.get(row.vendor).push(row);
  }
  const weeks = [...grouped(rows("token_share"))].map(([week, list]) => ({ week_start_date: week, tokens: sum(list, (row) => row.tokens), is_complete: list[0].is_complete, value_origin: weakest(list.filter((row) => row.tokens != null)) }));
  const most = (list, column) => Math.max(0, ...list.map((row) => row[column] ?? 0));
  const drawable = [...byVendor].map(([vendor, list]) => ({ vendor, list, peak: most(list, "token_share"), lately: Math.max(most(list.slice(-8), "tokens"), 0.01 * most(list, "tokens")) }))
    // A line needs two weeks; a series that has no more yet has dots.
    .filter(({ list }) => list.filter((row) => row.tokens > 0).length > (weeks.length > 3 ? 1 : 0))
    .sort((one, other) => other.peak - one.peak);
  // Who was ever large: of the last weeks alone, one that has gone would be missing. Those that are large now come first.
  const largest = drawable.slice(0, MOST_SMALL).sort((one, other) => other.lately - one.lately);
  const all = [...largest.flatMap(({ list }) => list), ...weeks].map((row) => row.tokens).filter((tokens) => tokens > 0);
  const days = weeks.map((week) => week.week_start_date).sort();
  const growths = chosen("vendor_growth", { rule: rates[0]?.rule ?? state.rule });
  const of = (vendor) => ({
    rate: rates.find((one) => one.vendor === vendor && one.annual_ratio != null) ?? null,
    // Bounds are those of the rate, so that they are of one rule.
    row: rates.find((one) => one.vendor === vendor) ?? growths.find((one) => one.vendor === vendor) ?? null,
  });
  const shown = [{ vendor: "total", list: weeks }, ...largest].map((one) => ({ ...one, of: of(one.vendor) }));
  const gap = isNarrow(width) ? 12 : 18;
  const columns = Math.max(1, Math.floor((width + gap) / (gap + (isNarrow(width) ? 130 : 212))));
  const each = Math.floor((width - gap * (columns - 1)) / columns);
  const isFew = days.length <= FEW_WEEKS;
  const domain = {
    at: pointOf(days),
    ...tokenScale(all, shown.map((one) => fanOf(one.of.rate)).filter(Boolean)),
    x: isFew ? weekAxis(days, 0) : { type: "utc", label: null, ...(each < 190 ? twoMonths(days) : { ticks: 3 }), domain: [date(days[0]), date(days.at(-1))] },
  };
  const drawn = shown.map((one) => small(one.vendor, one.list, domain, one.of, each));
  const place = element("div", { class: "multiples" }, ...drawn.map((one) => one.place));
  place.style.columnGap = `${gap}px`;
  const node = element("div", {}, place, multiplesKey({ isFanned: shown.some((one) => fanOf(one.of.rate)), isCut: drawn.some((one) => one.isCut), isUnobserved: drawn.some((one) => one.isUnobserved) }));
  return { node, without: drawable.slice(MOST_SMALL) };
}

// Who has no small chart, the largest first.
function withoutText(list) {
  if (list.length === 0) return null;
  const first = list.slice(0, 5).map(({ vendor, peak }) => `${shortName(vendor)} (${share(peak)})`);
  const more = list.length > first.length ? [`${list.length - first.length} more`] : [];
  return `The ${MOST_SMALL} vendors that had the largest part of the tokens of some week; without: ${listed([...first, ...more])}.`;
}

section("growth", (width) => {
  const parts = [growthsNote()];
  const rates = newest("first_last");
  // Rates are of one rule alone: under another one its own multiples come first, and say nothing of a year.
  const isRuled = rates.every((row) => row.rule === state.rule);
  const elsewhere = isRuled ? "" : " By our rule, whatever is chosen.";
  const market = marketText(rates);
  const grown = grownFigure(width);
  if (grown) parts.push(grown);
  const known = rates.filter((row) => row.annual_ratio != null && !state.hidden.has(row.vendor));
  const list = [...known].sort((one, other) => (other.now_tokens ?? 0) - (one.now_tokens ?? 0)).slice(0, MOST_RATES)
    .sort((one, other) => (other.vendor === "total") - (one.vendor === "total") || other.annual_ratio - one.annual_ratio);
  const below = known.length - list.length;
  if (list.length > 0) {
    const days = `${dayText(list[0].window_start_date)} to ${dayText(list[0].window_end_date)}`;
    const apart = beyondChance(list);
    parts.push(figure({
      of: { days: daysOf(list), isRuled },
      name: "growth", title: "Growth as a rate per year, with its interval", finding: `${market ?? ""} First complete weeks against the last, ${days}.${elsewhere}`.trim(), node: rateChart(list, width), marks: unobservedOf(list),
      note: `${apart ? `${apart} ` : ""}A dot that is open has no interval: too few changes of the vendor from week to week are known, or it is absent in a week of the two windows. Who is absent in one of them has no rate${grown ? ", and stands in the chart above" : ""}.${below > 0 ? ` ${below} smaller vendors stand in the table alone.` : ""}`,
      tables: [tableOf("growth_rate", rows("growth_rate").filter((row) => row.growth_window !== "rolling"), ["vendor", "growth_window", "growth_ratio", "annual_ratio", "annual_low_ratio", "annual_high_ratio", "of_market_ratio", "of_market_low_ratio", "of_market_high_ratio"], list)],
    }));
  } else if (!grown && alikeText()) parts.push(nothing(alikeText()));
  else if (has("growth_rate")) parts.push(nothing(market ?? "The series is too short for two windows of complete weeks."));
  if (has("token_share")) {
    const growths = has("vendor_growth") && !grown ? chosen("vendor_growth", { rule: state.rule }) : [];
    const { node, without } = multiples(rates, width);
    parts.push(figure({
      of: { days: daysOf(rows("token_share")) },
      name: "multiples", title: "Tokens by week, each vendor on the same logarithmic scale", node,
      note: [
        withoutText(without), "A gap in a line: absent that week, its tokens are inside others.",
        [...node.querySelectorAll(".small-rate")].some((said) => said.textContent.endsWith("in all")) ? "\u201cIn all\u201d: the last weeks against the first." : null,
        elsewhere ? "Rates and bounds by our rule, whatever is chosen." : null,
      ].filter(Boolean).join(" "),
      tables: growths.length > 0 ? [tableOf("vendor_growth", growths, GROWN_COLUMNS)] : [],
    }));
  }
  return parts;
});
