// A table that can be sorted and taken along, and a number's way back to its bytes.

const FIRST_ROWS = 100;
// Rows whose signs are looked for before somebody asks for all of them.
const MOST_SIGNED = 5000;
// Tables of which `tokenshare explain` knows numbers: what it needs to find a row, and the columns, that which the table is
// about first.
const EXPLAINED = {
  token_share: [["vendor", "week"], ["token_share", "tokens"]],
  dollar_share: [["vendor", "week", "basis", "rule"], ["dollar_share", "dollar_share_high", "blended_usd_per_mtok"]],
  vendor_gap: [["vendor", "basis", "rule"], ["gap_points", "token_share", "dollar_share_high", "tokens"]],
  vendor_growth: [["vendor", "rule"], ["growth_ratio", "now_tokens", "past_tokens"]],
  growth_rate: [["vendor", "window", "until"], ["annual_ratio", "growth_ratio", "now_tokens"]],
  group_share: [["group", "week", "basis", "rule"], ["dollar_share", "token_share"]],
  concentration: [["week", "basis", "rule"], ["effective_vendors", "hhi"]],
};
const COLUMN_OF = { vendor: "vendor", week: "week_start_date", basis: "price_basis", rule: "rule", group: "group_id", window: "growth_window", until: "window_end_date" };

// A word for a shell, whatever is in it.
const shell = (text) => (/^[A-Za-z0-9._:/-]+$/.test(text) ? text : `'${visible(text).replaceAll("'", "'\\''")}'`);
// An option with its value; one that begins with a dash would else be taken for an option itself.
const option = (name, text) => (String(text).startsWith("-") ? `--${name}=${shell(text)}` : `--${name} ${shell(text)}`);

// What to type for the number that the row is about, or the first that is not null; nothing for a row of nulls.
function command(name, row) {
  if (!Object.hasOwn(EXPLAINED, name)) return null;
  const [options, columns] = EXPLAINED[name];
  const column = columns.find((one) => row[one] != null);
  if (!column) return null;
  const typed = options.map((one) => option(one, row[COLUMN_OF[one]]));
  if (column !== columns[0]) typed.push(`--column ${column}`);
  return `tokenshare explain ${name} ${typed.join(" ")}`;
}

