// Calls a local server of its own from pages of other origins: one that it allows, a client's, and a stranger's (HW-03).
// Needs `cargo build -p local`, and chromium at /usr/bin/chromium or $CHROMIUM.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startLocal, startOrigin } from "./local.mjs";

let browser, local, BASE_URL, allowed, ofClient, stranger;

/** An origin with one empty page. */
const origin = () => startOrigin(() => ["text/html", "<title>app</title>"]);

before(async () => {
  [allowed, ofClient, stranger] = [await origin(), await origin(), await origin()];
  const FIRST_CLIENT = JSON.stringify({
    id: "dashboard", name: "Dashboard", redirect_uris: ["http://localhost/callback"], origins: [ofClient], scopes: ["openid"],
  });
  local = await startLocal({ ALLOWED_ORIGINS: allowed, FIRST_CLIENT });
  BASE_URL = local.url;
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  local?.end();
});

async function pageOf(origin) {
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  return page;
}

/** What a script of the page sees of a call: status, `Retry-After` and body, or that the browser keeps it back. Cookies come
 * along where they count. */
function call(page, path, options = {}) {
  const send = async ({ url, options }) => {
    try {
      const answer = await fetch(url, options);
      return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: await answer.text() };
    } catch {
      return "kept back";
    }
  };
  const credentials = path.startsWith("/otp/") ? "include" : "omit";
  return page.evaluate(send, { url: BASE_URL + path, options: { credentials, ...options } });
}

const json = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

test("hw_03 a page of an allowed origin signs in and calls what is guarded", { timeout: 60_000 }, async () => {
  const page = await pageOf(allowed);
  const requested = await call(page, "/otp/request", json({ email: "cors@example.org" }));
  assert.equal(requested.status, 202);
  const inbox = await (await fetch(`${BASE_URL}/dev/inbox.json`)).json();
  const code = inbox.find(({ to }) => to === "cors@example.org").text.match(/\b\d{6}\b/)[0];
  const { challenge } = JSON.parse(requested.body);
  const verified = await call(page, "/otp/verify", json({ challenge, code, device: "token" }));
  assert.equal(verified.status, 200);
  const headers = { authorization: `Bearer ${JSON.parse(verified.body).access_token}` };
  assert.equal((await call(page, "/sessions", { headers })).status, 200);
  assert.equal((await call(page, "/sessions", { headers: { authorization: "Bearer x" } })).status, 401);
  assert.equal((await call(page, "/.well-known/jwks.json")).status, 200);
  assert.equal(await call(page, "/sessions", { headers, credentials: "include" }), "kept back", "no cookie counts there");
  assert.equal((await call(page, "/sessions", { method: "DELETE", headers })).status, 204);
  const again = await call(page, "/otp/request", json({ email: "cors@example.org", challenge }));
  assert.equal(again.status, 400, "the attempt is used up");
});

test("hw_03 a page of an allowed origin is known again, and its library for traces is no hindrance", { timeout: 60_000 }, async () => {
  const page = await pageOf(allowed);
  const traced = {
    "content-type": "application/json",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "sentry-trace": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
    baggage: "sentry-environment=test",
  };
  const post = (path, body) => call(page, path, { ...json(body), headers: traced });
  const { challenge } = JSON.parse((await post("/otp/request", { email: "device@example.org" })).body);
  const inbox = await (await fetch(`${BASE_URL}/dev/inbox.json`)).json();
  const code = inbox.find(({ to }) => to === "device@example.org").text.match(/\b\d{6}\b/)[0];
  assert.equal((await post("/otp/verify", { challenge, code })).status, 200);
  const [cookie] = await page.context().cookies(BASE_URL);
  assert.ok(cookie, "the device cookie is kept");
  const asked = page.waitForRequest((request) => request.url().endsWith("/otp/request") && request.method() === "POST");
  await post("/otp/request", { email: "device@example.org" });
  assert.match((await (await asked).allHeaders()).cookie ?? "", new RegExp(cookie.name), "and comes along");
});

test("hw_03 a page of an allowed origin learns how long to wait", { timeout: 60_000 }, async () => {
  const page = await pageOf(allowed);
  const { body } = await call(page, "/otp/request", json({ email: "wait@example.org" }));
  const refused = await call(page, "/otp/request", json({ email: "wait@example.org", challenge: JSON.parse(body).challenge }));
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.retryAfter) > 0, refused.retryAfter);
});

/** A form that the browser asks about first, for a header that is none of a form's own. */
const form = (fields) => ({ method: "POST", body: new URLSearchParams(fields).toString(), headers: {
  "content-type": "application/x-www-form-urlencoded", traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
} });

test("hw_03 a client's page calls for its own client, and the first party's for itself", { timeout: 60_000 }, async () => {
  const own = { grant_type: "refresh_token", refresh_token: "x" };
  const theirs = { ...own, client_id: "dashboard" };
  const page = await pageOf(ofClient);
  assert.equal((await call(page, "/token", form(theirs))).status, 400);
  assert.equal((await call(page, "/revoke", form({ token: "x", client_id: "dashboard" }))).status, 200);
  assert.equal((await call(page, "/userinfo", { headers: { authorization: "Bearer x" } })).status, 401);
  assert.equal(await call(page, "/token", form(own)), "kept back");
  assert.equal(await call(page, "/sessions", { headers: { authorization: "Bearer x" } }), "kept back");
  assert.equal(await call(page, "/otp/request", json({ email: "client@example.org" })), "kept back");
  const firstParty = await pageOf(allowed);
  assert.equal((await call(firstParty, "/token", form(own))).status, 400);
  assert.equal(await call(firstParty, "/token", form(theirs)), "kept back");
});

test("hw_03 a page of another origin learns nothing and changes nothing", { timeout: 60_000 }, async () => {
  const page = await pageOf(stranger);
  for (const [path, options] of [
    ["/otp/request", json({ email: "stranger@example.org" })],
    ["/sessions", { headers: { authorization: "Bearer x" } }],
    ["/token", form({ grant_type: "refresh_token", refresh_token: "x" })],
    ["/userinfo", { headers: { authorization: "Bearer x" } }],
    ["/.well-known/jwks.json", { credentials: "include" }],
    ["/dev/inbox.json", {}],
    // Sent without asking, as a form would be: the service takes it for none of its own (HW-04).
    ["/otp/request", { method: "POST", body: '{"email":"stranger@example.org"}' }],
  ]) {
    assert.equal(await call(page, path, options), "kept back", path);
  }
  assert.equal((await call(page, "/.well-known/jwks.json")).status, 200, "but what is everybody's");
  const inbox = await (await fetch(`${BASE_URL}/dev/inbox.json`)).json();
  assert.ok(!inbox.some(({ to }) => to === "stranger@example.org"), "no code was sent");
  const embedded = await page.evaluate((source) => new Promise((done) => {
    const script = document.createElement("script");
    Object.assign(script, { src: source, onload: () => done("loaded"), onerror: () => done("kept back") });
    document.head.append(script);
  }), `${BASE_URL}/.well-known/jwks.json`);
  assert.equal(embedded, "kept back");
});
