// What a million tokens of a vendor costs over the window of its board: at the assumed mix, and at the prices that are chosen,
// with where these may lie and how many of the tokens have a price.

const ASSUMED_MIX = "list_3to1";
// Most vendors that the chart has: the table has them all.
const MOST_PRICED = 24;

// The prices that stand beside the assumed mix: those that are chosen, else those of each week, else those of one day.
const besideAssumed = (list) => [state.basis, "list_asof", "list_current"].find((basis) => basis !== ASSUMED_MIX && list.some((row) => row.price_basis === basis)) ?? null;

// Each vendor with its two prices, the largest vendors, the dearest of them first.
function pricePairs(list, basis) {
  const of = (vendor, wanted) => list.find((row) => row.vendor === vendor && row.price_basis === wanted) ?? null;
  const pairs = distinct(list, (row) => row.vendor).map((vendor) => ({ vendor, assumed: of(vendor, ASSUMED_MIX), measured: basis && of(vendor, basis) }));
  const size = ({ assumed, measured }) => Math.max(assumed?.tokens ?? 0, measured?.tokens ?? 0);
  const dear = ({ assumed, measured }) => measured?.[PRICE_COLUMN] ?? assumed[PRICE_COLUMN];
  return pairs.filter(({ assumed, measured }) => (assumed?.[PRICE_COLUMN] ?? measured?.[PRICE_COLUMN]) != null)
    .sort((one, other) => size(other) - size(one)).slice(0, MOST_PRICED).sort((one, other) => dear(other) - dear(one));
}

// Of a cent and less two decimals say nothing.
const finePrice = (value) => (value > 0 && value < 0.095 ? `$${Number(value.toPrecision(2))}` : price(value));
const finelySigned = (row) => (row?.[PRICE_COLUMN] == null ? NONE : priceSigns(row) + finePrice(row[PRICE_COLUMN]));
const priceRange = (row) => (row?.blended_low_usd_per_mtok == null || finePrice(row.blended_low_usd_per_mtok) === finePrice(row.blended_high_usd_per_mtok) ? "" : ` (${finePrice(row.blended_low_usd_per_mtok)} to ${finePrice(row.blended_high_usd_per_mtok)})`);
// The row that says most of a vendor: that of the price which is chosen, unless it has none.
const ofPair = ({ assumed, measured }) => (measured?.[PRICE_COLUMN] == null && assumed ? assumed : measured);
// The part of its tokens that has the price which is chosen: where none has, that is nothing, whatever the assumed mix has.
const pricedPart = ({ assumed, measured }) => share((measured ?? assumed).coverage_share);

function vendorPriceLines({ vendor, assumed, measured }, basis) {
  const { board } = ofPair({ assumed, measured });
  return [
    assumed ? { vendor, text: word(ASSUMED_MIX), value: finelySigned(assumed) } : null,
    measured ? { vendor, text: word(basis), value: `${finelySigned(measured)}${priceRange(measured)}` } : null,
    { text: "tokens with a price", value: pricedPart({ assumed, measured }) },
    { text: "usage of", value: BOARD_NAMES[board] ?? brief(board, 40) },
  ].filter(Boolean);
}

