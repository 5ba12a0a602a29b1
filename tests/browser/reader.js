// What a report tells somebody who has never seen one: of what each figure is, why two differ, what columns are called, and what
// a finger finds on a phone. As one JSON object.
//
// node reader.js CHROMIUM REPORT

"use strict";
const { looked, opened, redrawn } = require("./opened");

const [, , , report] = process.argv;

// What is chosen, and what is said of it.
const shown = (page) => page.evaluate(() => ({
  rule: document.querySelector("input[name=rule]:checked").value,
  basis: document.querySelector("input[name=basis]:checked").value,
  hash: location.hash,
  sentence: document.querySelector("#sentence").innerText,
  note: document.querySelector("#published-note").innerText,
  button: document.querySelector("#published-basis").checkVisibility(),
  focus: document.activeElement.id,
}));

// The published rule by the keyboard, which brings its prices; other prices; its own by the button; and back.
async function published(page) {
  const seen = {};
  await page.locator("#rule-default").focus();
  await redrawn(page, () => page.keyboard.press("ArrowRight"));
  seen.chosen = await shown(page);
  seen.key = await page.innerText("#chart-gap .key");
  await redrawn(page, () => page.locator('label[for="basis-list_current"]').click());
  seen.other = await shown(page);
  await page.locator("#published-basis").focus();
  await redrawn(page, () => page.keyboard.press("Enter"));
  seen.taken = await shown(page);
  await redrawn(page, () => page.locator('label[for="rule-default"]').click());
  seen.back = await shown(page);
  await redrawn(page, () => page.locator('label[for="basis-list_asof"]').click());
  seen.live = await page.getAttribute("#published-note", "role");
  return seen;
}

// Every figure that stands elsewhere by other rules or weeks, and where its links lead.
async function elsewhere(page) {
  const said = await page.evaluate(() => {
    const text = (selector) => document.querySelector(selector)?.innerText ?? "";
    return {
      growth: text("#growth-figures"),
      group: text('[data-group="cn_published"] .small-else'),
      others: text('[data-group="cn"] .small-else'),
      card: [...document.querySelectorAll("#claim-cn_majority .rests")].map((line) => line.innerText).join(" "),
      growth_card: [...document.querySelectorAll("#claim-market_growth .rests")].map((line) => line.innerText).join(" "),
    };
  });
  const top = (selector) => page.evaluate((one) => { const box = document.querySelector(one).getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; }, selector);
  const follow = async (from, to) => {
    await page.locator(from).click();
    await page.waitForTimeout(300);
    return top(to);
  };
  return {
    ...said,
    arrived: [await follow('[data-group="cn_published"] .small-else a[href="#claim-cn_majority"]', "#claim-cn_majority"), await follow('#claim-cn_majority .rests a[href="#groups"]', "#groups h2")],
  };
}

// A claim's link leads to another view; the way back leads to the one before it, with a week and a vendor left out by hand.
async function returns(page) {
  await redrawn(page, () => page.locator("#week").selectOption("2026-04-05"));
  await redrawn(page, () => page.locator('.chip[data-vendor="openai"]').click());
  const views = [await shown(page)];
  await redrawn(page, () => page.locator("#claim-anthropic_dollar_share .rests a").first().click());
  views.push(await shown(page));
  await redrawn(page, () => page.goBack());
  views.push(await shown(page));
  await redrawn(page, () => page.goForward());
  views.push(await shown(page));
  return views;
}

// The charts of groups: what each is called, whose groups it has, and what is said beside each.
const groups = (page) => page.$$eval("#groups figure", (figures) => figures.map((figure) => ({
  title: figure.querySelector("h3").innerText,
  said: Object.fromEntries([...figure.querySelectorAll("[data-group]")].map((place) => [place.dataset.group, [...place.querySelectorAll("p")].map((line) => line.innerText).join("\n")])),
})));

// What is called what above each table, and what the list below says of it.
async function columns(page) {
  await page.evaluate(() => document.querySelectorAll("details.table").forEach((details) => (details.open = true)));
  await page.waitForFunction(() => [...document.querySelectorAll("details.table")].every((details) => details.querySelector("thead")));
  const labels = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll("details.table")].map((details) => [details.dataset.table, [...details.querySelectorAll("thead button")].map((button) => [button.dataset.column, button.innerText, button.title])])));
  const list = page.locator('#gap details.table[data-table="vendor_gap"] details.columns');
  await list.locator("summary").click();
  await list.locator("dt").first().waitFor();
  const listed = await list.locator("dt").evaluateAll((terms) => terms.map((term) => [term.querySelector("code").innerText, term.innerText, term.nextElementSibling.innerText]));
  const wholes = await page.locator('#gap details.table[data-table="vendor_gap"] > .more').innerText();
  await page.evaluate(() => document.querySelectorAll("details.table").forEach((details) => (details.open = false)));
  return { labels, listed, wholes };
}