function explained(name, row) {
  const dialog = document.getElementById("explain");
  const text = command(name, row);
  const facts = ["reason", "value_origin", "price_confidence", "mix_origin"].filter((column) => row[column] != null);
  dialog.replaceChildren(
    element("h2", { id: "explain-title" }, "How this number is made"),
    element("p", {}, "Formula, rows and bytes, down to the file and its SHA-256. Type in the folder of the data (and ", element("code", {}, "--data"), " where it is another):"),
    element("pre", { tabindex: "0" }, element("code", {}, text)),
    element("dl", {}, ...facts.flatMap((column) =>
      [element("dt", {}, column.replaceAll("_", " ")), element("dd", {}, brief(row[column], 400))])),
    element("p", { class: "tools" },
      element("button", { type: "button", onclick: () => navigator.clipboard?.writeText(text).catch(() => {}) }, "Copy the command"),
      element("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  dialog.showModal();
}

function compare(one, other) {
  if (one == null || other == null) return (one == null) - (other == null);
  if (typeof one === "string") return one < other ? -1 : Number(one > other);
  return one - other;
}

// Nulls stay last, whichever way it goes.
function sorted(list, column, direction) {
  if (!column) return list;
  return [...list].sort((one, other) => {
    const order = compare(one[column], other[column]);
    return one[column] == null || other[column] == null ? order : direction * order;
  });
}

// How each table is sorted, and whether all of its rows are shown, by its figure: sections are drawn anew for every choice,
// for another theme and for another width.
const orders = new Map();
function orderOf(details) {
  const key = `${details.dataset.figure ?? ""} ${details.dataset.table}`;
  if (!orders.has(key)) orders.set(key, { column: null, direction: 1, all: false });
  return orders.get(key);
}

// A table of the figure that is called `title`: several figures may have tables of one name.
function entitle(details, figure, title) {
  details.dataset.figure = figure;
  details.querySelector(".scroll").setAttribute("aria-label", `Table ${details.dataset.table}: ${title}`);
  return details;
}

// The rows that a section shows of a table, with its columns that are not the same in all of them. `paperRows` are those that
// its chart shows, in their order: on paper there is room for a few.
function tableOf(name, list, first = [], paperRows = null) {
  const varied = columnsOf(name).filter((column) => distinct(list, (row) => row[column]).length > 1);
  const columns = [...first.filter((column) => columnsOf(name).includes(column)), ...varied.filter((column) => !first.includes(column))];
  const fixed = columnsOf(name).filter((column) => !columns.includes(column) && list[0]?.[column] != null);
  const place = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table ${name}` });
  const signs = element("div");
  const draw = () => {
    // The button that was pressed is drawn anew: the keyboard stays on it, or, where it is gone, on the table.
    const held = place.contains(document.activeElement) ? document.activeElement.dataset.column ?? "" : null;
    const left = place.scrollLeft;
    const order = orderOf(details);
    // By a column that is not there any more nobody sees that it is sorted.
    place.replaceChildren(grid(name, sorted(list, columns.includes(order.column) ? order.column : null, order.direction), columns, order, draw));
    signs.replaceChildren(signsOf(name, order.all ? list : list.slice(0, MOST_SIGNED), columns) ?? "");
    place.scrollLeft = left;
    if (held != null) ([...place.querySelectorAll("button[data-column]")].find((one) => one.dataset.column === held) ?? place).focus();
  };
  const save_csv = element("button", {
    type: "button", class: "csv", "data-table": name,
    onclick: () => save(`${name}${DATA.digits ? ".rounded" : ""}.csv`, new Blob([csv(name)], { type: "text/csv;charset=utf-8" })),
  }, `CSV, all ${DATA.tables[name].rows} rows`);
  const alike = fixed.map((column) => `${column.replaceAll("_", " ")}: ${cellText(DATA.columns[column], list[0][column])}`).join(" · ");
  const details = element("details", { class: "table", "data-table": name },
    element("summary", {}, `Table ${name}`, element("span", { class: "count" }, ` ${list.length} rows`)),
    element("p", { class: "doc" }, DATA.tables[name].doc, alike ? ` Here ${alike}.` : ""),
    place,
    signs,
    element("p", { class: "tools" }, save_csv,
      DATA.digits ? element("span", {}, `Real numbers to ${DATA.digits} digits, shares to a millionth; in full: tokenshare show ${name} --format csv`) : null),
    element("ul", { class: "caveats" }, ...DATA.tables[name].caveats.map((text) => element("li", {}, text.replaceAll("`", "")))));
  // Drawn when it is opened: a page of five years has more rows than anybody looks at.
  details.addEventListener("toggle", () => details.open && !place.hasChildNodes() && draw());
  onPaper.set(details, () => {
    const { node, shown } = shortGrid(name, list, columns, paperRows);
    place.replaceChildren(node);
    signs.replaceChildren(signsOf(name, shown, columns) ?? "");
  });
  return details;
}

function grid(name, list, columns, order, draw) {
  const shown = order.all ? list : list.slice(0, FIRST_ROWS);
  const head = columns.map((column) => {
    const { unit, doc, kind } = DATA.columns[column];
    const isSorted = order.column === column;
    const button = element("button", {
      type: "button", title: doc, "data-column": column,
      onclick: () => {
        const isNumber = kind === "real" || kind === "integer";
        Object.assign(order, isSorted ? { direction: -order.direction } : { column, direction: isNumber ? -1 : 1 });
        draw();
      },
    }, column.replaceAll("_", " "), isSorted ? (order.direction > 0 ? " ▲" : " ▼") : "");
    const sort = isSorted ? (order.direction > 0 ? "ascending" : "descending") : "none";
    return element("th", { scope: "col", "aria-sort": sort, class: isNumeric(kind) ? "number" : null, "data-unit": unit || null }, button);
  });
  const lines = shown.map((row) => element("tr", {}, ...columns.map((column, at) => cell(name, row, column, at))));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines));
  if (shown.length === list.length) return table;
  const more = element("button", { type: "button", onclick: () => { order.all = true; draw(); } }, `Show all ${list.length} rows`);
  return element("div", {}, table, more);
}

const isNumeric = (kind) => kind === "real" || kind === "integer";

function cell(name, row, column, at) {
  const text = signedText(row, column);
  const inside = element("bdi", {}, text);
  const origin = originOf(name, row, column);
  const kind = isNumeric(DATA.columns[column].kind) ? "number" : text.length > 30 ? "long" : "text";
  // A figure that is not there says why, where the row does; what is only said of some figures may well be absent.
  const isFigure = isNumeric(DATA.columns[column].kind) && DATA.columns[column].unit;
  const why = row[column] == null && isFigure && row.reason ? brief(row.reason, 200) : null;
  // A reason is one line, with all of it for whoever points at it: it would make every row three lines high.
  const reason = column === "reason" && row.reason ? visible(row.reason) : null;
  const about = { scope: at === 0 ? "row" : null, class: [kind, origin, why ? "unknown" : null, reason ? "reason" : null].filter(Boolean).join(" "), title: why ?? reason };
  const isOffered = at === 0 && command(name, row) != null;
  return element(at === 0 ? "th" : "td", about, !isOffered ? inside : element("button", {
    type: "button", class: "why", title: "How this row's numbers are made", onclick: () => explained(name, row),
  }, inside));
}
