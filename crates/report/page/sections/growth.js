// Growth: rates per year with their intervals, then each vendor's tokens by week on one scale.

// The newest row of a kind of window for each vendor.
function newest(window) {
  const found = new Map();
  for (const row of chosen("growth_rate", { growth_window: window })) {
    const held = found.get(row.vendor);
    if (!held || held.window_end_date < row.window_end_date) found.set(row.vendor, row);
  }
  return [...found.values()];
}

// Most rows that the chart has, the whole market among them: the table has them all.
const MOST_RATES = 25;

function rateText(row) {
  if (row.annual_ratio == null) return NONE;
  const interval = row.annual_low_ratio == null ? "no interval" : `${times(row.annual_low_ratio)} to ${times(row.annual_high_ratio)}`;
  return `${times(row.annual_ratio)} a year (${interval})`;
}

function rateChart(list, width) {
  const label = `Growth per year. ${list.slice(0, 4).map((row) => `${named(row.vendor)}: ${rateText(row)}`).join("; ")}.`;
  const y = (row) => row.vendor;
  const ends = list.flatMap((row) => [row.annual_ratio, row.annual_low_ratio, row.annual_high_ratio]).filter((value) => value > 0);
  // Where there is little room, as many marks as fit.
  const { domain, ticks: inside } = logScale([1, 2, ...ends]);
  const ticks = inside.filter((_, at) => at % (isNarrow(width) && inside.length > 3 ? Math.ceil(inside.length / 3) : 1) === 0);
  const ink = (row) => (row.vendor === "total" ? "var(--ink)" : colour(row.vendor));
  const left = isNarrow(width) ? 92 : 124;
  const chart = plot(label, {
    width, height: 46 + 27 * list.length, marginLeft: left, marginRight: 52, marginTop: 30, marginBottom: 8,
    x: { type: "log", domain, axis: null },
    y: { domain: list.map(y), label: null, tickFormat: (vendor) => (vendor === "total" ? "all" : vendor === "others" ? "others" : fitted(shortName(vendor), left - 14)), tickSize: 0 },
    marks: [
      // As text of its own: the library leaves out names of marks of logarithmic scales.
      Plot.gridX(ticks),
      Plot.axisX(ticks, { anchor: "top", label: null, text: (value) => `${value}×` }),
      Plot.ruleX([1]),
      Plot.ruleY(list.filter((row) => row.annual_low_ratio > 0), { y, x1: "annual_low_ratio", x2: "annual_high_ratio", stroke: ink, strokeWidth: 7, strokeOpacity: 0.25, strokeLinecap: "round" }),
      Plot.dot(list, { x: "annual_ratio", y, r: 6, fill: ink }),
      Plot.dot(list.filter(unobserved), { x: "annual_ratio", y, r: 6, fill: dotPatternOf }),
      // Open, where there is no interval.
      Plot.dot(list.filter((row) => row.annual_low_ratio == null), { x: "annual_ratio", y, r: 3, fill: "var(--paper)" }),
      Plot.text(list, { y, x: () => domain[1], text: (row) => times(row.annual_ratio), textAnchor: "start", dx: 10, className: "direct" }),
    ],
  });
  const scale = chart.scale("y");
  for (const row of list) {
    const strip = shape("rect", { class: "strip", x: 0, width, y: scale.apply(row.vendor) - 2, height: scale.bandwidth + 4 });
    chart.append(tipped(strip, named(row.vendor), [
      { vendor: row.vendor, text: "as a rate per year", value: times(row.annual_ratio) },
      { text: "interval, 95 %", value: row.annual_low_ratio == null ? NONE : `${times(row.annual_low_ratio)} to ${times(row.annual_high_ratio)}` },
      { text: "tokens then and now", value: `${scaled(row.past_tokens)} and ${scaled(row.now_tokens)}` },
    ], row.reason ? [brief(row.reason, 200)] : []));
  }
  return chart;
}

// The powers of ten within a range: the marks of a small logarithmic scale.
function powers([least, most]) {
  const first = Math.ceil(Math.log10(least));
  const last = Math.floor(Math.log10(most));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => 10 ** (first + at));
}

