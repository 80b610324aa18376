// examples/single-page-app in a real browser, as `examples/start` starts it beside a local issuer:
//
//   examples/start single-page-app node --test tests/browser/example.mjs

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { codeTo, startBrowser } from "./local.mjs";

const { APP_URL, BASE_URL } = process.env;
/** Milliseconds until a condition that does not come true fails its test. */
const PATIENCE = 15_000;

let browser;

before(async () => {
  assert.ok(APP_URL && BASE_URL, "APP_URL or BASE_URL is not set: examples/start sets them");
  browser = await startBrowser();
});

after(() => browser?.close());

test("the single-page app signs in, gets new tokens and signs out", { timeout: 60_000 }, async () => {
  const page = await browser.newPage({ locale: "en-GB" });
  page.setDefaultTimeout(PATIENCE);
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  const says = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
  const press = (name) => page.getByRole("button", { name }).click();

  const email = `example-${randomUUID()}@example.org`;
  // An icon is asked for, and there is none.
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(`${APP_URL}/`);
  await says("Nobody is signed in.");
  await press("Sign in");
  await page.getByLabel("Email address").fill(email);
  await press("Send a code");
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeTo(BASE_URL, email));
  await press("Continue");
  await page.getByRole("heading", { name: "Continue to Example single-page app?" }).waitFor();
  await press("Continue");
  await says(`${email} is signed in.`);
  assert.equal(page.url(), `${APP_URL}/`, "the code is out of the address");
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);

  const refreshed = page.waitForResponse(`${BASE_URL}/token`);
  await press("Get new tokens");
  assert.equal((await refreshed).status(), 200);
  await says(`${email} is signed in.`);
  await press("Sign out");
  await page.waitForURL(`${APP_URL}/`);
  await says("Nobody is signed in.");
  assert.deepEqual(errors, []);
});
