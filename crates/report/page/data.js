// The tables of the run, as they stand in the page; rows are made once, when somebody asks for them.

const DATA = JSON.parse(document.getElementById("data").textContent);
const made = new Map();

const has = (name) => name in DATA.tables && DATA.tables[name].rows > 0;
// Whether the run has prices: a page of tokens alone does not speak of money.
const isOfMoney = () => has("vendor_gap") || has("dollar_share");
if (!has("token_share") && !has("dollar_share")) WORDS.list_asof = OF_NO_WEEKS;
const columnsOf = (name) => Object.keys(DATA.tables[name].cells);

// The cells of a column: see `embedded.rs`.
function unpacked({ is, same, values, millionths, times, words, codes, runs, across }, count, cells) {
  if (is) return unpacked(cells[is], count, cells);
  const numbers = values ?? millionths?.map((value) => (value == null ? null : value / 1e6));
  if (numbers) return times ? repeated(numbers, (at) => times[at]) : numbers;
  if (!words) return new Array(count).fill(same);
  const word = (code) => (code == null ? null : words[code]);
  if (codes) return codes.map(word);
  const all = repeated(runs.filter((_, at) => at % 2 === 0).map(word), (at) => runs[2 * at + 1]);
  return across ? inBlocks(all, across) : all;
}

// Values as often as each follows itself.
function repeated(values, times) {
  const all = [];
  values.forEach((value, at) => {
    for (let left = times(at); left > 0; left -= 1) all.push(value);
  });
  return all;
}

// What stands as the first of each block, then as the second of each, in the order of the rows.
function inBlocks(all, block) {
  const blocks = all.length / block;
  return all.map((_, row) => all[(row % block) * blocks + Math.floor(row / block)]);
}

// All rows of a table as objects; of a table that the run did not make, none.
function rows(name) {
  if (!has(name)) return [];
  if (!made.has(name)) {
    const { rows: count, cells } = DATA.tables[name];
    const all = Array.from({ length: count }, () => ({}));
    for (const [column, held] of Object.entries(cells)) {
      const values = unpacked(held, count, cells);
      for (let row = 0; row < count; row += 1) all[row][column] = values[row];
    }
    made.set(name, all);
  }
  return made.get(name);
}

// The rows of what is chosen. A column that a table does not have leaves its rows alone, so that a table may gain one.
function chosen(name, choice) {
  const key = JSON.stringify([name, choice]);
  if (!picked.has(key)) {
    const wanted = Object.entries(choice);
    picked.set(key, rows(name).filter((row) => wanted.every(([column, value]) => !(column in row) || row[column] === value)));
  }
  // A copy, since whoever asks may sort it.
  return [...picked.get(key)];
}
// What was chosen so far: charts ask for the same rows again and again.
const picked = new Map();

const distinct = (list, key) => [...new Set(list.map(key))];
const sum = (list, value) => list.reduce((total, item) => total + (value(item) ?? 0), 0);

// Vendors in the order in which they are stacked: those of the list of colours, the rest by name, the remainder last.
const LISTED = Object.keys(DATA.colours);
function vendorOrder(one, other) {
  const place = (vendor) => {
    if (vendor === "others") return 1e6;
    if (vendor === SMALLER) return 1e5;
    const at = LISTED.indexOf(vendor);
    return at < 0 ? 1e3 : at;
  };
  return place(one) - place(other) || (one < other ? -1 : 1);
}

