// The first sentence: of the rule, basis and weeks that are chosen, and of the vendors that are shown.

const answer = () => DATA.answers.find((a) => a.rule === state.rule && a.basis === state.basis) ?? null;
const choice = () => ({ rule: state.rule, price_basis: state.basis });

// What the published page was made with: by its rule at other prices there are other figures than it has.
const PUBLISHED = { rule: "published", price_basis: "list_3to1" };

// What can be chosen: what the sentences are of, else what tables of vendors are of.
function cases() {
  if (DATA.answers.length > 0) return DATA.answers;
  const priced = rows("dollar_share").filter((row) => row.dollar_share != null).map((row) => ({ rule: row.rule, basis: row.price_basis }));
  if (priced.length > 0) return priced;
  const ofGroups = rows("group_share").filter((row) => row.price_basis !== "tokens").map((row) => ({ rule: row.rule, basis: row.price_basis }));
  if (ofGroups.length > 0) return ofGroups;
  return ["vendor_growth", "group_share", "concentration"].flatMap((name) => rows(name).map((row) => ({ rule: row.rule, basis: null })));
}

// The last week that is whole, else the last.
function lastWeek() {
  const weeks = distinct(rows("token_share"), (row) => row.week_start_date).sort();
  return weeks.findLast((week) => !partialWeeks().has(week)) ?? weeks.at(-1) ?? null;
}

// The one week that is shown; none where the picture is of several together.
const oneWeek = () => state.week ?? (has("vendor_gap") ? null : lastWeek());

// First and last day of what is shown.
function shownDays() {
  const week = oneWeek();
  if (week) return [week, iso(new Date(weekEnd(week).getTime() - DAY))];
  const row = chosen("vendor_gap", choice())[0];
  return row ? [row.window_start_date, row.window_end_date] : null;
}

// Tokens and dollars of every vendor over the weeks together, or in one.
function answerRows() {
  const week = oneWeek();
  if (week) return rowsOfWeek(week);
  return chosen("vendor_gap", choice()).map((row) => {
    const weeks = weeksWithin(row.window_start_date, row.window_end_date);
    const own = weeks.filter((one) => one.vendor === row.vendor);
    const is_complete = !weeks.some((one) => one.is_complete === false);
    // What a vendor may have besides is inside others, so all tokens stay as many.
    const tokens_most = row.tokens > 0 && row.most_tokens != null ? (row.token_share * row.most_tokens) / row.tokens : null;
    return { ...row, tokens: row.token_share, tokens_most, dollars: row.dollar_share, is_complete, token_origin: weakest(own) };
  });
}

// Of one week; the gap as `vendor_gap` has it: over the priced vendors, by the published rule over all.
function rowsOfWeek(week) {
  const tokens = chosen("token_share", { week_start_date: week });
  const dollars = new Map(chosen("dollar_share", { ...choice(), week_start_date: week }).map((row) => [row.vendor, row]));
  const counted = (row) => (row.tokens ?? 0) * (dollars.get(row.vendor)?.kept_share ?? 1);
  const priced = sum(tokens.filter((row) => dollars.get(row.vendor)?.dollar_share != null), counted);
  return tokens.map((row) => {
    const held = dollars.get(row.vendor);
    const part = state.rule === "published" ? (row.token_share ?? 0) : counted(row) / priced;
    return {
      ...row, ...held, token_origin: row.value_origin, tokens: row.token_share, dollars: held?.dollar_share ?? null,
      gap_points: held?.dollar_share == null ? null : 100 * (held.dollar_share - part),
    };
  });
}

// The part of all tokens that a vendor has without a price.
const unpriced = (row) => row.unpriced ?? (row.tokens ?? 0) * (row.dollars == null ? 1 : 1 - (row.coverage_share ?? 1));

// Who the sentence is of: whose gap is widest among those shown, or, where nothing has a price, who is largest.
function subject(list) {
  const shown = list.filter((row) => row.vendor !== "others" && !state.hidden.has(row.vendor));
  const size = (row) => (row.gap_points == null ? -1 : Math.abs(row.gap_points));
  const most = (value) => shown.reduce((best, row) => (best && value(best) >= value(row) ? best : row), null);
  return shown.some((row) => row.gap_points != null) ? most(size) : most((row) => row.tokens ?? -1);
}

// Ends that print alike are no range.
const NARROW = 0.0005;
const isHidden = (row) => row.tokens_most != null && row.tokens_most - row.tokens >= NARROW;
const isWide = (row) => row.dollar_share_low != null && row.dollar_share_high - row.dollar_share_low >= NARROW;