// Where a link to a section opens, once all is drawn; and where the page stays for whoever scrolled by then.
async function led(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const tops = {};
  for (const place of ["claims", "claim-cn_majority", "gap&basis=list_current"]) {
    await page.goto("about:blank");
    await opened(page, report, `#${place}`);
    tops[place] = await page.evaluate((id) => Math.round(document.getElementById(id).getBoundingClientRect().top), place.split("&")[0]);
  }
  // A wheel that turns back to the top until the page is drawn: the page is left there.
  await page.addInitScript(() => {
    const turning = setInterval(() => {
      if (document.body?.dataset.ready) {
        clearInterval(turning);
        return;
      }
      dispatchEvent(new WheelEvent("wheel"));
      scrollTo({ top: 0, behavior: "instant" });
    }, 5);
  });
  await page.goto("about:blank");
  await opened(page, report, "#claims");
  const read = await page.evaluate(() => Math.round(document.getElementById("claims").getBoundingClientRect().top));
  // The published rule alone has its prices with it, and ours has its own again.
  await page.goto("about:blank");
  await opened(page, report, "#rule=published");
  const alone = await shown(page);
  await redrawn(page, () => page.locator('label[for="rule-default"]').click());
  const ours = await shown(page);
  // What has no price in the last complete week, as the chart of weeks and as the first picture say it.
  await page.goto("about:blank");
  await opened(page, report, "#week=2026-04-05");
  const unpriced = [await page.innerText("#chart-unpriced .finding"), await page.innerText("#chart-answer .note")];
  await context.close();
  return { tops, read, alone, ours, unpriced };
}

// What to type for a model's dollars, and what the page says of them.
async function model(page) {
  const details = page.locator('#leaderboard details.table[data-table="model_leaderboard"]').first();
  await details.locator("summary").first().click();
  await details.locator("tbody button.why").first().click();
  const said = { command: await page.innerText("#explain pre"), steps: await page.innerText("#explain") };
  await page.keyboard.press("Escape");
  await details.locator("summary").first().click();
  return said;
}

// The steps of the first row of tables of groups, of concentration, of rates, and of the gap: what the dialog says of each.
async function steps(page) {
  const said = {};
  for (const table of ["group_share", "concentration", "growth_rate", "vendor_gap"]) {
    const details = page.locator(`main details.table[data-table="${table}"]`).first();
    await details.locator("summary").first().click();
    const buttons = details.locator("tbody button.why");
    await buttons.first().waitFor();
    // Some rows are of who is absent: the first that has steps.
    for (let at = 0; at < Math.min(40, await buttons.count()) && !said[table]; at += 1) {
      await buttons.nth(at).click();
      if ((await page.locator("#explain .steps").count()) > 0) said[table] = await page.innerText("#explain .steps");
      await page.keyboard.press("Escape");
    }
    await details.locator("summary").first().click();
  }
  return said;
}

// On a phone: links that are cut, what stays of a touch, names that had no room.
async function phone(browser) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await opened(page, report);
  const cut = await page.$$eval("nav a", (links) => links.filter((link) => {
    const [own, list] = [link.getBoundingClientRect(), link.closest("ul").getBoundingClientRect()];
    return own.width === 0 || own.right > list.right + 1 || own.bottom > list.bottom + 1;
  }).map((link) => link.innerText));
  const strip = page.locator("#chart-grown .strip").last();
  await strip.scrollIntoViewIfNeeded();
  await strip.tap();
  const touched = (await page.locator("#tip").isVisible()) ? await page.innerText("#tip") : "";
  await page.locator("#chart-grown h3").tap();
  const after = await page.locator("#tip").isVisible();
  const names = await page.$$eval("main figure", (figures) => figures.map((figure) => ({
    cut: [...figure.querySelectorAll("svg[role=img] text")].map((text) => text.textContent).filter((text) => text.includes("…")),
    full: figure.querySelector(".in-full-names")?.innerText ?? "",
  })).filter((one) => one.cut.length > 0 || one.full));
  await context.close();
  return { cut, touched, after, names };
}

looked(async (browser) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await opened(page, report);
  const text = (selector) => page.innerText(selector);
  const seen = { first: await shown(page), claims: await text("#claims .finding"), headings: await page.$$eval("#claims h3", (all) => all.map((heading) => heading.innerText)), coverage: await text("#chart-coverage .finding") };
  seen.follows = await text("#week-hint");
  seen.concentration = await text("#chart-concentration .finding");
  seen.groups = await groups(page);
  seen.published = await published(page);
  seen.columns = await columns(page);
  seen.model = await model(page);
  seen.steps = await steps(page);
  seen.elsewhere = await elsewhere(page);
  seen.returned = await returns(page);
  seen.opened = await led(browser);
  seen.phone = await phone(browser);
  seen.errors = errors;
  return seen;
});