const SMALLER = "smaller vendors";
const smallerText = (count) => (count === 1 ? "1 smaller vendor" : `${count} ${SMALLER}`);
// Of vendors without a colour of their own, more than these are one entry of a key.
const MOST_GREYS = 4;
// Of all that are folded together, on light and on dark paper; no single vendor has it.
const SMALLER_GREYS = ["#434b54", "#cfd3d9"];

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const luminance = (hex) => {
  const [red, green, blue] = channels(hex).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const isOnDark = () => document.documentElement.dataset.theme === "dark";

// The grey of a vendor that the list does not have: by its name alone, so that it is the same in every report, whoever else is
// in it. Hue and lightness differ a little from name to name; every one of them can be seen on light and on dark paper.
function greyOf(vendor) {
  let mixed = 0x811c9dc5;
  for (const letter of vendor) mixed = Math.imul(mixed ^ letter.codePointAt(0), 0x01000193) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
  mixed = (mixed ^ (mixed >>> 13)) >>> 0;
  const [hue, light] = [mixed % 360, 0.44 + 0.08 * (((mixed >>> 9) % 64) / 63)];
  const channel = (turn) => {
    const at = (turn + hue / 30) % 12;
    const value = light - 0.12 * Math.min(light, 1 - light) * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(255 * value).toString(16).padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

// One colour for a vendor, everywhere: that of the list, else a grey.
function colour(vendor) {
  if (Object.hasOwn(DATA.colours, vendor)) return DATA.colours[vendor][isOnDark() ? 1 : 0];
  if (vendor === "others") return "var(--rest)";
  if (vendor === SMALLER) return isOnDark() ? SMALLER_GREYS[1] : SMALLER_GREYS[0];
  return greyOf(vendor);
}

// Vendors without a colour of their own, where they are more than there are greys: a key has one entry for all of them. It has
// one, too, where a chart draws them as one part, of `count` vendors.
function folded(vendors, count) {
  const single = vendors.filter((vendor) => vendor !== SMALLER);
  const grey = single.filter((vendor) => vendor !== "others" && !Object.hasOwn(DATA.colours, vendor));
  const small = grey.length > MOST_GREYS ? grey : [];
  const together = vendors.length > single.length ? (count ? smallerText(count) : SMALLER) : `${SMALLER} (${small.length})`;
  return { own: single.filter((vendor) => !small.includes(vendor)), small, together: small.length > 0 || vendors.length > single.length ? together : null };
}

const named = (vendor) => {
  if (vendor === "others") return "others (no vendor named)";
  if (vendor === "total") return "the whole market";
  return brief(Object.hasOwn(DATA.names, vendor) ? DATA.names[vendor] : vendor, 40);
};

// A name as long as anybody reads it, where it stands alone.
const wholeName = (vendor) => (Object.hasOwn(DATA.names, vendor) ? brief(DATA.names[vendor], 160) : vendor === "others" || vendor === "total" ? named(vendor) : brief(vendor, 160));

// Without what stands in brackets, where there is little room; vendors that would then be called the same keep it.
const withoutBrackets = (name) => name.replace(/ \(.*\)$/, "");
const shared = new Map();
for (const name of Object.values(DATA.names)) shared.set(withoutBrackets(name), (shared.get(withoutBrackets(name)) ?? 0) + 1);
const shortName = (vendor) => {
  const short = withoutBrackets(named(vendor));
  return shared.get(short) > 1 ? named(vendor) : short;
};

// Every text of a column, in whatever table it stands.
const wordsOf = (column) => new Set(Object.values(DATA.tables).flatMap(({ cells }) => {
  const { same, words, values } = cells[column] ?? {};
  return (words ?? values ?? [same]).filter((value) => typeof value === "string");
}));

// A model without its vendor and the day of its release; of two that would then be called the same, with the day, or with
// both. A variant is told beside it.
const MODEL_NAMES = [
  (model) => brief(model.split("/").at(-1).replace(/-\d{8}$/, ""), 26),
  (model) => brief(model.split("/").at(-1), 34),
  (model) => brief(model, 48),
];
const namesakes = MODEL_NAMES.map((name) => {
  const count = new Map();
  for (const model of wordsOf("model")) count.set(name(model), (count.get(name(model)) ?? 0) + 1);
  return count;
});
function modelName(slug) {
  const model = String(slug);
  const at = MODEL_NAMES.findIndex((name, level) => (namesakes[level].get(name(model)) ?? 0) <= 1);
  return MODEL_NAMES.at(at)(model);
}

const BOARD_NAMES = { apps: "Public app pages", site: "The whole site" };

// The weeks of the token series within a window, both days included.
let byWeek = null;
function weeksWithin(from, to) {
  byWeek ??= grouped(rows("token_share"));
  return [...byWeek].flatMap(([week, held]) => (from <= week && week <= to ? held : []));
}

// How far off usage may be by which prices are weighed before that has to be said beside them: as in `vendor_price`.
const FAR_OFF_DAYS = 30;

// What has to be said beside the shares of a window: weeks that are not whole, prices weighed by usage of another time.
function windowDoubts(list) {
  const isCut = list.some((row) => weeksWithin(row.window_start_date, row.window_end_date).some((week) => week.is_complete === false));
  const cut = isCut ? "One of these weeks was not whole when it was captured: it still ran, or lacks days." : null;
  return [cut, weightDoubts(list)].filter(Boolean).join(" ");
}

function weightDoubts(list) {
  // Of who has next to nothing of either, nobody's figure depends.
  const counts = (row) => row.dollar_share != null && Math.max(row.dollar_share, row.token_share ?? 0) >= 0.005;
  const away = Math.max(0, ...list.filter(counts).map((row) => row.weights_age_days ?? 0));
  return away > FAR_OFF_DAYS ? `Some prices are weighed by usage of up to ${away} days away, perhaps of other models.` : null;
}

// Whether two cells say the same number: pages of years have six digits.
const isSame = (one, other) => one != null && other != null && Math.abs(one - other) <= (DATA.digits ? 2e-5 : 1e-9) * Math.abs(other);

// The weakest of what rows rest on.
const ORIGINS = ["observed", "reconstructed", "made"];
function weakest(list) {
  const worst = Math.max(0, ...list.map((row) => ORIGINS.indexOf(row.value_origin ?? "observed")));
  return ORIGINS[worst];
}