// Which part a vendor has of what, with its range where it has one: the words of `answer.rs`.
const tokensSaid = (row) => `${row.is_lower_bound ? "at least " : ""}${share(row.tokens)}${isHidden(row) ? ` to ${share(row.tokens_most)}` : ""} of all tokens`;
const dollarsSaid = (row) => `${share(row.dollars)} of the dollars of priced vendors${isWide(row) ? ` (${share(row.dollar_share_low)} to ${share(row.dollar_share_high)} of all dollars)` : ""}`;

function sentenceOf(list) {
  const row = subject(list);
  if (isAllLeftOut(list)) return "All vendors are left out by hand: press a name in the list below to have it back.";
  const lead = [oneWeek() ? `in the week of ${dayText(oneWeek())}` : null, leftOut(list).length > 0 ? "of the vendors shown" : null].filter(Boolean).join(", ");
  const said = !row || row.tokens == null ? "no vendor has tokens."
    : row.gap_points == null ? `${named(row.vendor)} has ${tokensSaid(row)}, more than any other vendor.`
      : `${named(row.vendor)} has ${tokensSaid(row)} and ${dollarsSaid(row)}.`;
  const text = lead ? `${lead}, ${said}` : said;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Vendors that somebody left out of the charts and that would be in them.
const leftOut = (list) => list.filter((row) => state.hidden.has(row.vendor) && (row.tokens ?? row.dollars) != null);

// Nobody who has anything is left in the charts: whoever is not named in them can't be had back, either.
const isAllLeftOut = (list) => {
  const vendors = list.filter((row) => row.vendor !== "others" && (row.tokens ?? row.dollars) != null);
  return vendors.length > 0 && vendors.every((row) => state.hidden.has(row.vendor));
};

// How sure the sentence is: its days, its basis, what is hidden, made or left out. Narrow screens have at first what changes how
// the sentence is read, and the rest once somebody asks for it; wide ones, paper and readers of screens have all of it.
function doubtOf(list) {
  const folded = (text) => (text ? element("span", { class: "in-full" }, text) : null);
  const row = subject(list);
  const week = oneWeek();
  const days = shownDays();
  const isPriced = row?.gap_points != null;
  const origin = weakest([{ value_origin: row?.token_origin }, { value_origin: row?.value_origin }]);
  const without = leftOut(list).map((one) => named(one.vendor));
  return [
    days ? `${dayText(days[0])} to ${dayText(days[1])}.` : null,
    isAllLeftOut(list) ? null : isPriced ? folded(meaning(state.basis)) : DATA.answers.length === 0 ? "This run has no prices, so it tells who has the tokens and not who has the money." : "Nothing has a price here at this basis.",
    isPriced && isWide(row) ? "The range counts all that has no price or no name, at its cheapest and at its dearest, and input that may have been cached." : null,
    row && isHidden(row) ? "Its tokens are a range, since some of them may be inside others." : null,
    { made: "Some of these values were made up for demonstration: the method is real, the figures are not.", reconstructed: "Some of these values were reconstructed from other published figures." }[origin],
    week && partialWeeks().has(week) ? "That week was not whole when it was captured: it still ran, or lacks days." : null,
    folded(week ? weightDoubts(list) : windowDoubts(list)),
    without.length > 0 ? `Left out by hand: ${without.slice(0, 12).join(", ")}${without.length > 12 ? ` and ${without.length - 12} more` : ""}.` : null,
  ].filter(Boolean).flatMap((part, at) => (at > 0 ? [" ", part] : [part]));
}

// The doubt, folded where the screen is narrow and something of it can be folded.
function showDoubt(parts) {
  const place = document.getElementById("doubt");
  const button = document.getElementById("doubt-more");
  place.replaceChildren(...parts);
  button.hidden = !place.querySelector(".in-full");
  button.onclick = () => {
    button.setAttribute("aria-expanded", String(place.classList.toggle("open")));
    button.textContent = place.classList.contains("open") ? "Less" : "How sure this is, in full";
  };
}

// Above all charts, and in the tab.
function told() {
  const list = answerRows();
  if (list.length === 0) {
    // A page of other tables keeps its title; one of shares says that there is none.
    if (!has("vendor_gap") && !has("token_share")) return;
    document.getElementById("sentence").textContent = "Nothing has both tokens and a price in what is chosen.";
    showDoubt([meaning(state.basis)]);
    return;
  }
  const held = answer();
  const text = held && !oneWeek() && leftOut(list).length === 0 ? held.sentence : sentenceOf(list);
  document.getElementById("sentence").textContent = text;
  document.title = `${text} · tokenshare`;
  showDoubt(doubtOf(list));
}
