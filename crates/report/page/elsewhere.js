// Figures that stand in several places of the page and differ, since rules or weeks do: what each is of, with a link to the other.

const byRule = (rule) => `by rule \u201c${word(rule).toLowerCase()}\u201d`;
const dayAfter = (day, days) => iso(new Date(date(day).getTime() + days * DAY));

// The first or the last weeks that growth compares.
const GROWTH_WEEKS = {
  first: (row) => [row.window_start_date, dayAfter(row.window_start_date, 7 * row.weeks - 1)],
  last: (row) => [dayAfter(row.window_end_date, 1 - 7 * row.weeks), row.window_end_date],
};
const daysSaid = ([from, to]) => `${dayText(from)} to ${dayText(to)}`;
const cutWithin = (ranges) => [...partialWeeks()].filter((week) => ranges.some(([from, to]) => from <= week && week <= to)).length;

const marketGrowth = (rule) => chosen("vendor_growth", { rule, vendor: "total" })[0] ?? null;
const ratioSaid = (value) => (value < 100 ? `${fixed(value, 1)}×` : grew(value));

// The growth of the market by each rule, and as a rate per year: which weeks each is of.
function growthFigures() {
  const ratios = distinct(rows("vendor_growth"), (row) => row.rule).sort().reverse().map(marketGrowth).filter((row) => row?.growth_ratio > 0).map((row) => {
    const ranges = [GROWTH_WEEKS.first(row), GROWTH_WEEKS.last(row)];
    const cut = cutWithin(ranges);
    const whole = cut === 0 ? "all of them whole weeks" : cut === 1 ? "one of these weeks not whole" : `${cut} of these weeks not whole`;
    return { value: row.growth_ratio, told: `${byRule(row.rule)}: ${daysSaid(ranges[0])} against ${daysSaid(ranges[1])}, ${whole}` };
  });
  const rate = newest("first_last").find((row) => row.vendor === "total" && row.annual_ratio != null);
  const of = rate && ratios.find((one) => isSame(one.value, rate.growth_ratio));
  const apart = rate && (date(rate.window_end_date) - date(rate.window_start_date)) / DAY + 1 - 7 * rate.weeks;
  const yearly = rate ? [{ value: rate.annual_ratio, told: `as a rate per year: ${of ? `the ${ratioSaid(of.value)}, whose` : `${ratioSaid(rate.growth_ratio)} whose`} weeks lie ${fixed(apart, 0)} days apart, had it gone on for 365` }] : [];
  return [...ratios, ...yearly];
}

const COUNTS = ["No", "One", "Two", "Three", "Four"];
// Why the growth of one and the same market is told in several figures.
function growthsNote() {
  const figures = growthFigures();
  if (new Set(figures.map((one) => ratioSaid(one.value))).size < 2) return null;
  const said = figures.map((one) => `${ratioSaid(one.value)} ${one.told}`).join("; ");
  return element("p", { class: "note", id: "growth-figures" }, `${COUNTS[figures.length] ?? figures.length} figures tell how much the market grew. ${said}. Those of single vendors differ in the same way.`);
}

// Each claim as it stands in the newest week that has a verdict on it, or, where no week has one, in the newest of all.
function newestClaims() {
  const isTold = (row) => row.verdict !== "cannot_be_tested";
  const found = new Map();
  for (const row of rows("claim")) {
    const held = found.get(row.claim_id);
    const isBetter = !held || (isTold(row) === isTold(held) ? held.week_start_date < row.week_start_date : isTold(row));
    if (isBetter) found.set(row.claim_id, row);
  }
  return [...found.values()];
}

// Claims about a group, with the weeks that they are of: the last ones of the year that ends with their week, or its first.
const LABS = "cn_published";
const OTHERS_OF_CHINA = new Set(["cn", "cn_open"]);
const OF_LABS = { cn_majority: "last", cn_rounding_error: "first" };
// Whose tokens such a claim is of, where no chart of vendors has its week.
const TOKENS_OF_CLAIM = { model_chart: "by the models that a chart names", daily_lists: "by daily lists of models, added up" };

// Of which days such a claim is, by its own week: its row may be of another week than the table of growth, and of another chart.
function claimDays(claim) {
  if (claim.vendor_tokens_from === "board") return "the window of the site's board";
  const weeks = marketGrowth(PUBLISHED.rule)?.weeks ?? 4;
  const end = OF_LABS[claim.claim_id] === "first" ? dayAfter(claim.week_start_date, 7 * (weeks - 53)) : claim.week_start_date;
  const days = `${daysSaid([dayAfter(end, 7 * (1 - weeks)), dayAfter(end, 6)])} together`;
  const by = TOKENS_OF_CLAIM[claim.vendor_tokens_from];
  return by ? `${days}, ${by}` : days;
}

// Rules differ in weeks of a chart of vendors alone.
const ofRule = (claim) => (claim.vendor_tokens_from === "vendor_chart" ? `, ${byRule(PUBLISHED.rule)}` : "");

// Beside a group: what a claim about the same vendors has, and why that is another figure.
function groupElsewhere(group) {
  if (!body("claims")) return null;
  if (OTHERS_OF_CHINA.has(group) && newestClaims().some((one) => one.claim_id === "cn_majority")) {
    return element("p", { class: "small-else" }, element("a", { href: "#claim-cn_majority" }, "The claim of a majority"), ` is of another group: ${groupName(LABS).charAt(0).toLowerCase()}${groupName(LABS).slice(1)}.`);
  }
  if (group !== LABS) return null;
  const claims = newestClaims().filter((one) => Object.hasOwn(OF_LABS, one.claim_id) && one.our_value != null);
  if (claims.length === 0) return null;
  const parts = claims.map((claim) => [`${claimRange(claim)} of all tokens in `, element("a", { href: `#claim-${claim.claim_id}` }, claim.claim_id === "cn_majority" ? "the claim of a majority" : "the claim of a rounding error"), `, ${claimDays(claim)}${ofRule(claim)}`]);
  return element("p", { class: "small-else" }, "Elsewhere: ", ...parts.flatMap((part, at) => (at > 0 ? ["; ", ...part] : part)), ".");
}

// On the card of a claim: what the page has of the same thing elsewhere, and of which weeks and rule either is.
function claimElsewhere(claim) {
  const line = (...said) => element("p", { class: "rests" }, ...said);
  if (claim.claim_id === "market_growth" && body("growth") && growthFigures().length > 1) {
    const growth = element("a", { href: "#growth" }, "Growth");
    const by = TOKENS_OF_CLAIM[claim.vendor_tokens_from];
    if (by) return line(`this one is ${by}, in weeks of its own; `, growth, " has those of the series of vendors");
    return line(`this one is ${byRule(PUBLISHED.rule)}; why others stand in this page is told in `, growth);
  }
  if (!Object.hasOwn(OF_LABS, claim.claim_id) || !body("groups")) return null;
  const own = claim.our_value == null ? [] : [`this one is of ${claimDays(claim)}${ofRule(claim)}; `];
  const list = groupRows(LABS);
  if (list.length === 0) return null;
  const last = lastOf(list);
  return line(...own, element("a", { href: "#groups" }, "Groups"), ` has ${share(last.token_share)} in the week of ${dayText(last.week_start_date)} alone, ${byRule(state.rule)}`);
}
