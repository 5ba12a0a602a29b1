// A report in Chromium, as each of these scripts opens it.

"use strict";
const { chromium } = require("playwright-core");

// As root there is no sandbox; the rest keeps Chromium from calling home.
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

const ready = (page) => page.waitForSelector("body[data-ready]", { timeout: 60000 });

// A page that shows the report, once all is drawn. `place` is what stands in the address behind the file.
async function opened(page, report, place = "") {
  await page.goto(`file://${report}${place}`);
  await ready(page);
  return page;
}

// A choice draws all sections anew: `act`, then wait for the next turn.
async function redrawn(page, act) {
  const before = await page.getAttribute("body", "data-ready");
  await act();
  await page.waitForFunction((old) => document.body.dataset.ready && document.body.dataset.ready !== old, before, { timeout: 60000 });
}

// Looks with a browser, whose path the command line has first, at what it has behind that; what was seen is printed as JSON.
async function looked(look) {
  const [, , executablePath, ...rest] = process.argv;
  try {
    const browser = await chromium.launch({ executablePath, args: ARGS });
    const seen = await look(browser, ...rest);
    if (seen !== undefined) process.stdout.write(JSON.stringify(seen));
    await browser.close();
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  }
}

module.exports = { looked, opened, ready, redrawn };
