// The pages of sign-in in a real browser by the keyboard alone, without JavaScript and with it, 320 px wide, in light and
// dark. With SCREENSHOTS=folder it leaves a picture of each page there, to be looked at. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { startApp, wrong } from "./app.mjs";
import { codeTo, startBrowser } from "./local.mjs";

const { SCREENSHOTS } = process.env;
/** The narrowest that pages must fit (WCAG 2.2, 1.4.10). */
const NARROWEST = 320;
/** Milliseconds until a condition that does not come true fails its test. */
const PATIENCE = 15_000;
/** More stops of the tabulator than any page has. */
const MOST_STOPS = 12;

let browser, app;

before(async () => {
  app = await startApp("Donaudampfschifffahrtsgesellschaft");
  browser = await startBrowser();
  if (SCREENSHOTS) mkdirSync(SCREENSHOTS, { recursive: true });
});

after(async () => {
  await browser?.close();
  app?.end();
});

/** By the tabulator to what bears this name, as somebody without a mouse; where it stands is to be seen. */
async function tabTo(page, role, name) {
  const wanted = page.getByRole(role, { name, exact: true });
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      const outline = await wanted.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.notEqual(outline, "none", `${name}: the focus is to be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not reach ${name}`);
}

for (const [colorScheme, javaScriptEnabled] of [["light", false], ["dark", false], ["light", true]]) {
  const script = javaScriptEnabled ? "with JavaScript" : "without JavaScript";
  test(`somebody signs in ${script} and without mouse on a narrow screen (${colorScheme})`, { timeout: 120_000 }, async () => {
    const viewport = { width: NARROWEST, height: 640 };
    const context = await browser.newContext({ javaScriptEnabled, viewport, colorScheme, locale: "en-GB" });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const press = (key) => page.keyboard.press(key);
    let number = 0;
    /** The page is this one, fits, and has a language and one heading. */
    const looked = async (heading) => {
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      const found = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth, language: document.documentElement.lang,
        headings: document.querySelectorAll("h1").length, title: document.title,
        unlabelled: [...document.querySelectorAll("input:not([type=hidden])")].filter(({ labels }) => !labels.length).length,
      }));
      const { title, ...rest } = found;
      assert.deepEqual(rest, { width: NARROWEST, language: "en", headings: 1, unlabelled: 0 }, `${heading}`);
      assert.match(title, /Local$/);
      number += 1;
      const name = String(heading).replaceAll(/\W+/g, "-").toLowerCase();
      if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}-${number}${name}.png`, fullPage: true });
    };

    const email = `without-a-mouse-${randomUUID()}@a-long-name.example.org`;
    await page.goto(app.authorizeUrl());
    await looked(/^Sign in to Local/);
    await page.keyboard.type("nobody@");
    await press("Enter");
    await page.getByRole("alert").waitFor();
    await looked(/^Sign in to Local/);
    assert.equal(await page.getByRole("textbox").inputValue(), "nobody@", "what was typed stands there still");
    await tabTo(page, "textbox", "Email address or phone number");
    await press("Control+A");
    await page.keyboard.type(email);
    await press("Enter");
    await looked(/^Enter the code/);
    const code = await codeTo(app.local, email);
    await page.keyboard.type(wrong(code));
    await press("Enter");
    await page.getByRole("alert").waitFor();
    await looked(/^Enter the code/);
    await tabTo(page, "textbox", "Code");
    await page.keyboard.type(code);
    await press("Enter");
    await looked(/^Continue to Donau/);
    await tabTo(page, "button", "Continue");
    await press("Enter");
    await page.getByRole("heading", { name: "Back at the app" }).waitFor();
    const answer = new URL(page.url()).searchParams;
    assert.deepEqual([answer.get("state"), answer.get("iss"), answer.has("code")], ["kept", app.local, true]);

    await page.goto(`${app.local}/signin/account`);
    await looked(/^Your account/);
    await tabTo(page, "button", "Sign out everywhere");
    await page.goto(`${app.local}/logout`);
    await looked(/^Sign out of Local/);
    await tabTo(page, "button", "Sign out");
    await press("Enter");
    await looked(/signed out/);
    await page.goto(app.authorizeUrl({ client_id: "nobody" }));
    await looked(/./);
    await context.close();
  });
}