function vendorPriceChart(list, basis, width) {
  const label = `Dollars per million tokens, by vendor. ${list.slice(0, 4).map(({ vendor, assumed, measured }) => `${named(vendor)}: ${[assumed ? `${finelySigned(assumed)} at the ${word(ASSUMED_MIX)}` : null, measured ? `${finelySigned(measured)} at ${word(basis).toLowerCase()}` : null].filter(Boolean).join(", ")}`).join("; ")}.`;
  const narrow = isNarrow(width);
  const [left, right] = [narrow ? 96 : 124, 72];
  const cost = (row) => row?.[PRICE_COLUMN] ?? null;
  const ends = list.flatMap(({ assumed, measured }) => [cost(assumed), cost(measured), measured?.blended_low_usd_per_mtok, measured?.blended_high_usd_per_mtok]).filter((value) => value > 0);
  const { domain, ticks } = logScale(ends.length > 0 ? ends : [0.1, 10]);
  // What costs nothing has no place on a logarithmic scale: it stands at its lower end, as a triangle.
  const at = (value) => (value > 0 ? value : domain[0]);
  const shown = spaced(ticks, domain, width - left - right, 46);
  const y = (pair) => pair.vendor;
  const ink = (pair) => colour(pair.vendor);
  const [withAssumed, withMeasured] = [list.filter(({ assumed }) => cost(assumed) > 0), list.filter(({ measured }) => cost(measured) > 0)];
  const banded = list.filter(({ measured }) => measured?.blended_low_usd_per_mtok != null);
  const free = list.filter(({ assumed, measured }) => cost(assumed) === 0 || cost(measured) === 0);
  const chart = plot(label, {
    width, height: 46 + 24 * list.length, marginLeft: left, marginRight: right, marginTop: 30, marginBottom: 8,
    x: { type: "log", domain, axis: null },
    y: { domain: list.map(y), label: null, tickSize: 0, tickFormat: (vendor) => shortened(fitted(shortName(vendor), left - 14), wholeName(vendor)) },
    marks: [
      // As text of its own: the library leaves out names of marks of logarithmic scales.
      Plot.gridX(shown), Plot.axisX(shown, { anchor: "top", label: null, text: (tick) => `$${Number(tick.toPrecision(2))}` }),
      Plot.ruleY(banded, { y, x1: ({ measured }) => at(measured.blended_low_usd_per_mtok), x2: ({ measured }) => at(measured.blended_high_usd_per_mtok), stroke: ink, strokeWidth: 7, strokeOpacity: boundOpacity(), strokeLinecap: "round" }),
      Plot.ruleY(withMeasured.filter((pair) => withAssumed.includes(pair)), { y, x1: ({ assumed }) => cost(assumed), x2: ({ measured }) => cost(measured), stroke: ink, strokeWidth: 2 }),
      Plot.dot(withAssumed, { x: ({ assumed }) => cost(assumed), y, symbol: "square", r: 4.5, fill: "var(--paper)", stroke: ink, strokeWidth: 2 }),
      Plot.dot(withMeasured, { x: ({ measured }) => cost(measured), y, r: 5.5, fill: ink }),
      Plot.dot(withMeasured.filter(({ measured }) => unobserved(measured)), { x: ({ measured }) => cost(measured), y, r: 5.5, fill: ({ measured }) => dotPatternOf(measured) }),
      Plot.dot(free, { x: () => domain[0], y, symbol: "triangle", rotate: -90, r: 3.6, fill: ink }),
      Plot.text(list, { y, x: () => domain[1], text: pricedPart, textAnchor: "start", dx: 12, className: "direct" }),
    ],
  });
  (chart.tagName === "svg" ? chart : chart.querySelector("svg")).append(shape("g", { class: "direct" }, shape("text", { x: width, y: 18, "text-anchor": "end" }, "priced")));
  const place = chart.scale("y");
  for (const pair of list) {
    const strip = shape("rect", { class: "strip", x: 0, width, y: place.apply(pair.vendor) - 2, height: place.bandwidth + 4 });
    const { reason } = pair.measured ?? pair.assumed;
    chart.append(tipped(strip, named(pair.vendor), vendorPriceLines(pair, basis), reason ? [brief(plain(reason), 200)] : []));
  }
  return chart;
}

function vendorPriceKey(list, basis) {
  const item = (text, ...marks) => element("li", {}, shape("svg", { width: 26, height: 14, "aria-hidden": "true" }, ...marks), text);
  const prices = [...list.map(({ assumed }) => assumed), ...list.map(({ measured }) => measured)].filter(Boolean);
  return element("ul", { class: "key", "aria-label": "Key" }, ...[
    list.some(({ assumed }) => assumed) ? item(word(ASSUMED_MIX), shape("rect", { x: 8, y: 2.5, width: 9, height: 9, class: "key-open" })) : null,
    basis ? item(word(basis).toLowerCase(), shape("circle", { cx: 13, cy: 7, r: 6, class: "key-ground" })) : null,
    basis ? item("where that price may lie", shape("rect", { x: 1, y: 3.5, width: 24, height: 7, rx: 3.5, class: "key-band" })) : null,
    prices.some((row) => row[PRICE_COLUMN] === 0) ? item("nothing is charged", shape("path", { d: "M9,7 l8,-5 v10 Z", class: "key-ground" })) : null,
  ].filter(Boolean));
}

