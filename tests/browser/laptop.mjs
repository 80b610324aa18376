// What a laptop has besides the service, in a real browser: the inbox with mails as they look, the service's clock, a token
// in words, and the table. With SCREENSHOTS=folder it leaves pictures there, to be looked at. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { AXE, WCAG, violations } from "./axe_core.mjs";
import { codeTo, startBrowser, startLocal, startOrigin } from "./local.mjs";

const { SCREENSHOTS } = process.env;
/** The narrowest that pages must fit (WCAG 2.2, 1.4.10). */
const NARROWEST = 320;
/** Milliseconds until a condition that does not come true fails its test. */
const PATIENCE = 15_000;
/** More stops of the tabulator than any page has before what is looked for. */
const MOST_STOPS = 12;
const PAGES = ["/dev/inbox", "/dev/token", "/dev/table"];

let browser, local;

before(async () => {
  local = await startLocal();
  browser = await startBrowser();
  if (SCREENSHOTS) mkdirSync(SCREENSHOTS, { recursive: true });
});

after(async () => {
  await browser?.close();
  local?.end();
});

/** A test in a browser context of its own; an error in the browser's console that was not announced fails it. */
function browserTest(name, options, run) {
  test(name, { timeout: 120_000 }, async () => {
    const context = await browser.newContext({ baseURL: local.url, locale: "en-GB", timezoneId: "UTC", ...options });
    context.setDefaultTimeout(PATIENCE);
    const [errors, announced] = [[], []];
    context.on("weberror", (error) => errors.push(String(error.error())));
    context.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await run(await context.newPage(), (pattern) => announced.push(pattern));
    assert.deepEqual(errors.filter((error) => !announced.some((pattern) => pattern.test(error))), []);
    await context.close();
  });
}

async function post(path, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(local.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, ...(await answer.json()) };
}

const freshEmail = () => `laptop-${randomUUID()}@example.org`;

/** Signs in by the JSON interface: what `/otp/verify` answers. */
async function signIn(email = freshEmail()) {
  const { challenge } = await post("/otp/request", { email });
  return post("/otp/verify", { challenge, code: await codeTo(local.url, email) });
}

const says = (page, text) => page.getByText(text).waitFor();

async function picture(page, name) {
  if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
}

browserTest("the clock is put forward past a code's life, and the code is refused", {}, async (page, announce) => {
  announce(/status of 401/);
  const email = freshEmail();
  await page.goto("/");
  await page.getByLabel("Email address or phone number").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  const code = await codeTo(local.url, email);

  const inbox = await page.context().newPage();
  await inbox.goto("/dev/inbox");
  const clock = inbox.getByRole("region", { name: "The service’s clock" });
  const before = Date.parse(await clock.locator("time").getAttribute("datetime"));
  await clock.getByText("the same as this machine’s").waitFor();
  await clock.getByRole("button", { name: "+10 minutes" }).click();
  await clock.getByText("10 minutes ahead of this machine").waitFor();
  const now = Date.parse(await clock.locator("time").getAttribute("datetime"));
  assert.ok(now - before >= 600_000, `${now - before}`);

  await page.bringToFront();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator("#code-problem").filter({ hasText: "not accepted" }).waitFor();

  // By the keyboard, and a day further: what is sent then comes at that time.
  await inbox.bringToFront();
  const day = clock.getByRole("button", { name: "+1 day" });
  for (let stop = 0; !(await day.evaluate((button) => button === document.activeElement)); stop += 1) {
    assert.ok(stop < MOST_STOPS, "the keyboard does not reach the button");
    await inbox.keyboard.press("Tab");
  }
  await inbox.keyboard.press("Enter");
  await clock.getByText("1 day 10 minutes ahead of this machine").waitFor();
  const late = freshEmail();
  await post("/otp/request", { email: late });
  const message = inbox.getByRole("article").filter({ hasText: late });
  await message.waitFor();
  const sent = Date.parse(await message.locator("time").getAttribute("datetime"));
  assert.ok(sent - before >= 87_000_000, "by the service's clock");
});

