// `oidc-client-ts` signs people in at a local server of its own, from a page of another origin in a real browser: by
// redirect and in a window of its own, renewed without the user, and out again. Needs `cargo build -p local`, and chromium at
// /usr/bin/chromium or $CHROMIUM.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { codeTo, startBrowser, startLocal, startOrigin } from "./local.mjs";

const LIBRARY = readFileSync(new URL("node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js", import.meta.url));
/** Milliseconds until a condition that does not come true fails its test. */
const PATIENCE = 15_000;

let browser, local, BASE_URL, APP_URL;

/** One page for everything: the app, its callback, and the window that a popup is. */
const page = () => `<!doctype html><title>Dashboard</title><script src="/oidc.js"></script><script>
  const manager = new oidc.UserManager({
    authority: "${BASE_URL}", client_id: "dashboard", redirect_uri: "${APP_URL}/callback",
    post_logout_redirect_uri: "${APP_URL}/", scope: "openid email",
    userStore: new oidc.WebStorageStateStore({ store: window.sessionStorage }),
  });
  const returned = location.pathname === "/callback" ? manager.signinCallback() : Promise.resolve();
  returned.then(() => (document.title = "ready"), (error) => (document.title = "failed: " + error.message));
</script>`;

before(async () => {
  APP_URL = await startOrigin((path) => (path === "/oidc.js" ? ["text/javascript", LIBRARY] : ["text/html", page()]));
  const FIRST_CLIENT = JSON.stringify({
    id: "dashboard", name: "Dashboard", redirect_uris: ["http://localhost/callback"],
    post_logout_redirect_uris: ["http://localhost/"], origins: [APP_URL], scopes: ["openid", "email"],
  });
  local = await startLocal({ FIRST_CLIENT });
  BASE_URL = local.url;
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  local?.end();
});

async function appPage() {
  const context = await browser.newContext({ locale: "en-GB" });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await page.goto(`${APP_URL}/`);
  return page;
}

/** Answers our pages, in whichever window they are. */
async function answerPages(page, answer = "Continue") {
  const email = `single-page-${randomUUID()}@example.org`;
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeTo(BASE_URL, email));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Continue to Dashboard?" }).waitFor();
  await page.getByRole("button", { name: answer }).click();
}

const back = (page) => page.waitForFunction(() => document.title !== "Dashboard" && location.pathname === "/callback");
const user = (page) => page.evaluate(async () => {
  const user = await manager.getUser();
  return user && { subject: user.profile.sub, token: user.access_token, refresh: user.refresh_token };
});

test("a single-page app signs in by redirect, is renewed, and signs out", { timeout: 120_000 }, async () => {
  const page = await appPage();
  await page.evaluate(() => void manager.signinRedirect());
  await answerPages(page);
  await back(page);
  assert.equal(await page.title(), "ready");
  const first = await user(page);

  const renewed = await page.evaluate(async () => (await manager.signinSilent()).access_token);
  assert.notEqual(renewed, first.token, "by its refresh token");
  const second = await user(page);
  assert.deepEqual([second.subject, second.token], [first.subject, renewed]);
  assert.notEqual(second.refresh, first.refresh);

  await page.evaluate(() => void manager.signoutRedirect());
  await page.waitForURL((url) => url.origin === APP_URL && url.pathname === "/");
  await page.waitForFunction(() => document.title === "ready");
  assert.equal(await user(page), null);
  await page.evaluate(() => void manager.signinRedirect());
  await page.getByLabel("Email address").waitFor();
  await page.context().close();
});

test("a single-page app signs in in a window of its own, which hands over and closes", { timeout: 120_000 }, async () => {
  const page = await appPage();
  const opened = page.waitForEvent("popup");
  const signedIn = page.evaluate(async () => (await manager.signinPopup()).profile.sub);
  const popup = await opened;
  await answerPages(popup);
  const subject = await signedIn;
  assert.equal((await user(page)).subject, subject);
  if (!popup.isClosed()) await popup.waitForEvent("close");

  // Who is signed in here is asked no more than whether to go on.
  const again = page.waitForEvent("popup");
  const second = page.evaluate(async () => (await manager.signinPopup()).profile.sub);
  const confirming = await again;
  await confirming.getByRole("button", { name: "Continue" }).click();
  assert.equal(await second, subject);
  await page.context().close();
});

test("a single-page app learns that the user does not want to go on", { timeout: 120_000 }, async () => {
  const page = await appPage();
  await page.evaluate(() => void manager.signinRedirect());
  await answerPages(page, "Cancel");
  await back(page);
  assert.match(await page.title(), /^failed: /);
  assert.equal(await user(page), null);
  await page.context().close();
});