// Where the last weeks of a rate would lie, had the tokens grown from its first weeks on at the lowest and at the highest rate
// of its interval: both windows at the middles of their points. Nothing of a rate without an interval.
function fanOf(rate, at) {
  if (rate?.annual_low_ratio == null || !(rate.past_tokens > 0) || !(rate.past_weeks_present > 0)) return [];
  const days = (date(rate.window_end_date) - date(rate.window_start_date)) / DAY + 1 - 7 * rate.weeks;
  const from = new Date(at(rate.window_start_date).getTime() + 3.5 * (rate.weeks - 1) * DAY);
  const first = rate.past_tokens / rate.past_weeks_present;
  const grown = (ratio) => first * ratio ** (days / 365.25);
  return [
    { x: from, low: first, high: first },
    { x: new Date(from.getTime() + days * DAY), low: grown(rate.annual_low_ratio), high: grown(rate.annual_high_ratio) },
  ];
}

// From whole weeks to those beside them that are not: a solid line would fall to the part of a week that was captured.
function toPartial(ordered) {
  const isPartial = (row) => row?.is_complete === false;
  const isBeside = (at) => [at - 1, at, at + 1].some((other) => isPartial(ordered[other]));
  return ordered.map((row, at) => (isBeside(at) ? row : { ...row, tokens: null }));
}

