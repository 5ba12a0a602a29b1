// Opens a report in Chromium and says what it saw, as one JSON object. What must be so is decided by the Rust tests.
//
// node look.js CHROMIUM REPORT DOWNLOADS

"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { looked, opened, ready, redrawn } = require("./opened");

const [, , , report, downloads] = process.argv;
const WIDTHS = [320, 360, 414, 600, 768, 1024, 1280, 1920];
// Where the page is searched for faults: a phone and a desk, which differ in what is folded, wrapped and scrolled.
const SEARCHED = { light: 1280, dark: 360 };
// So many rows of a table are more than it shows at once, so that it scrolls.
const SCROLLED_ROWS = 20;

// Of many downloads in a row a busy browser loses one now and then: then it is asked for again, twice at most.
async function saved(page, act, again = 2) {
  const [found] = await Promise.allSettled([page.waitForEvent("download", { timeout: 10000 }), act()]);
  if (found.status === "rejected" && again > 0) return saved(page, act, again - 1);
  if (found.status === "rejected") throw found.reason;
  const download = found.value;
  const place = path.join(downloads, download.suggestedFilename());
  await download.saveAs(place);
  return place;
}

const table = (page, section, name) => page.locator(`#${section} details.table[data-table="${name}"]`).first();

async function cells(page, section, name) {
  const details = table(page, section, name);
  if (!(await details.evaluate((element) => element.open))) await details.locator("summary").first().click();
  await details.locator("tbody tr").first().waitFor();
  // As downloads and commands have them, where a cell calls them otherwise.
  return details.evaluate((element) => [...element.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.dataset.raw ?? cell.innerText.replace(/ [▲▼]$/, ""))));
}

// Tables that are open are drawn anew at each choice and each width, a hundred rows of each: whoever has read them closes them.
const closed = (page) => page.evaluate(() => document.querySelectorAll("details.table").forEach((details) => (details.open = false)));

// What cells call otherwise than downloads and commands do: each word as it stands there, and as it is shown.
async function called(page, section, name) {
  await cells(page, section, name);
  return table(page, section, name).evaluate((element) => Object.fromEntries([...element.querySelectorAll("[data-raw]")].map((cell) => [cell.dataset.raw, cell.innerText])));
}

// How far the first column of a table moves when a narrow screen is scrolled to the side, and how high the doubt is, folded and
// in full.
async function narrow(page) {
  await redrawn(page, () => page.setViewportSize({ width: 320, height: 900 }));
  await cells(page, "gap", "vendor_gap");
  const moved = await table(page, "gap", "vendor_gap").evaluate((element) => {
    const left = () => element.querySelector("tbody tr > :first-child").getBoundingClientRect().left;
    const before = left();
    element.querySelector(".scroll").scrollLeft = 150;
    return before - left();
  });
  const height = () => page.evaluate(() => document.querySelector("#doubt").getBoundingClientRect().height);
  const all = await page.innerText("#doubt");
  const heights = [await height()];
  const button = page.locator("#doubt-more");
  if (await button.isVisible()) {
    await button.click();
    heights.push(await height());
    await button.click();
  }
  await closed(page);
  await redrawn(page, () => page.setViewportSize({ width: 1280, height: 900 }));
  return { moved, heights, doubt: all };
}

// How many marks each chart has.
const charts = (page) => page.$$eval("main figure", (figures) => figures.map((figure) => ({
  id: figure.id,
  marks: figure.querySelectorAll("svg[role=img] :is(path, rect, circle, line)").length,
  label: figure.querySelector("svg[role=img]")?.getAttribute("aria-label") ?? "",
})));

async function choices(page) {
  const seen = [];
  const values = (name) => page.$$eval(`input[name=${name}]`, (inputs) => inputs.map((input) => input.value));
  for (const rule of await values("rule")) {
    for (const basis of await values("basis")) {
      for (const [name, value] of [["rule", rule], ["basis", basis]]) {
        const input = page.locator(`#${name}-${value}`);
        if (!(await input.isChecked())) await redrawn(page, () => page.locator(`label[for="${name}-${value}"]`).click());
      }
      seen.push({ rule, basis, sentence: await page.innerText("#sentence"), gap: await cells(page, "gap", "vendor_gap") });
    }
  }
  // With one rule and one basis there is nothing to choose.
  if (seen.length === 0) seen.push({ rule: "", basis: "", sentence: await page.innerText("#sentence"), gap: await cells(page, "gap", "vendor_gap") });
  return seen;
}

