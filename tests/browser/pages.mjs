// The pages of sign-in in a real browser, from a client's request to its callback. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import {
  askForCode, atApp, atCode, atConsent, enterCode, freshEmail, goOn, press, signIn, visitsTo, wrong,
} from "./app.mjs";
import { codeTo } from "./local.mjs";
import { walk } from "./walk.mjs";

/** What a page may take over the wire, with everything that it loads. */
const MOST_BYTES = 30_000;

const visit = visitsTo();

const identifiersOf = async (page, app) => {
  await page.goto(`${app.local}/signin/account`);
  return page.locator("main ul").first().getByRole("listitem").allTextContents();
};

visit("somebody signs in by email", async (page, app) => {
  const email = freshEmail();
  const answer = await signIn(app, page, email);
  assert.deepEqual([answer.get("state"), answer.get("iss"), answer.has("code")], ["kept", app.local, true]);
  assert.deepEqual((await identifiersOf(page, app)).map((text) => text.trim()), [email]);
});

visit("somebody signs in by a number, as an address book writes it", async (page, app) => {
  await page.goto(app.authorizeUrl());
  await page.getByLabel("Email address or phone number").fill("+1 (415) 555-0142");
  await press(page, "Send a code");
  await atCode(page);
  await page.getByText("+1•••••••142").waitFor();
  await enterCode(page, await codeTo(app.local, "+14155550142"));
  await atConsent(page);
  assert.ok((await goOn(page)).has("code"));
  assert.deepEqual((await identifiersOf(page, app)).map((text) => text.trim()), ["+14155550142"]);
});

visit("a wrong code is refused beside its field, and the right one still works", async (page, app) => {
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, freshEmail());
  for (const [typed, said] of [[wrong(code), /^This code is not right/], ["12", /^This is not all of the code/]]) {
    await enterCode(page, typed);
    await page.getByRole("alert").getByText(said).waitFor();
    const field = page.getByLabel("Code", { exact: true });
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await field.evaluate((field) => document.getElementById(field.getAttribute("aria-describedby")).role), "alert");
    assert.ok(await field.evaluate((field) => field === document.activeElement), "it can be typed again at once");
    assert.equal(await field.inputValue(), "", "a code is not kept");
  }
  await enterCode(page, code);
  await atConsent(page);
});

visit("a code is taken however it was copied", async (page, app) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const spellings = [
    (code) => ` ${code.slice(0, 3)} ${code.slice(3)}\n`,
    (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
    (code) => `${code.slice(0, 2)}\u00a0\u2013\u2009${code.slice(2)}\t`,
  ];
  for (const spell of spellings) {
    await page.goto(app.authorizeUrl({ prompt: "login" }));
    const code = await askForCode(app, page, freshEmail());
    await page.evaluate((text) => navigator.clipboard.writeText(text), spell(code));
    await page.getByLabel("Code", { exact: true }).press("Control+V");
    await press(page, "Continue");
    await atConsent(page);
  }
});

visit("who does not want to go on is back at the client, which is told", async (page, app) => {
  await page.goto(app.authorizeUrl());
  await enterCode(page, await askForCode(app, page, freshEmail()));
  await atConsent(page);
  await press(page, "Cancel");
  await atApp(page);
  assert.equal(new URL(page.url()).searchParams.get("error"), "access_denied");
});

visit("another address can be used at every step", async (page, app) => {
  await page.goto(app.authorizeUrl());
  await askForCode(app, page, freshEmail());
  await press(page, "Use another address");
  await enterCode(page, await askForCode(app, page, freshEmail()));
  await atConsent(page);
  await page.getByRole("link", { name: "Use another account" }).click();
  const email = freshEmail();
  await enterCode(page, await askForCode(app, page, email));
  await atConsent(page);
  await goOn(page);
  assert.deepEqual((await identifiersOf(page, app)).map((text) => text.trim()), [email]);
});

visit("every page is at most 30 kB with all it loads, from us alone, and nothing of it is refused", async (page, app) => {
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  // What a policy refuses is told there, as is each page that has a status of its own.
  page.on("console", (message) => /status of 4\d\d/.test(message.text()) || faults.push(message.text()));
  await walk(app, page, async (page, what) => {
    await page.waitForLoadState("load");
    const loaded = await page.evaluate(() => ["navigation", "resource"].flatMap((kind) =>
      performance.getEntriesByType(kind).map(({ name, encodedBodySize }) => ({ name, encodedBodySize }))));
    assert.ok(loaded.length > 1 && loaded.every(({ encodedBodySize }) => encodedBodySize > 0), JSON.stringify(loaded));
    for (const { name } of loaded) assert.equal(new URL(name).origin, app.local, `${what}: ${name}`);
    const total = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    assert.ok(total <= MOST_BYTES, `${what}: ${total} bytes`);
  });
  assert.deepEqual(faults, []);
});
