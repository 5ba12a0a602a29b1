// What words of the vocabulary are called where a reader sees them: charts, cells and cards say the same. Downloads, sorting and
// commands keep the words themselves.

// How a price is known, and how tokens are split, in short and in a sentence.
const PRICE_KNOWN = {
  exact: ["listed", "the catalogues list it in every week of the time in which it held"],
  carried: ["held on", "it was seen before, or before and after, and is taken to have held in these weeks"],
  backcast: ["taken back", "the first catalogue that lists it is younger than these weeks: it is taken back to them, and nothing is known of what it was then"],
  other_source: ["another source", "it is from another map of prices than the catalogues"],
};
const MIX_KNOWN = {
  assumed: ["assumed", "the price basis assumes how tokens split into input and output"],
  measured: ["measured", "how these tokens split into input and output was measured"],
  carried: ["of other days", "these tokens come as totals: input and output are split as the same models' were in another window"],
  reference: ["of other tokens", "these tokens come as totals: input and output are split as other tokens were in another window"],
};
const VALUES_KNOWN = {
  observed: ["observed", "the values were observed"],
  reconstructed: ["reconstructed", "some of the values were reconstructed from other published figures"],
  made: ["made up", "some of the values were made up for demonstration"],
};

const MOVE_KINDS = {
  vendor_token_share: "vendor: part of the tokens", vendor_dollar_share: "vendor: part of the money", model_token_share: "model: part of the tokens",
  vendor_entered: "vendor newly named", vendor_left: "vendor no longer named", model_entered: "model newly named", model_left: "model no longer named",
  input_price: "price of input", output_price: "price of output", coverage: "tokens that have a price", claim: "claim",
};
const GROWTH_WINDOWS = {
  first_last: "first to last", with_cut_week: "with the cut first week", with_running_week: "with the running week",
  year_on_year: "year on year", month_on_month: "month on month", rolling: "up to each week",
};
// What stands in the place of a number of times, where there is none.
const GROWTH_TOLD = { ratio: "a number of times", new: "new since then", gone: "gone by now", absent: "bounds: absent at first or at last" };
const UNITS = { share: "part", usd_per_mtok: "$ per million tokens", usd: "$", count: "number", rank: "rank", ratio: "times", correlation: "correlation" };

const given = (words) => (term) => (Object.hasOwn(words, term) ? words[term] : null);
const short = (words) => (term) => (Object.hasOwn(words, term) ? words[term][0] : null);
const vendorWord = (vendor) => (vendor === "all" ? "all vendors" : vendor === "others" || vendor === "total" || Object.hasOwn(DATA.names, vendor) ? named(vendor) : null);

// A column's words: what each is called, or null where it is called as it is. Some say what they are by another column.
const CELL_WORDS = {
  vendor: vendorWord,
  price_basis: (term) => (Array.isArray(WORDS[term]) ? word(term) : null),
  rule: (term) => (Array.isArray(WORDS[term]) ? word(term) : null),
  board: (term) => given(BOARD_NAMES)(term),
  group_id: (term) => given(GROUP_NAMES)(term),
  match_class: (term) => given(CLASSES)(term),
  verdict: (term) => short(VERDICTS_SAID)(term),
  kind: given(MOVE_KINDS),
  growth_window: given(GROWTH_WINDOWS),
  growth_label: (term, row) => (term === "ratio" && row.growth_ratio == null ? "not told" : given(GROWTH_TOLD)(term)),
  benchmark_name: (term) => (/^[a-z0-9_]+$/.test(term) ? word(term) : null),
  value_unit: given(UNITS),
  price_confidence: short(PRICE_KNOWN),
  mix_origin: short(MIX_KNOWN),
  value_origin: short(VALUES_KNOWN),
  key: (term, row) => (row.scope === "vendor" || row.kind?.startsWith("vendor_") ? vendorWord(term) : term === "market" || term === "total" ? "the whole market" : null),
};
const VERDICTS_SAID = { fails: ["fails"], holds: ["holds"], cannot_be_tested: ["cannot be tested"] };

// What a cell is called, where that is not what stands in it.
function calledOf(column, row) {
  const value = row[column];
  if (typeof value !== "string" || !Object.hasOwn(CELL_WORDS, column)) return null;
  const called = CELL_WORDS[column](value, row);
  return called === value ? null : called;
}

// A number whose unit stands beside it in its row; `isChange` is the difference of two.
function unitValue(value, unit, isChange = false) {
  if (value == null) return NONE;
  const sign = isChange && value > 0 ? "+" : "";
  switch (unit) {
    case "share": return isChange ? `${points(100 * value)} points` : share(value);
    case "tokens": return sign + scaled(value);
    case "usd": return value < 0 ? `−${usd(-value)}` : sign + usd(value);
    // A price of less than a cent is no price of zero.
    case "usd_per_mtok": return `${value < 0 ? "−" : sign}$${fixed(Math.abs(value), Math.abs(value) < 0.1 && value !== 0 ? 4 : 2)}`;
    case "ratio": return `${sign}${trimmed(value)}×`;
    default: return sign + trimmed(value);
  }
}
const OF_UNIT = new Set(["old_value", "new_value", "delta_value", "published_value", "our_value"]);

// At most two decimals: a published figure gets no digits that it never had.
const trimmed = (value) => String(Number(value.toFixed(2))).replace("-", "−");

// A text with what stands between back-ticks as code.
const coded = (text) => text.split("`").map((part, at) => (at % 2 === 1 ? element("code", {}, part) : part));
const plain = (text) => text.replaceAll("`", "");

// A sentence that a run wrote, in the words of the page: names of price bases, rules and vendors, the minus of print, per cents
// as everywhere. Only vendors of the list of colours: others may be words of English.
function inWords(text) {
  const quoted = (words) => `\u201c${words}\u201d`;
  const replaced = [
    [/`([^`]*)`/g, (_, held) => quoted(held)],
    [/\b(on )?(list_[a-z0-9]+)\b/g, (_, on, term) => `${on ? "at " : ""}${quoted(word(term))}`],
    [/\brule (default|published)\b/g, (_, term) => `rule ${quoted(word(term).toLowerCase())}`],
    [/(?<![\w/.-])[a-z][a-z-]*(?![\w/-])/g, (term) => (Object.hasOwn(DATA.colours, term) ? shortName(term) : term)],
    [/(^|[\s(])-(?=\d)/g, "$1−"],
    [/(\d) %/g, "$1%"],
  ];
  return replaced.reduce((said, [found, by]) => said.replace(found, by), text);
}
