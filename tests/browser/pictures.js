// Pictures of a report: its first screen as a PNG, or each chart as PNG and SVG into a folder.
//
// node pictures.js CHROMIUM REPORT FILE.png|FOLDER

"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [, , executablePath, report, place] = process.argv;
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

(async () => {
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const page = await browser.newPage({ viewport: { width: 1120, height: 748 }, acceptDownloads: true });
  await page.goto(`file://${report}`);
  await page.waitForSelector("body[data-ready]");
  if (place.endsWith(".png")) {
    await page.screenshot({ path: place });
  } else {
    fs.mkdirSync(place, { recursive: true });
    for (const button of await page.locator("main figure :is(button.svg, button.png)").all()) {
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      await download.saveAs(path.join(place, download.suggestedFilename()));
      process.stdout.write(`${path.join(place, download.suggestedFilename())}\n`);
    }
  }
  await browser.close();
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
