// A table that can be sorted and taken along.

const FIRST_ROWS = 100;
// Rows whose signs are looked for before somebody asks for all of them.
const MOST_SIGNED = 5000;

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

// How tables open, column by column, the first counts most: what a reader looks for stands first, what is not known last.
const OPENS = {
  vendor_gap: [["dollar_share", -1], ["token_share", -1]],
  token_share: [["week_start_date", -1], ["tokens", -1]],
  vendor_price: [["price_basis", 1], ["tokens", -1]],
  dollar_share: [["week_start_date", -1], ["dollar_share", -1], ["tokens", -1]],
  group_share: [["week_start_date", -1]],
  concentration: [["week_start_date", -1]],
  vendor_growth: [["now_tokens", -1], ["now_most_tokens", -1]],
  price_point: [["now_share", -1]],
  model_leaderboard: [["token_rank", 1], ["dollar_rank", 1]],
  benchmark_point: [["tokens", -1]],
  whale: [["tokens", -1]],
  mover: [["kind_place", 1], ["move_rank", 1]],
  restatement: [["week_start_date", -1]],
  claim: [["verdict_place", 1]],
};
// Words that have an order of their own.
const PLACES = { kind_place: ["kind", Object.keys(MOVE_KINDS)], verdict_place: ["verdict", Object.keys(VERDICTS_SAID)] };

function opened(name, list) {
  const columns = Object.hasOwn(OPENS, name) ? OPENS[name] : [];
  return columns.reduceRight((held, [column, direction]) => {
    if (!Object.hasOwn(PLACES, column)) return sorted(held, column, direction);
    const [of, order] = PLACES[column];
    return [...held].sort((one, other) => order.indexOf(one[of]) - order.indexOf(other[of]));
  }, list);
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
  // A name that is the same in all rows is said once, above them.
  const isSaid = (column) => DATA.columns[column].kind === "text" && list.length > 1 && !varied.includes(column);
  const columns = [...first.filter((column) => columnsOf(name).includes(column) && !isSaid(column)), ...varied.filter((column) => !first.includes(column))];
  const fixed = columnsOf(name).filter((column) => !columns.includes(column) && list[0]?.[column] != null);
  const place = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table ${name}` });
  const signs = element("div");
  // Put in order when somebody looks at it.
  let inOrder = null;
  const open = () => (inOrder ??= opened(name, list));
  const draw = () => {
    // The button that was pressed is drawn anew: the keyboard stays on it, or, where it is gone, on the table.
    const held = place.contains(document.activeElement) ? document.activeElement.dataset.column ?? "" : null;
    const left = place.scrollLeft;
    const order = orderOf(details);
    // By a column that is not there any more nobody sees that it is sorted.
    place.replaceChildren(grid(name, sorted(open(), columns.includes(order.column) ? order.column : null, order.direction), columns, order, draw));
    signs.replaceChildren(signsOf(name, order.all ? list : open().slice(0, MOST_SIGNED), columns) ?? "");
    place.scrollLeft = left;
    if (held != null) ([...place.querySelectorAll("button[data-column]")].find((one) => one.dataset.column === held) ?? place).focus();
  };
  // Rows that no section shows are not in the page.
  const { left } = DATA.tables[name];
  const save_csv = element("button", {
    type: "button", class: "csv", "data-table": name,
    onclick: () => save(`${name}${DATA.digits ? ".rounded" : ""}.csv`, new Blob([csv(name)], { type: "text/csv;charset=utf-8" })),
  }, left ? `CSV, ${DATA.tables[name].rows} rows of boards` : `CSV, all ${DATA.tables[name].rows} rows`);
  const alike = fixed.map((column) => `${labelOf(column)}: ${signedText(list[0], column)}`).join(" · ");
  const details = element("details", { class: "table", "data-table": name },
    element("summary", {}, `Table ${name}`, element("span", { class: "count" }, ` ${list.length} rows`)),
    element("p", { class: "doc" }, element("span", { class: "meaning" }, ...coded(`${DATA.tables[name].doc} `)), alike ? `Here ${alike}.` : ""),
    place,
    signs,
    wholesOf(columns),
    element("p", { class: "tools" }, save_csv,
      DATA.digits ? element("span", {}, `Real numbers to ${DATA.digits} digits, shares to a millionth; in full: tokenshare show ${name} --format csv`) : null,
      left ? element("span", {}, `Without ${left} rows of single weeks: tokenshare show ${name} --where window_kind=week`) : null),
    columnList(name, columnsOf(name)),
    element("ul", { class: "caveats" }, ...DATA.tables[name].caveats.map((text) => element("li", {}, ...coded(text)))));
  // Drawn when it is opened: a page of five years has more rows than anybody looks at.
  details.addEventListener("toggle", () => details.open && !place.hasChildNodes() && draw());
  onPaper.set(details, () => {
    const { node, shown } = shortGrid(name, list, columns, paperRows?.length > 0 ? paperRows : firstOnPaper(name, list, columns));
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
      type: "button", title: `${column}: ${doc}`, "data-column": column,
      onclick: () => {
        const isNumber = kind === "real" || kind === "integer";
        Object.assign(order, isSorted ? { direction: -order.direction } : { column, direction: isNumber ? -1 : 1 });
        draw();
      },
    }, labelOf(column), isSorted ? (order.direction > 0 ? " ▲" : " ▼") : "");
    const sort = isSorted ? (order.direction > 0 ? "ascending" : "descending") : "none";
    return element("th", { scope: "col", "aria-sort": sort, class: isNumeric(kind) ? "number" : null, "data-unit": unit || null, "data-raw": column }, button);
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
  const why = row[column] == null && isFigure && row.reason ? brief(plain(row.reason), 200) : null;
  // A reason is one line, with all of it for whoever points at it: it would make every row three lines high.
  const reason = column === "reason" && row.reason ? visible(plain(row.reason)) : null;
  // What is called otherwise than in downloads and commands says how it is called there.
  const raw = calledOf(column, row) == null ? null : cellText(DATA.columns[column], row[column]);
  const about = { scope: at === 0 ? "row" : null, class: [kind, origin, why ? "unknown" : null, reason ? "reason" : null].filter(Boolean).join(" "), title: why ?? reason ?? raw, "data-raw": raw };
  const isOffered = at === 0 && command(name, row) != null;
  return element(at === 0 ? "th" : "td", about, !isOffered ? inside : element("button", {
    type: "button", class: "why", title: "How this row's numbers are made", onclick: () => explained(name, row),
  }, inside));
}