// One small chart: tokens by week, on a scale that all of them share.
function small(vendor, list, domain, rate, width) {
  const ordered = [...list].sort((one, other) => (one.week_start_date < other.week_start_date ? -1 : 1));
  const known = ordered.filter((row) => row.tokens > 0);
  const whole = ordered.map((row) => (row.is_complete === false ? { ...row, tokens: null } : row));
  const label = `${named(vendor)}: tokens by week on a logarithmic scale.`;
  const ink = vendor === "total" ? "var(--ink)" : colour(vendor);
  const x = (row) => domain.at(row.week_start_date);
  const y = (row) => row.tokens || NaN;
  const open = { x, y, fill: "var(--paper)", stroke: ink };
  const chart = plot(label, {
    width, height: 112, marginLeft: 42, marginRight: 8, marginTop: 6, marginBottom: 36,
    x: domain.x, y: { type: "log", domain: domain.y, label: null, ticks: domain.ticks, tickFormat: (value) => scaled(value).replace(/\.0+/, "") },
    marks: [
      Plot.areaY(fanOf(rate, domain.at), { x: "x", y1: "low", y2: "high", fill: ink, fillOpacity: 0.2, clip: true, className: "fan" }),
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
    element("p", { class: "small-rate" }, rate ? rateText(rate) : has("growth_rate") ? "no rate: see the table for why" : "no rate in this run"),
    walked(chart, label, ordered.map((row) => row.week_start_date), tell));
  place.style.width = `${width}px`;
  return place;
}

// What lines, bands and marks of the small charts are.
function multiplesKey(rates) {
  const item = (text, ...marks) => element("li", {}, shape("svg", { width: 26, height: 14, "aria-hidden": "true" }, ...marks), text);
  const weeks = rows("token_share").filter((row) => row.tokens > 0);
  return element("ul", { class: "key", "aria-label": "Key" }, ...[
    item("whole weeks", shape("path", { d: "M0,7 h26", class: "key-line" })),
    weeks.some((row) => row.is_complete === false)
      ? item("partial: the week still runs, or its first days are cut off", shape("path", { d: "M0,7 h12", class: "key-line", "stroke-dasharray": "2,3" }), shape("circle", { cx: 17, cy: 7, r: 4, class: "key-open" })) : null,
    weeks.some(unobserved) ? item("reconstructed or made", shape("path", { d: "M13,2 l5,5 l-5,5 l-5,-5 Z", class: "key-open" })) : null,
    rates.some((row) => row.annual_low_ratio != null)
      ? item("the rate's interval (95 %): from the first weeks on at its lowest and at its highest", shape("path", { d: "M1,12 L25,1 V10 Z", class: "key-band" })) : null,
  ].filter(Boolean));
}

function multiples(rates, width) {
  const byVendor = new Map();
  for (const row of rows("token_share")) {
    if (row.vendor === "others" || state.hidden.has(row.vendor)) continue;
    if (!byVendor.has(row.vendor)) byVendor.set(row.vendor, []);
    byVendor.get(row.vendor).push(row);
  }
  const weeks = [...grouped(rows("token_share"))].map(([week, list]) => ({ week_start_date: week, tokens: sum(list, (row) => row.tokens), is_complete: list[0].is_complete, value_origin: weakest(list.filter((row) => row.tokens != null)) }));
  const largest = [...byVendor].map(([vendor, list]) => ({ vendor, list, most: Math.max(0, ...list.slice(-8).map((row) => row.tokens ?? 0), 0.01 * Math.max(0, ...list.map((row) => row.tokens ?? 0))) }))
    // A line needs two weeks; a series that has no more yet has dots.
    .filter(({ list }) => list.filter((row) => row.tokens > 0).length > (weeks.length > 3 ? 1 : 0))
    .sort((one, other) => other.most - one.most).slice(0, 11);
  const all = [...largest.flatMap(({ list }) => list), ...weeks].map((row) => row.tokens).filter((tokens) => tokens > 0);
  const days = weeks.map((week) => week.week_start_date).sort();
  const isFew = days.length <= FEW_WEEKS;
  const far = Math.max(...all) / Math.min(...all) > 20;
  const { domain: ends, ticks } = logScale(all);
  const domain = {
    at: pointOf(days),
    y: far ? [Math.min(...all), Math.max(...all)] : ends, ticks: far ? powers([Math.min(...all), Math.max(...all)]) : [...new Set([ends[0], ticks.at(-1)])],
    x: isFew ? weekAxis(days, 0) : { type: "utc", label: null, ticks: 3, domain: [date(days[0]), date(days.at(-1))] },
  };
  const columns = Math.max(1, Math.floor(width / (isNarrow(width) ? 160 : 225)));
  const each = Math.floor((width - 18 * (columns - 1)) / columns);
  const rate = (vendor) => rates.find((one) => one.vendor === vendor && one.annual_ratio != null) ?? null;
  return element("div", { class: "multiples" },
    small("total", weeks, domain, rate("total"), each),
    ...largest.map(({ vendor, list }) => small(vendor, list, domain, rate(vendor), each)));
}

section("growth", (width) => {
  const parts = [];
  const rates = newest("first_last");
  const known = rates.filter((row) => row.annual_ratio != null && !state.hidden.has(row.vendor));
  const list = [...known].sort((one, other) => (other.now_tokens ?? 0) - (one.now_tokens ?? 0)).slice(0, MOST_RATES)
    .sort((one, other) => (other.vendor === "total") - (one.vendor === "total") || other.annual_ratio - one.annual_ratio);
  const below = known.length - list.length;
  if (list.length > 0) {
    const days = `${dayText(list[0].window_start_date)} to ${dayText(list[0].window_end_date)}`;
    parts.push(figure({
      of: { days: daysOf(list) },
      name: "growth", title: "Growth as a rate per year, with its interval", finding: `First complete weeks against the last, ${days}.`, node: rateChart(list, width), marks: unobservedOf(list),
      note: `A dot that is open has no interval: too few changes of the vendor from week to week are known, or it is absent in a week of the two windows. New vendors have no rate.${below > 0 ? ` ${below} smaller vendors stand in the table alone.` : ""}`,
      tables: [tableOf("growth_rate", rows("growth_rate").filter((row) => row.growth_window !== "rolling"), ["vendor", "growth_window", "growth_ratio", "annual_ratio", "annual_low_ratio", "annual_high_ratio"], list)],
    }));
  } else if (has("growth_rate")) parts.push(nothing("The series is too short for two windows of complete weeks."));
  if (has("token_share")) {
    parts.push(figure({
      of: { days: daysOf(rows("token_share")) },
      name: "multiples", title: "Tokens by week, each vendor on the same logarithmic scale", node: element("div", {}, multiples(rates, width), multiplesKey(rates)),
      note: "A gap in a line: absent that week, its tokens are inside others.",
      tables: has("vendor_growth") ? [tableOf("vendor_growth", chosen("vendor_growth", { rule: state.rule }), ["vendor", "past_tokens", "now_tokens", "growth_ratio", "growth_label"])] : [],
    }));
  }
  return parts;
});