async function widths(page) {
  const found = [];
  for (const width of WIDTHS) {
    await redrawn(page, () => page.setViewportSize({ width, height: 900 }));
    // What stands around the rows of tables is as wide as the page: at the ends it is looked at, too.
    if (width === WIDTHS[0] || width === WIDTHS.at(-1)) await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    const [content, wide] = await page.evaluate(() => {
      const beyond = [...document.querySelectorAll("main *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.right > innerWidth + 1 && !element.closest(".scroll, svg, dialog, nav");
      });
      return [document.documentElement.scrollWidth, beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 120))];
    });
    found.push({ width, content, wide });
    await closed(page);
  }
  return found;
}

// Takes rows away that look like one before them: of the same classes, with the same buttons, empty where that one is. They
// would be searched for the same faults again, and most of all for the contrast of each cell.
const onlyUnlike = (page) => page.evaluate((most) => {
  for (const body of document.querySelectorAll("details.table tbody")) {
    const met = new Set();
    [...body.rows].forEach((row, at) => {
      const look = [...row.cells].map((cell) => [cell.tagName, cell.className, cell.title !== "", cell.textContent.trim() === "", ...[...cell.querySelectorAll("*")].map((inside) => `${inside.tagName} ${inside.className}`)].join()).join("|");
      if (at >= most && met.has(look)) row.remove();
      met.add(look);
    });
  }
}, SCROLLED_ROWS);

// Faults that axe calls moderate or worse, in both themes, on a wide screen and on a narrow one, with every table open.
async function faults(page) {
  const found = [];
  for (const [scheme, width] of Object.entries(SEARCHED)) {
    await closed(page);
    const isDark = (await page.getAttribute("html", "data-theme")) === "dark";
    if (isDark !== (scheme === "dark")) await redrawn(page, () => page.click("#theme"));
    if (page.viewportSize().width !== width) await redrawn(page, () => page.setViewportSize({ width, height: 900 }));
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    await page.waitForFunction(() => [...document.querySelectorAll("details.table")].every((details) => details.querySelector("tbody")));
    await onlyUnlike(page);
    await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, impact, nodes } of violations) {
      if (["moderate", "serious", "critical"].includes(impact)) found.push(`${scheme}: ${id}: ${nodes.length}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary ?? ""}`);
    }
  }
  return found;
}

// What a keyboard can do: walk the weeks of a chart, choose one, come back.
async function keyboard(page) {
  const walk = page.locator("#shares .walk").first();
  await walk.focus();
  await page.keyboard.press("ArrowLeft");
  const tip = await page.innerText("#tip");
  await redrawn(page, () => page.keyboard.press("Enter"));
  const title = await page.innerText("#answer h3");
  const tables = await page.$$eval("#answer details.table", (all) => all.map((details) => details.dataset.table));
  const sentence = await page.innerText("#sentence");
  const stays = await page.evaluate(() => document.activeElement === document.querySelector("#shares .walk"));
  await redrawn(page, () => page.selectOption("#week", ""));
  return { tip, title, tables, sentence, stays };
}

// What the keyboard is told of the first mark and of the second of each chart that is not walked by weeks.
async function reached(page) {
  const found = {};
  for (const place of await page.locator("main figure .reach").all()) {
    await place.focus();
    await page.keyboard.press("Home");
    const first = await page.innerText("#tip");
    await page.keyboard.press("ArrowDown");
    found[await place.evaluate((element) => element.closest("figure").id)] = [first, await page.innerText("#tip")];
    await page.keyboard.press("Escape");
  }
  return found;
}

// How a table is sorted and how many of its rows are shown, before the page is drawn anew in the other theme, and after.
async function kept(page) {
  const long = table(page, "shares", "token_share");
  await cells(page, "shares", "token_share");
  const all = long.getByText(/^Show all/);
  if (await all.count()) await all.click();
  await long.locator('button[data-column="tokens"]').click();
  const seen = () => long.evaluate((element) => [element.querySelectorAll("tbody tr").length, element.querySelector("th[aria-sort=descending]")?.innerText ?? ""].join(" "));
  const before = await seen();
  await redrawn(page, () => page.click("#theme"));
  const after = await seen();
  await redrawn(page, () => page.click("#theme"));
  await closed(page);
  return { before, after };
}

