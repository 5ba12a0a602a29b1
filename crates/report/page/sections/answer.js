// The answer in one picture: a bar of tokens, a bar of money, and what each vendor has of both.

// Vendors without a colour of their own that are small in both bars are one band, as they are one part of the columns over
// weeks: apart they would be slivers.
function withSmaller(list) {
  const peak = new Map(list.map((row) => [row.vendor, Math.max(row.tokens ?? 0, row.dollars ?? 0)]));
  const small = list.filter((row) => !isShown(row.vendor, peak));
  if (small.length < 2) return list;
  const priced = small.filter((row) => row.dollars != null);
  const together = {
    vendor: SMALLER, count: small.length, tokens: sum(small, (row) => row.tokens), dollars: priced.length > 0 ? sum(priced, (row) => row.dollars) : null,
    token_origin: weakest(small.map((row) => ({ value_origin: row.token_origin }))), value_origin: weakest(priced),
    is_complete: !small.some((row) => row.is_complete === false), unpriced: sum(small, unpriced),
    reason: `The largest: ${small.sort((one, other) => peak.get(other.vendor) - peak.get(one.vendor)).slice(0, 5).map((row) => `${shortName(row.vendor)} ${share(peak.get(row.vendor))}`).join(", ")}`,
  };
  return [...list.filter((row) => !small.includes(row)), together];
}

// Where each vendor begins and ends in both bars.
function bands(list, width) {
  let above = 0;
  let below = 0;
  return list.map((row) => {
    const band = { row, a0: above, a1: above + (row.tokens ?? 0) * width, b0: below, b1: below + (row.dollars ?? 0) * width };
    above = band.a1;
    below = band.b1;
    return band;
  });
}

function answerLines(row) {
  if (row.count) return [{ vendor: row.vendor, text: "of the tokens", value: share(row.tokens) }, { vendor: row.vendor, text: "of the dollars", value: share(row.dollars) }];
  const bounds = row.dollar_share_low == null ? null : `${share(row.dollar_share_low)} to ${share(row.dollar_share_high)}`;
  return [
    { vendor: row.vendor, text: "of the tokens", value: share(row.tokens) },
    { vendor: row.vendor, text: "of the dollars", value: share(row.dollars) },
    bounds ? { text: "dollars at least, at most", value: bounds } : null,
    { text: "dollars per million tokens", value: signedPrice(row) },
  ].filter(Boolean);
}

function answerPicture(list, width) {
  const bar = isNarrow(width) ? 40 : 48;
  const gap = isNarrow(width) ? 96 : 124;
  const top = 24;
  // Where nothing has a price there is one bar.
  const isPriced = list.some((row) => row.dollars != null);
  const height = isPriced ? top + 2 * bar + gap + 26 : top + bar + 4;
  const [y0, y1, y2, y3] = [top, top + bar, top + bar + gap, top + 2 * bar + gap];
  const svg = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "plot" });
  const ribbon = ({ a0, a1, b0, b1 }) => {
    const mid = (y1 + y2) / 2;
    return `M${a0},${y1} C${a0},${mid} ${b0},${mid} ${b0},${y2} L${b1},${y2} C${b1},${mid} ${a1},${mid} ${a1},${y1} Z`;
  };
  svg.append(shape("text", { x: 0, y: 15, class: "bar-name" }, "Tokens"));
  for (const band of bands(list, width)) {
    const { row } = band;
    const isRest = row.vendor === "others";
    const fill = isRest ? "url(#rest)" : colour(row.vendor);
    const group = shape("g", { class: "band" });
    const part = (x0, x1, y, h) => shape("rect", { x: x0 + 0.5, width: Math.max(0, x1 - x0 - 1), y, height: h, fill });
    if (row.tokens > 0) group.append(part(band.a0, band.a1, y0, bar));
    if (row.dollars > 0) group.append(part(band.b0, band.b1, y2, bar));
    if (row.tokens > 0 && row.dollars > 0) group.append(shape("path", { d: ribbon(band), fill, class: "ribbon" }));
    if (isPriced && unpriced(row) > 0) {
      // Tokens that have no price lead nowhere.
      const from = band.a1 - unpriced(row) * width;
      group.append(shape("path", { d: `M${from},${y1} H${band.a1} v14 H${from} Z`, fill: "url(#rest)" }));
    }
    for (const mark of drawn(tokenMarks(row))) {
      if (row.tokens > 0) group.append(shape("rect", { x: band.a0, width: band.a1 - band.a0, y: y0, height: bar, fill: `url(#${mark})` }));
    }
    for (const mark of drawn(dollarMarks(row))) {
      if (row.dollars > 0) group.append(shape("rect", { x: band.b0, width: band.b1 - band.b0, y: y2, height: bar, fill: `url(#${mark})` }));
    }
    group.append(...bandLabels(band, y0, bar, row.tokens, "a"), ...bandLabels(band, y2, bar, row.dollars, "b"));
    svg.append(tipped(group, bandTitle(row), answerLines(row), row.reason ? [brief(row.reason, 200)] : []));
  }
  if (isPriced) svg.append(shape("text", { x: 0, y: y3 + 19, class: "bar-name" }, "Money (implied value)"));
  return svg;
}

