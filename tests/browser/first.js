// What somebody sees first of a report, as one JSON object.
//
// node first.js CHROMIUM REPORT

"use strict";
const { chromium } = require("playwright-core");

const [, , executablePath, report] = process.argv;
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

(async () => {
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`file://${report}`);
  await page.waitForSelector("body[data-ready]");
  const seen = await page.evaluate(() => ({
    sentence: document.querySelector("#sentence").innerText,
    doubt: document.querySelector("#doubt").innerText,
    choices: [...document.querySelectorAll("#choices :is(input, select)")].filter((one) => one.checkVisibility()).map((one) => one.name || one.id),
    bars: [...document.querySelectorAll("#answer svg .bar-name")].map((text) => text.textContent),
  }));
  process.stdout.write(JSON.stringify(seen));
  await browser.close();
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