browserTest("the inbox shows a mail as it looks and a text message as a phone does", {}, async (page) => {
  const email = freshEmail();
  await page.goto("/dev/inbox");
  await post("/otp/request", { email });
  const mail = page.getByRole("article").filter({ hasText: email });
  const frame = mail.locator("iframe");
  await frame.waitFor();
  const code = await codeTo(local.url, email);
  await frame.contentFrame().getByText(code, { exact: true }).waitFor();
  await page.waitForFunction((frame) => frame.offsetHeight >= frame.contentDocument.documentElement.offsetHeight,
    await frame.elementHandle());
  const may = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
  assert.equal(await frame.getAttribute("sandbox"), may, "no script may run in a mail");
  const text = mail.locator("pre");
  assert.equal(await text.isVisible(), false);
  await mail.getByText("Text part").click();
  assert.match(await text.textContent(), new RegExp(`^ *${code}$`, "m"));
  // An icon is asked for, and there is none.
  await page.context().route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  const opened = page.context().waitForEvent("page");
  await frame.contentFrame().getByRole("link").click();
  const tab = await opened;
  await tab.getByRole("heading", { level: 1 }).waitFor();
  assert.ok(tab.url().startsWith(`${local.url}/signin/link`), `the mail's link leads to ${tab.url()}`);
  assert.equal(await tab.evaluate(() => window.opener), null);

  await post("/otp/request", { phone: "+14155550123" });
  const message = page.getByRole("article").filter({ hasText: "+14155550123" });
  await message.getByText(/@localhost #\d{6}$/).waitFor();
  assert.equal(await message.locator("iframe, pre").count(), 0, "it has no other part");
});

browserTest("a token is read where it is, and judged by the issuer's keys and the service's clock", {}, async (page) => {
  const called = [];
  page.on("request", (request) => called.push(new URL(request.url()).pathname + (request.postData() ?? "")));
  const { access_token: token, refresh_token: sealed } = await signIn();
  await page.goto("/dev/token");
  const field = page.getByLabel("Token", { exact: true });
  await field.fill(`Bearer ${token.slice(0, 40)}\n ${token.slice(40)}`);
  await says(page, "A key of this issuer has signed it.");
  await says(page, "An access token");
  await says(page, /^It expires in 1[45] minutes/);
  const times = await page.locator("#claims time").allTextContents();
  assert.ok(times.length === 4 && times.every((time) => /^\d+ \w+ \d{4}.*(ago|in \d+ minutes|in 0 seconds)$/.test(time)), `${times}`);
  assert.equal(JSON.parse(await page.locator("#header").textContent()).alg, "ES256");
  await picture(page, "token");

  const [header, claims, signature] = token.split(".");
  const other = Buffer.from(claims, "base64url").toString().replace(/"sub":"[^"]*"/, '"sub":"<img src=x onerror=alert(1)>"');
  await field.fill([header, Buffer.from(other).toString("base64url"), signature].join("."));
  await says(page, /whose signature this is not/);
  assert.equal(await page.locator("img").count(), 0);
  assert.match(await page.locator("#claims").textContent(), /<img src=x/);
  const headerOf = (changes) => Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(header, "base64url")), ...changes }));
  for (const [changes, verdict] of [
    [{ kid: "another" }, /there is none of this name/],
    [{ alg: "none" }, /there is none of this name/],
    [{ alg: "RS256" }, /there is none of this name/],
    [{ alg: "HS256" }, /shared secret/],
  ]) {
    await field.fill([headerOf(changes).toString("base64url"), claims, signature].join("."));
    await says(page, verdict);
    assert.equal(await page.getByText("A key of this issuer has signed it.").count(), 0);
  }
  await field.fill(sealed);
  await says(page, /^Sealed: refresh tokens/);
  assert.equal(await page.locator("#parts").isVisible(), false);
  await field.fill("nothing.of.ours");
  await says(page, "This is no token of the service.");

  await post("/dev/clock", { seconds: 3600 });
  await field.fill(token);
  await says(page, /^It expired 45 minutes ago/);
  await says(page, "A key of this issuer has signed it.");
  const parts = [...token.split("."), sealed];
  assert.ok(!called.some((call) => parts.some((part) => call.includes(part))), "it was sent somewhere");
});