// Tokens and dollars rest on different things: a price may be made where tokens were observed.
const marksOf = (row, origin) =>
  [row.is_complete === false ? "partial" : null, origin && origin !== "observed" ? origin : null].filter(Boolean);
// Of two patterns over each other neither could be read: the first is drawn, and the note says the other.
const drawn = (marks) => marks.slice(0, 1);
const undrawn = (list) => [...new Set(list.flatMap((row) => [...(row.tokens > 0 ? tokenMarks(row).slice(1) : []), ...(row.dollars > 0 ? dollarMarks(row).slice(1) : [])]))];
const tokenMarks = (row) => marksOf(row, row.token_origin);
const dollarMarks = (row) => marksOf(row, row.value_origin);

const bandName = (row) => (row.count ? smallerText(row.count) : row.vendor === "others" ? "others" : shortName(row.vendor));
const bandTitle = (row) => (row.count ? smallerText(row.count) : named(row.vendor));
const widthOf = (band, side) => (side === "a" ? band.a1 - band.a0 : band.b1 - band.b0);
const isNamed = (band, side) => wideness(bandName(band.row), 13, 600) + 14 < widthOf(band, side);

// A name where it fits, else only the number, else nothing.
function bandLabels(band, y, bar, value, side) {
  const from = side === "a" ? band.a0 : band.b0;
  const room = widthOf(band, side);
  if (value == null || room < 36) return [];
  const name = bandName(band.row);
  const label = (text, at, kind) => shape("text", { x: from + 6, y: at, stroke: band.row.vendor === "others" ? null : colour(band.row.vendor), class: kind + (band.row.vendor === "others" ? " on-rest" : inkOn(colour(band.row.vendor))) }, text);
  // A price says whether it is a bound, where the money has room for it.
  const priced = side === "b" && band.row[PRICE_COLUMN] != null ? `${share(value)} at ${signedPrice(band.row)}/M` : share(value);
  const told = wideness(priced, 12.5) + 14 < room ? priced : share(value);
  return isNamed(band, side)
    ? [label(name, y + bar / 2 - 4, "band-name"), label(told, y + bar / 2 + 12, "band-value")]
    : [label(room > 54 ? share(value) : `${fixed(100 * value, 0)}%`, y + bar / 2 + 5, "band-value")];
}

// What the signs before prices mean, and before whose they stand.
function priceNotes(list) {
  const priced = list.filter((row) => row.dollars > 0 && row[PRICE_COLUMN] != null);
  return Object.values(PRICE_SIGNS).map(({ is, told }, at) => {
    const held = priced.filter(is);
    const whose = held.length === priced.length ? "all" : held.map((row) => shortName(row.vendor)).join(", ");
    return held.length > 0 ? `${Object.keys(PRICE_SIGNS)[at]} before a price (${whose}): ${told}.` : null;
  }).filter(Boolean);
}