// What the first sentence says once its own vendor is left out of the charts, and once it is back.
async function without(page, vendor) {
  const chip = page.locator(`.chip[data-vendor="${vendor}"]`);
  if ((await chip.count()) === 0) return null;
  const said = async () => [await page.innerText("#sentence"), await page.innerText("#doubt")].join(" ");
  await redrawn(page, () => chip.click());
  const hidden = await said();
  await redrawn(page, () => chip.click());
  return { hidden, back: await said() };
}

// Rows of a table whose number is offered to be explained though it is null, and the other way round.
async function offers(page, section, name, column) {
  if ((await table(page, section, name).count()) === 0) return [];
  await cells(page, section, name);
  return table(page, section, name).evaluate((element, wanted) => {
    const at = [...element.querySelectorAll("thead button")].findIndex((button) => button.dataset.column === wanted);
    const rows = [...element.querySelectorAll("tbody tr")];
    return rows.filter((row) => (row.children[at].innerText === "—") === Boolean(row.querySelector("button.why"))).map((row) => row.innerText);
  }, column);
}

// What the cells of a table are marked with, by column, and the line that explains the marks.
async function signs(page, section, name) {
  await cells(page, section, name);
  return table(page, section, name).evaluate((element) => {
    const columns = [...element.querySelectorAll("thead button")].map((button) => button.dataset.column);
    const marks = {};
    for (const row of element.querySelectorAll("tbody tr")) {
      [...row.children].forEach((cell, at) => {
        const kind = ["made", "reconstructed"].find((one) => cell.classList.contains(one)) ?? "none";
        if (cell.innerText !== "—") (marks[columns[at]] ??= []).push(kind);
      });
    }
    return { marks, line: element.querySelector(".signs")?.innerText ?? "" };
  });
}

// As it goes on paper: its size, its pages, and the tables that are in it.
async function paper(page) {
  await page.evaluate(() => {
    globalThis.onPaper = [];
    addEventListener("beforeprint", () => {
      globalThis.onPaper = [...document.querySelectorAll("details.table")].map((details) => (details.open ? details.querySelectorAll("tbody tr").length : 0));
    });
  });
  const before = await page.getAttribute("body", "data-ready");
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  await page.waitForFunction((old) => document.body.dataset.ready && document.body.dataset.ready !== old, before, { timeout: 60000 });
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  return { bytes: pdf.length, pages, rows: await page.evaluate(() => globalThis.onPaper) };
}

// All charts as they leave the page: the words in each.
async function pictures(page) {
  const found = {};
  for (const button of await page.locator("main figure button.svg").all()) {
    const file = await saved(page, () => button.click());
    const name = path.basename(file, ".svg");
    found[name] = await page.evaluate((text) => {
      const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      return [...svg.querySelectorAll("text")].map((one) => one.textContent);
    }, fs.readFileSync(file, "utf8"));
  }
  return found;
}

async function legend(page) {
  // Vendors without a colour are one entry, which opens.
  const folded = await page.$$eval(".smaller", (all) => all.map((one) => `${one.querySelector("summary").innerText}: ${one.querySelectorAll(".chip").length}`));
  await page.evaluate(() => document.querySelectorAll(".smaller").forEach((one) => (one.open = true)));
  const chip = page.locator('.chip[aria-pressed="true"]').first();
  const count = () => page.locator("#chart-tokens svg[role=img] rect").count();
  const before = await count();
  await redrawn(page, () => chip.click());
  const without = await count();
  await redrawn(page, () => page.locator('.chip[aria-pressed="false"]').first().click());
  return { before, without, after: await count(), folded };
}

