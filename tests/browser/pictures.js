// Pictures of a report: its first screen as a PNG, or each chart as PNG and SVG into a folder.
//
// node pictures.js CHROMIUM REPORT FILE.png|FOLDER

"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { looked, opened } = require("./opened");

looked(async (browser, report, place) => {
  const page = await opened(await browser.newPage({ viewport: { width: 1120, height: 748 }, acceptDownloads: true }), report);
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
});