// Black or white, whichever reads better on a colour.
function inkOn(hex) {
  return luminance(hex) > 0.19 ? " on-light" : " on-dark";
}

// The numbers below the picture: those of the weeks together, or of the one week.
function answerTables() {
  const week = oneWeek();
  if (!week) return [tableOf("vendor_gap", chosen("vendor_gap", choice()), ["vendor", "token_share", "dollar_share", "dollar_share_low", "dollar_share_high", "gap_points", "blended_usd_per_mtok", "coverage_share"])];
  const dollars = chosen("dollar_share", { ...choice(), week_start_date: week });
  return [
    tableOf("token_share", chosen("token_share", { week_start_date: week }), ["vendor", "tokens", "token_share", "named_token_share"]),
    dollars.length > 0 ? tableOf("dollar_share", dollars, ["vendor", "implied_usd", "dollar_share", "dollar_share_low", "dollar_share_high", "blended_usd_per_mtok", "coverage_share"]) : null,
  ].filter(Boolean);
}

section("answer", (width) => {
  const list = withSmaller(answerRows().filter((row) => !state.hidden.has(row.vendor) && (row.tokens ?? 0) + (row.dollars ?? 0) > 0));
  if (list.length === 0) return [nothing(state.hidden.size > 0 ? "All vendors are left out by hand." : "Nothing has both tokens and a price in what is chosen.")];
  list.sort((one, other) => vendorOrder(one.vendor, other.vendor));
  const svg = answerPicture(list, width);
  const priced = list.filter((row) => row.dollars > 0).sort((a, b) => b.dollars - a.dollars);
  const told = priced.length > 0
    ? priced.slice(0, 4).map((row) => `${bandTitle(row)}: ${share(row.tokens)} of the tokens, ${share(row.dollars)} of the dollars`)
    : [...list].sort((a, b) => b.tokens - a.tokens).slice(0, 4).map((row) => `${bandTitle(row)}: ${share(row.tokens)} of the tokens`);
  named_picture(svg, `Tokens${priced.length > 0 ? " against money" : ""}. ${told.join("; ")}.`);
  const marks = new Set(list.flatMap((row) => [...(row.tokens > 0 ? drawn(tokenMarks(row)) : []), ...(row.dollars > 0 ? drawn(dollarMarks(row)) : [])]));
  if (priced.length > 0 || list.some((row) => row.vendor === "others")) marks.add("rest");
  // Who is named in neither bar has a key.
  const inBars = bands(list, width);
  const nameless = inBars.filter((band) => !isNamed(band, "a") && !isNamed(band, "b")).map((band) => band.row.vendor);
  const without = priced.length > 0 ? sum(list, unpriced) : 0;
  const days = shownDays();
  const when = oneWeek() ? `week of ${dayText(oneWeek())}` : `${dayText(days[0])} to ${dayText(days[1])}`;
  return [figure({
    name: "answer", title: `${priced.length > 0 ? "Tokens above, money below" : "Tokens by vendor"}: ${when}`, marks,
    node: nameless.length > 0 ? element("div", {}, svg, vendorKey(nameless, list.find((row) => row.count)?.count)) : svg,
    note: [
      without > 0 ? `${share(without)} of all tokens that the upper bar shows have no price or no name, hatched, and lead to no money: the lower bar is all dollars of what has a price.` : null,
      undrawn(list).length > 0 ? `Beneath the pattern of a partial week: ${undrawn(list).map((mark) => MARKS[mark]).join("; ")}.` : null,
      ...priceNotes(list),
    ].filter(Boolean).join(" ") || null,
    of: { days, isPriced: priced.length > 0, isRuled: priced.length > 0, vendors: list.map((row) => row.vendor) },
    tables: answerTables(),
  })];
});
