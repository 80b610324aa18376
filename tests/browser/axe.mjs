// axe-core looks at every page and mail of the gallery, in every language, light and dark. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startApp } from "./app.mjs";
import { WCAG, violations, withAxe } from "./axe_core.mjs";
import { exhibits, isPage, lookAtEach } from "./gallery.mjs";
import { startBrowser } from "./local.mjs";
import { walk } from "./walk.mjs";

let browser, app, shown;

before(async () => {
  app = await startApp();
  browser = await startBrowser();
  shown = await exhibits(app.local);
});

after(async () => {
  await browser?.close();
  app?.end();
});

/** With axe in every page. */
const contextWithAxe = (options) => withAxe(browser, options);

test("axe finds nothing on any page in any language, light or dark", { timeout: 600_000 }, async () => {
  const context = await contextWithAxe();
  const look = (page) => violations(page, [...WCAG, "best-practice"]);
  assert.deepEqual(await lookAtEach(shown.filter(isPage), () => context.newPage(), look), {});
  await context.close();
});

test("axe finds nothing in any mail in any language, light or dark", { timeout: 600_000 }, async () => {
  const context = await contextWithAxe();
  const mails = shown.filter((address) => !isPage(address));
  assert.deepEqual(await lookAtEach(mails, () => context.newPage(), (page) => violations(page, WCAG)), {});
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on the way through a sign-in (${colorScheme})`, { timeout: 120_000 }, async () => {
    const context = await contextWithAxe({ colorScheme });
    const found = {};
    await walk(app, await context.newPage(), async (page, what) => {
      const faults = await violations(page, [...WCAG, "best-practice"]);
      if (faults.length > 0) found[what] = faults;
    });
    assert.deepEqual(found, {});
    await context.close();
  });
}

test("axe finds what is wrong, under our policy and in either scheme", { timeout: 60_000 }, async () => {
  const context = await contextWithAxe();
  const page = await context.newPage();
  const known = (scheme) => shown.find((address) => address.includes("/page-sign-in?") && address.endsWith(scheme));
  for (const scheme of ["light", "dark"]) {
    await page.goto(known(scheme));
    await page.evaluate(() => {
      document.querySelector("label").removeAttribute("for");
      document.querySelector("label").style.opacity = 0.4;
      document.querySelector("main").replaceWith(...document.querySelector("main").childNodes);
    });
    const found = (await violations(page, [...WCAG, "best-practice"])).map((fault) => fault.split(":")[0]);
    for (const rule of ["label", "color-contrast", "region"]) assert.ok(found.includes(rule), `${scheme}: ${rule}: ${found}`);
  }
  await context.close();
});
