// Calls a local server of its own from pages of two other origins: one that it allows, and a stranger (HW-03). Needs
// `cargo build -p local`, and chromium at /usr/bin/chromium or $CHROMIUM.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const { CHROMIUM = "/usr/bin/chromium" } = process.env;
const LOCAL = fileURLToPath(new URL("../../target/debug/local", import.meta.url));

let browser, local, BASE_URL, allowed, stranger;

/** An origin with one empty page. */
async function origin() {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<title>app</title>"));
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return `http://localhost:${server.address().port}`;
}

before(async () => {
  [allowed, stranger] = [await origin(), await origin()];
  local = spawn(LOCAL, ["--port", "0", "--memory", "--allow-origin", allowed], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(local.stdout)) {
    BASE_URL = line.match(/sign in +(http:\S+)\/$/)?.[1];
    if (BASE_URL) break;
  }
  // The log goes on; nobody reads it.
  local.stdout.resume();
  assert.ok(BASE_URL, "the local server did not start");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath: CHROMIUM, args });
});

after(async () => {
  await browser?.close();
  local?.kill();
});

async function pageOf(origin) {
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  return page;
}

/** What a script of the page sees of a call: status, `Retry-After` and body, or that the browser keeps it back. */
function call(page, path, options = {}) {
  const send = async ({ url, options }) => {
    try {
      const answer = await fetch(url, { credentials: "include", ...options });
      return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: await answer.text() };
    } catch {
      return "kept back";
    }
  };
  return page.evaluate(send, { url: BASE_URL + path, options });
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

test("hw_03 a page of another origin learns nothing and changes nothing", { timeout: 60_000 }, async () => {
  const page = await pageOf(stranger);
  for (const [path, options] of [
    ["/otp/request", json({ email: "stranger@example.org" })],
    ["/sessions", { headers: { authorization: "Bearer x" } }],
    ["/.well-known/jwks.json", {}],
    ["/dev/inbox.json", {}],
    // Sent without asking, as a form would be: the service takes it for none of its own (HW-04).
    ["/otp/request", { method: "POST", body: '{"email":"stranger@example.org"}' }],
  ]) {
    assert.equal(await call(page, path, options), "kept back", path);
  }
  const inbox = await (await fetch(`${BASE_URL}/dev/inbox.json`)).json();
  assert.ok(!inbox.some(({ to }) => to === "stranger@example.org"), "no code was sent");
  const embedded = await page.evaluate((source) => new Promise((done) => {
    const script = document.createElement("script");
    Object.assign(script, { src: source, onload: () => done("loaded"), onerror: () => done("kept back") });
    document.head.append(script);
  }), `${BASE_URL}/.well-known/jwks.json`);
  assert.equal(embedded, "kept back");
});
