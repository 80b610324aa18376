// Every page and mail of the gallery, in every language, fits a narrow screen, and bears text of twice the size. Needs what
// single_page.mjs needs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { exhibits, isPage, lookAtEach } from "./gallery.mjs";
import { faultsOfLayout } from "./layout.mjs";
import { startBrowser, startLocal } from "./local.mjs";

/** The narrowest that pages must fit (WCAG 2.2, 1.4.10). */
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };
/** Text of twice the size (WCAG 2.2, 1.4.4): what a person sets in the browser, where 16 is usual. */
const LARGE = { standard: 32, fixed: 26 };

/** Text of 12 px is the smallest that anybody would set: twice that. */
const SMALLEST = 24;

let browser, local, shown;

before(async () => {
  local = await startLocal();
  browser = await startBrowser();
  shown = (await exhibits(local.url)).filter((address) => address.endsWith("light"));
});

after(async () => {
  await browser?.close();
  local?.end();
});

/** Text that did not grow with what the person has set. */
const smallText = (page) => page.evaluate((smallest) => {
  const sizes = [...document.querySelectorAll("main *")].map((part) => Number.parseFloat(getComputedStyle(part).fontSize));
  return Math.min(...sizes) < smallest ? [`text of ${Math.min(...sizes)} px`] : [];
}, SMALLEST);

test("everything fits a screen of 320 px", { timeout: 600_000 }, async () => {
  const context = await browser.newContext({ viewport: NARROW });
  assert.deepEqual(await lookAtEach(shown, () => context.newPage(), faultsOfLayout), {});
  await context.close();
});

test("every page bears text of twice the size", { timeout: 600_000 }, async () => {
  const context = await browser.newContext({ viewport: WIDE });
  const openTab = async () => {
    const tab = await context.newPage();
    const session = await context.newCDPSession(tab);
    await session.send("Page.setFontSizes", { fontSizes: LARGE });
    return tab;
  };
  const look = async (page) => [...await smallText(page), ...await faultsOfLayout(page)];
  assert.deepEqual(await lookAtEach(shown.filter(isPage), openTab, look), {});
  await context.close();
});

test("what is seen badly is found", { timeout: 60_000 }, async () => {
  const context = await browser.newContext({ viewport: NARROW });
  const page = await context.newPage();
  await page.goto(shown.find((address) => address.includes("/page-code?")));
  const findsAfter = async (change, fault) => {
    await page.reload();
    await page.evaluate(change);
    const faults = await faultsOfLayout(page);
    assert.ok(faults.some((found) => fault.test(found)), `${fault}: ${faults}`);
  };
  await findsAfter(() => (document.querySelector("main").style.width = "340px"), /^the page is 3\d\d wide, its window 320$/);
  await findsAfter(() => (document.querySelector("button").style.height = "8px"), /is cut off$/);
  await findsAfter(() => (document.querySelector("label").style.marginTop = "-2rem"), /lies over/);
  await findsAfter(() => (document.querySelector("#code").style.height = "20px"), /^the field code is lower/);
  await findsAfter(() => (document.querySelector("label").style.marginLeft = "-9rem"), /reaches out of the window$/);
  assert.notDeepEqual(await smallText(page), []);
  await context.close();
});