browserTest("the table shows that nothing in it can be read", {}, async (page) => {
  await page.goto("/dev/table");
  await says(page, /^StateTable: \d+ items?, \d+ bytes$/);
  const email = `somebody-${freshEmail()}`;
  await signIn(email);
  await page.getByRole("button", { name: "Read again" }).click();
  for (const kind of ["account", "identity", "session"]) {
    await page.getByRole("heading", { name: new RegExp(`^${kind} `) }).waitFor();
  }
  const account = page.locator("section").filter({ has: page.getByRole("heading", { name: /^account / }) });
  await account.getByText("kept for good").first().waitFor();
  await account.getByText(/opaque bytes/).last().click();
  const dump = account.getByRole("group", { name: "The bytes of state" }).last();
  assert.match(await dump.textContent(), /^0000 {2}(?:[0-9a-f]{2} ){8} {1}.{8}$/m);
  const everything = await page.locator("main").textContent();
  for (const readable of [email, email.split("@")[0], "example.org"]) assert.ok(!everything.includes(readable), readable);
});

for (const colorScheme of ["light", "dark"]) {
  browserTest(`the pages fit a narrow screen and lead to each other (${colorScheme})`, {
    colorScheme, viewport: { width: NARROWEST, height: 640 },
  }, async (page) => {
    const { access_token: token } = await signIn(`a-long-name-${freshEmail()}`);
    for (const path of PAGES) {
      const policy = (await page.goto(path)).headers()["content-security-policy"];
      assert.ok(/default-src 'none'/.test(policy) && !/unsafe/.test(policy), policy);
      if (path === "/dev/inbox") await page.locator("iframe").first().waitFor();
      if (path === "/dev/token") {
        await page.getByLabel("Token", { exact: true }).fill(token);
        await page.locator("#claims time").first().waitFor();
      }
      if (path === "/dev/table") {
        await page.getByText(/opaque bytes/).first().waitFor();
        for (const summary of await page.locator("summary").all()) await summary.click();
      }
      const found = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth, headings: document.querySelectorAll("h1").length,
        unlabelled: [...document.querySelectorAll("textarea")].filter(({ labels }) => !labels.length).length,
      }));
      assert.deepEqual(found, { width: NARROWEST, headings: 1, unlabelled: 0 }, path);
      const links = await page.getByRole("navigation").getByRole("link").evaluateAll((all) => all.map(({ pathname }) => pathname));
      for (const other of ["/", ...PAGES, "/dev/gallery"]) assert.ok(links.includes(other), `${path}: ${other} in ${links}`);
      assert.equal(await page.locator("nav a[aria-current=page]").count(), 1);
      // The frames of mails it looks at in the gallery.
      await page.evaluate(AXE);
      const faults = await violations(page, [...WCAG, "best-practice"]);
      assert.deepEqual(faults.filter((fault) => !fault.startsWith("frame-tested: ")), [], path);
      await picture(page, `${path.slice(5)}-${colorScheme}`);
    }
  });
}

browserTest("a page of another origin reads and changes nothing", {}, async (page, announce) => {
  announce(/CORS|Failed to load/);
  // Another port of this machine: the same site, and another origin.
  await page.goto(`${await startOrigin(() => ["text/html", "<!doctype html><title>app</title>"])}/`);
  const before = await (await fetch(`${local.url}/dev/clock`)).json();
  const failed = (path, options) => page.evaluate(([url, options]) =>
    fetch(url, options).then(() => false, () => true), [local.url + path, options]);
  for (const path of ["/dev/inbox.json", "/dev/table.json", "/dev/clock"]) assert.ok(await failed(path, {}), path);
  assert.ok(await failed("/dev/clock", { method: "POST", headers: { "content-type": "application/json" }, body: '{"seconds":60}' }));
  await page.evaluate((url) => fetch(url, { method: "POST", mode: "no-cors", body: '{"seconds":60}' }).catch(() => {}),
    `${local.url}/dev/clock`);
  assert.equal((await (await fetch(`${local.url}/dev/clock`)).json()).ahead, before.ahead);
});
