// A client of a local server, and what a person does at the pages on the way to it.

import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { codeTo, startBrowser, startLocal, startOrigin } from "./local.mjs";

/** Of RFC 7636, appendix B: nobody redeems the code. */
const CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/** No test is to meet the bounds of its address by chance: all of them call from one. */
const ROOM = { ADDRESS_SENDS: "10000", ADDRESS_VERIFICATIONS: "10000" };

/** Milliseconds until a condition that does not come true fails its test. */
const PATIENCE = 15_000;

/** A tab in a browser of its own, with cookies of its own. */
export async function openTab(browser, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  context.setDefaultTimeout(PATIENCE);
  return context.newPage();
}

/** For the tests of a file: a client with its local server. Gives what makes a test of `run(tab, app, browser)`. */
export function visitsTo(start = startApp) {
  let app, browser;
  before(async () => {
    app = await start();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    app?.end();
  });
  return (name, run, options = {}) =>
    test(name, { timeout: 120_000 }, async () => {
      const tab = await openTab(browser, options);
      await run(tab, app, browser);
      await tab.context().close();
    });
}

/** Starts a client's server, and a local one that knows it. */
export async function startApp(name = "Shop", settings = {}) {
  const url = await startOrigin(() => ["text/html", "<!doctype html><title>app</title><h1>Back at the app</h1>"]);
  const FIRST_CLIENT = JSON.stringify({
    id: "app", name, redirect_uris: [`${url}/callback`],
    post_logout_redirect_uris: [`${url}/`], scopes: ["openid", "email", "phone", "offline_access"],
  });
  const local = await startLocal({ FIRST_CLIENT, ...ROOM, ...settings });
  const authorizeUrl = (changes = {}) => authorizeUrlOf(local.url, `${url}/callback`, changes);
  return { url, local: local.url, authorizeUrl, end: local.end };
}

/** Where the client `app` sends a browser that is to sign in. */
export function authorizeUrlOf(local, redirect_uri, changes = {}) {
  const address = new URL("/authorize", local);
  address.search = new URLSearchParams({
    client_id: "app", redirect_uri, response_type: "code", scope: "openid email offline_access",
    state: "kept", code_challenge: CODE_CHALLENGE, code_challenge_method: "S256", ...changes,
  });
  return address.href;
}

export const freshEmail = (whose = "visitor") => `${whose}-${randomUUID()}@example.org`;
export const wrong = (code) => [...code].map((digit) => (Number(digit) + 1) % 10).join("");

export const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
export const atSignIn = (page) => heading(page, /^Sign in to/);
export const atCode = (page) => heading(page, "Enter the code");
export const atConsent = (page) => heading(page, /^Continue to/);
export const atAccount = (page) => heading(page, "Your account");
export const atApp = (page) => heading(page, "Back at the app");

export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** From the sign-in page to that of the code; returns the code that was sent. */
export async function askForCode(app, page, identifier) {
  await atSignIn(page);
  await page.getByLabel("Email address or phone number").fill(identifier);
  await press(page, "Send a code");
  await atCode(page);
  return codeTo(app.local, identifier);
}

export async function enterCode(page, code) {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await press(page, "Continue");
}

/** From the client's request to its callback, whose parameters it returns. */
export async function signIn(app, page, identifier, changes = {}) {
  await page.goto(app.authorizeUrl(changes));
  await enterCode(page, await askForCode(app, page, identifier));
  await atConsent(page);
  return goOn(page);
}

/** From the page of consent to the client's callback, whose parameters it returns. */
export async function goOn(page) {
  await press(page, "Continue");
  await atApp(page);
  return new URL(page.url()).searchParams;
}