// The view in the address, and what another page shows that is opened at it.
async function linked(page) {
  const shown = async (one) => ({
    sentence: await one.innerText("#sentence"),
    chosen: await one.$$eval("#choices input:checked, #week", (inputs) => inputs.map((input) => input.value)),
    hidden: await one.$$eval('.chip[aria-pressed="false"]', (chips) => chips.map((chip) => chip.dataset.vendor)),
  });
  const first = new URL(page.url()).hash;
  await page.click('nav a[href="#growth"]');
  await redrawn(page, () => page.locator('.chip[data-vendor="openai"]').click());
  await redrawn(page, () => page.selectOption("#week", { index: 2 }));
  const hash = new URL(page.url()).hash;
  const other = await page.context().browser().newPage({ viewport: page.viewportSize() });
  await other.goto(page.url());
  await ready(other);
  const seen = { first, hash, here: await shown(page), there: await shown(other), scrolled: await other.evaluate(() => scrollY) };
  await other.close();
  await redrawn(page, () => page.selectOption("#week", { index: 0 }));
  await redrawn(page, () => page.locator('.chip[data-vendor="openai"]').click());
  return { ...seen, last: new URL(page.url()).hash };
}

async function sorted(page, section, name, column) {
  const details = table(page, section, name);
  await cells(page, section, name);
  const header = details.locator(`th[data-raw="${column}"]`);
  const orders = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await header.locator("button").click();
    const at = (await cells(page, section, name))[0].indexOf(column);
    const focus = await page.evaluate(() => document.activeElement.dataset.column);
    orders.push({ focus, sort: await header.getAttribute("aria-sort"), values: (await cells(page, section, name)).slice(1).map((row) => row[at]) });
  }
  return orders;
}

async function explained(page) {
  await cells(page, "gap", "vendor_gap");
  await table(page, "gap", "vendor_gap").locator("button.why").first().click();
  const text = await page.innerText("#explain pre");
  const said = await page.innerText("#explain");
  await page.keyboard.press("Escape");
  return { text, said };
}

looked(async (browser) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => asked.push(request.url()));
  const begun = Date.now();
  await opened(page, report);
  const seen = { said, asked, ready_ms: Date.now() - begun };
  seen.paint_ms = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null);
  seen.charts = await charts(page);
  seen.pictures = await pictures(page);
  const { text: typed, said: steps } = await explained(page);
  Object.assign(seen, { explain: typed, steps });
  seen.called = await called(page, "gap", "vendor_gap");
  seen.board = (await table(page, "leaderboard", "model_leaderboard").count()) > 0 ? (await cells(page, "leaderboard", "model_leaderboard")).slice(0, 3) : [];
  seen.choices = await choices(page);
  await closed(page);
  seen.legend = await legend(page);
  seen.link = (await page.locator('.chip[data-vendor="openai"]').count()) > 0 && (await page.locator("#growth").count()) > 0 ? await linked(page) : null;
  seen.keyboard = await keyboard(page);
  seen.reached = await reached(page);
  seen.kept = (await table(page, "shares", "token_share").count()) > 0 ? await kept(page) : null;
  seen.buttons = await page.$$eval("main figure :is(button.svg, button.png)", (buttons) => buttons.map((button) => button.getAttribute("aria-label")));
  seen.without = await without(page, "anthropic");
  seen.sorted = await sorted(page, "gap", "vendor_gap", "tokens");
  seen.misoffered = await offers(page, "shares", "token_share", "token_share");
  seen.signs = await signs(page, "gap", "vendor_gap");
  seen.axes = await page.$$eval("main svg[role=img] text", (texts) => texts.map((text) => text.textContent));
  seen.csv = {};
  for (const button of await page.locator("button.csv").all()) {
    const name = await button.getAttribute("data-table");
    if (name in seen.csv) continue;
    const held = page.locator(`details.table[data-table="${name}"]`).first();
    if (!(await held.evaluate((element) => element.open))) await held.locator("summary").first().click();
    seen.csv[name] = await saved(page, () => held.locator("button.csv").click());
    await closed(page);
  }
  seen.png = await saved(page, () => page.click("#chart-tokens button.png"));
  seen.narrow = await narrow(page);
  seen.widths = await widths(page);
  // Before what opens every table: a page that was searched for faults has no memory left to be printed.
  seen.paper = await paper(page);
  seen.faults = await faults(page);
  await page.emulateMedia({ media: "print" });
  seen.printed = await page.evaluate(() => ["#choices", "nav", ".tools"].filter((name) => document.querySelector(name)?.checkVisibility()));
  return seen;
});