// How much dearer the assumed mix makes tokens, where both prices are known and more than nothing.
function vendorPriceFinding(list, basis) {
  const ratios = list.map(({ assumed, measured }) => assumed?.[PRICE_COLUMN] / measured?.[PRICE_COLUMN]).filter((ratio) => Number.isFinite(ratio) && ratio > 0).sort((one, other) => one - other);
  if (ratios.length === 0) return null;
  const half = ratios.length / 2;
  const middle = ratios.length % 2 === 1 ? ratios[Math.floor(half)] : (ratios[half - 1] + ratios[half]) / 2;
  const dearer = ratios.filter((ratio) => ratio > 1).length;
  return `At the ${word(ASSUMED_MIX)} a million tokens costs more than at \u201c${word(basis)}\u201d for ${dearer} of ${ratios.length} vendors that have both prices; ${fixed(middle, 2)} times as much in the middle of them.`;
}

// Who has dollars in the first picture, by prices of single weeks, and no price here: the board does not name them.
function unnamedByBoard(list) {
  const here = new Set(list.map(({ vendor }) => vendor));
  const basis = state.basis;
  const rows = chosen("vendor_gap", { rule: state.rule }).filter((row) => row.price_basis === basis && row.implied_usd > 0);
  const missing = rows.map((row) => row.vendor).filter((vendor) => !here.has(vendor) && !state.hidden.has(vendor));
  return missing.length > 0 ? `${listed(distinct(missing, (vendor) => vendor).map((vendor) => named(vendor)))}: not named by this board, and priced week by week alone.` : null;
}

section("prices", (width) => {
  const all = chosen("vendor_price", { rule: state.rule });
  const seen = all.filter((row) => row.vendor !== "others" && !state.hidden.has(row.vendor));
  const basis = besideAssumed(seen);
  const list = pricePairs(seen, basis);
  if (list.length === 0) return [nothing("No vendor has a price by this rule."), ...(all.length > 0 ? [tableOf("vendor_price", all, ["vendor", "price_basis", PRICE_COLUMN, "coverage_share", "reason"])] : [])];
  const drawn = list.flatMap(({ assumed, measured }) => [measured, assumed]).filter(Boolean);
  const boards = distinct(drawn, (row) => row.board);
  const below = distinct(seen.filter((row) => row[PRICE_COLUMN] != null), (row) => row.vendor).length - list.length;
  const days = daysOf(drawn);
  return [figure({
    of: { days, isRuled: true, vendors: list.map(({ vendor }) => vendor) },
    name: "prices", title: `Dollars per million tokens: ${word(ASSUMED_MIX)}${basis ? ` against ${word(basis).toLowerCase()}` : ""}`, finding: vendorPriceFinding(list, basis),
    node: element("div", {}, vendorPriceKey(list, basis), vendorPriceChart(list, basis, width)), marks: unobservedOf(list.map(ofPair)),
    note: [
      days ? `${dayText(days[0])} to ${dayText(days[1])}, on a logarithmic scale; \u201cpriced\u201d: the part of the usage that has a price, without the rest.` : null,
      boards.length > 1 ? `By this rule the two prices are weighed by different usage: ${boards.map((board) => (BOARD_NAMES[board] ?? brief(board, 40)).toLowerCase()).join(" and ")}.` : null,
      ...priceLines(list.map(({ measured }) => measured).filter(Boolean)).map((line) => `${line}.`),
      below > 0 ? null : unnamedByBoard(list),
      below > 0 ? `${below} smaller vendors stand in the table alone.` : null,
    ].filter(Boolean).join(" "),
    tables: [tableOf("vendor_price", all, ["vendor", "price_basis", PRICE_COLUMN, "blended_low_usd_per_mtok", "blended_high_usd_per_mtok", "coverage_share", "tokens"], drawn)],
  })];
});
