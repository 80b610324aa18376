// Signs in through the page of a running local server, as a person with a browser would.
//
//   BASE_URL=http://localhost:8080 npm test
//
// Needs chromium at /usr/bin/chromium, or at $CHROMIUM. Every test has its own browser context and its own address.

import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const BASE_URL = process.env.BASE_URL;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Milliseconds until a condition that does not come true fails its test. */
const PATIENCE = 10_000;
const SECURITY_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'",
];

const missing = await whatIsMissing();
if (missing) {
  console.error(missing);
  process.exit(1);
}

/** What the tests need and do not find, in one sentence. */
async function whatIsMissing() {
  if (!BASE_URL) return "BASE_URL is not set: start the local server and set BASE_URL=http://localhost:8080";
  try {
    accessSync(CHROMIUM, constants.X_OK);
  } catch {
    return `No chromium at ${CHROMIUM}: install it (apt-get install chromium), or set CHROMIUM to where it is`;
  }
  try {
    await fetch(BASE_URL);
  } catch (error) {
    return `No server at BASE_URL=${BASE_URL}: ${error.cause?.message ?? error.message}`;
  }
  return undefined;
}

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
});

after(() => browser?.close());

// ---- Helpers ----

/** A test in a browser context of its own. It fails when the browser reports an error that the test did not allow. */
function browserTest(name, run) {
  test(name, { timeout: 60_000 }, async () => {
    const context = await browser.newContext({
      baseURL: BASE_URL,
      locale: "en-GB",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(PATIENCE);
    const errors = [];
    /** Chromium reports each refusal of the API as an error; a test names those that it provokes. */
    const refusals = [];
    context.on("weberror", (error) => errors.push(String(error.error())));
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      const { pathname } = new URL(message.location().url || BASE_URL);
      const allowed = ({ path, status }) => path === pathname && message.text().includes(`status of ${status} `);
      if (!refusals.some(allowed)) errors.push(`${pathname}: ${message.text()}`);
    });
    try {
      await run(await context.newPage(), (path, status) => refusals.push({ path, status }));
      assert.deepEqual(errors, [], "errors in the browser's console");
    } finally {
      await context.close();
    }
  });
}

const freshEmail = () => `browser-${randomUUID()}@example.org`;
/** One of the hundred numbers that are kept for fiction, so that runs share no budget but by chance. */
const freshPhone = () => `+141555501${String(randomInt(100)).padStart(2, "0")}`;

/** Polls until `look` finds something. */
async function eventually(what, look) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(`${what}: not within ${PATIENCE} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function inbox() {
  const response = await fetch(new URL("/dev/inbox.json", BASE_URL));
  assert.equal(response.status, 200);
  return response.json();
}

/** The newest message to `address` beyond those that were there. */
function messageTo(address, beyond = 0) {
  return eventually(`a message to ${address}`, async () => {
    const messages = (await inbox()).filter(({ to }) => to === address);
    return messages.length > beyond && messages[0];
  });
}

function codeIn({ channel, text }) {
  const pattern = channel === "sms" ? /^@\S+ #([0-9A-Z]{6,16})$/ : /^([0-9]{6,8}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})$/;
  const lines = text.trim().split("\n");
  const code = (channel === "sms" ? lines.slice(-1) : lines).map((line) => pattern.exec(line)?.[1]).find(Boolean);
  assert.ok(code, `no code in ${JSON.stringify(text)}`);
  return code;
}

const wrong = (code) => [...code].map((digit) => (Number(digit) + 1) % 10).join("");

/** From the first page to the code step; returns the code that was sent. */
async function askForCode(page, address) {
  const earlier = (await inbox()).filter(({ to }) => to === address).length;
  await page.goto("/");
  await page.getByLabel("Email address or phone number").fill(address);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  return codeIn(await messageTo(address, earlier));
}

async function enter(page, code) {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const signedIn = (page) => page.getByRole("heading", { name: "You are signed in" }).waitFor();

/** Answers the page's requests for codes in the server's place, one by one. Returns their bodies, as they come. */
async function answerRequests(page, ...answers) {
  const asked = [];
  await page.route("**/otp/request", (route) => {
    asked.push(route.request().postDataJSON());
    const { json, ...answer } = answers[asked.length - 1];
    return route.fulfill({ ...answer, contentType: "application/json", body: JSON.stringify(json) });
  });
  return asked;
}

/** Resolves when the element's text matches. */
async function textOf(locator, pattern) {
  return eventually(`${locator} says ${pattern}`, async () => {
    const text = await locator.textContent();
    return pattern.test(text) && text;
  });
}

/** The token's claims as the page shows them, without the readable times. */
async function shownClaims(page) {
  const lines = await page.locator("#claims").evaluate((claims) => {
    const copy = claims.cloneNode(true);
    copy.querySelectorAll("time").forEach((time) => time.remove());
    return copy.textContent;
  });
  return JSON.parse(lines);
}

async function callMe(page) {
  await page.getByRole("button", { name: "Call GET /me" }).click();
  await textOf(page.locator("#call-status"), /^200\b/);
  return JSON.parse(await page.locator("#call-body").textContent());
}

const focusedId = (page) => page.evaluate(() => document.activeElement.id);

// ---- Tests ----

browserTest("a person signs in with an email address and calls the guarded API", async (page) => {
  const email = freshEmail();
  const code = await askForCode(page, email);
  assert.equal(await page.locator("#destination").textContent(), "b•••@example.org");
  assert.match(await page.locator("#life").textContent(), /^(10:00|9:[0-9]{2})$/);
  await enter(page, code);
  await signedIn(page);

  const claims = await shownClaims(page);
  assert.equal(claims.email, email);
  assert.equal(claims.email_verified, true);
  assert.ok(claims.exp > claims.iat);
  assert.equal(JSON.parse(await page.locator("#header").textContent()).typ, "at+jwt");
  const times = await page.locator("#claims time").evaluateAll((all) => all.map((time) => Date.parse(time.dateTime) / 1000));
  for (const name of ["iat", "nbf", "exp", "auth_time"]) assert.ok(times.includes(claims[name]), `${name} is readable`);

  const token = await page.locator("#token").textContent();
  assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  await page.getByRole("button", { name: "Copy" }).click();
  await textOf(page.locator("#copied"), /^Copied/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);

  const me = await callMe(page);
  assert.equal(me.email, email);
  assert.equal(me.sub, claims.sub);
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);

  await page.getByRole("button", { name: "Sign in again" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.locator("#token").textContent(), "");
});

browserTest("a person signs in with a phone number, as an address book writes it", async (page) => {
  const phone = freshPhone();
  const spaced = phone.replace(/^\+1(...)(...)(....)$/, "\u202a+1 ($1)\u00a0$2\u2011$3\u202c");
  const earlier = (await inbox()).filter(({ to }) => to === phone).length;
  await page.goto("/");
  await page.getByLabel("Email address or phone number").fill(spaced);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  assert.equal(await page.locator("#destination").textContent(), `+1•••••••${phone.slice(-3)}`);
  const message = await messageTo(phone, earlier);
  assert.equal(message.channel, "sms");
  await enter(page, codeIn(message));
  await signedIn(page);
  assert.equal((await shownClaims(page)).phone_number, phone);
  assert.equal((await callMe(page)).phone_number, phone);
});

browserTest("a number goes out as one, with its label and in any script", async (page) => {
  await page.goto("/");
  const spelt = ["tel:+447400123459", "TEL:+44-7400-123459", "Mobile: +44 7400 123459", "携帯：＋４４ー７４００ー１２３４５９", "００４４ー７４００ｰ１２３４５９"];
  const sent = { channel: "sms", destination: "+44•••••••459", code_format: "digits", code_length: 6 };
  const answer = { status: 202, json: { ...sent, challenge: "challenge", expires_in: 300, resend_in: 30 } };
  const asked = await answerRequests(page, ...spelt.map(() => answer));
  for (const number of spelt) {
    await page.getByLabel("Email address or phone number").fill(number);
    await page.getByRole("button", { name: "Send code" }).click();
    await page.getByRole("button", { name: "Use another address" }).click();
  }
  assert.deepEqual(asked.map(({ email, phone }) => email ?? { phone }), spelt.map((phone) => ({ phone })));
});

browserTest("a message comes in the first of the browser's languages that messages are written in", async (page) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "languages", { get: () => ["nb-NO", "de-CH", "en"] });
  });
  const email = freshEmail();
  await askForCode(page, email);
  assert.match((await messageTo(email)).text, /^Ihr Code für /);
});

browserTest("a wrong code is refused in words, and the right one still works", async (page, allowRefusal) => {
  allowRefusal("/otp/verify", 401);
  const code = await askForCode(page, freshEmail());
  const input = page.getByLabel("Code", { exact: true });
  const problem = page.locator("#code-problem");
  await enter(page, wrong(code));
  await textOf(problem, /not accepted/);
  assert.equal(await input.getAttribute("aria-invalid"), "true");
  assert.ok((await input.getAttribute("aria-describedby")).split(" ").includes("code-problem"));
  assert.equal(await focusedId(page), "code");

  allowRefusal("/otp/verify", 400);
  for (const none of ["12", "+" + code, code + "0 0", code.replace(/.$/, "O")]) {
    await enter(page, none);
    await textOf(problem, /^The code has [6-8] digits\.$/);
  }
  await enter(page, "");
  await textOf(problem, /^The code has [6-8] digits\.$/);

  await enter(page, code);
  await signedIn(page);
});

browserTest("a code is taken as it is typed, pasted and filled in", async (page) => {
  const fullWidth = (code) => [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("");
  for (const spell of [
    (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
    (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
    (code) => `${code.slice(0, 3)}\u00a0\u2013 ${code.slice(3)}`,
    fullWidth,
    (code) => [...code].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join(""),
  ]) {
    const code = await askForCode(page, freshEmail());
    const input = page.getByLabel("Code", { exact: true });
    await input.pressSequentially(spell(code));
    assert.equal(await input.inputValue(), spell(code), "nothing is cut");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await signedIn(page);
  }
});

browserTest("a reload at the code step keeps the attempt, and using another address leaves it", async (page, allowRefusal) => {
  const email = freshEmail();
  const input = page.getByLabel("Code", { exact: true });
  const kept = () => page.evaluate(() => sessionStorage.length);
  const code = await askForCode(page, email);
  const destination = await page.locator("#destination").textContent();
  await input.fill(code);
  await page.reload();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  assert.equal(await page.locator("#destination").textContent(), destination);
  assert.match(await page.locator("#life").textContent(), /^(10:00|9:[0-9]{2})$/);
  assert.match(await page.locator("#resend").textContent(), /^Send again in 0:[0-9]{2}$/);
  assert.match(await page.locator("#code-length").textContent(), /^[6-8] digits\.$/);
  assert.equal(await focusedId(page), "code");
  assert.equal(await input.inputValue(), "", "the code itself is not kept");
  const stored = await page.evaluate(() => JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage }));
  assert.ok(!stored.includes(code), "nor anywhere");
  assert.equal((await inbox()).filter(({ to }) => to === email).length, 1, "no send was spent");

  allowRefusal("/otp/verify", 401);
  await enter(page, wrong(code));
  await textOf(page.locator("#code-problem"), /not accepted/);
  await page.reload();
  await enter(page, code);
  await signedIn(page);
  assert.equal(await kept(), 0);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();

  await askForCode(page, freshEmail());
  await page.reload();
  assert.equal(await kept(), 1);
  await page.getByRole("button", { name: "Use another address" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await kept(), 0);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

browserTest("a reload after a code has expired begins anew, and after a reload the attempt is sent again for", async (page) => {
  await page.clock.install();
  await page.goto("/");
  const sent = { channel: "email", destination: "a•••@example.org", code_format: "base32", code_length: 16, resend_in: 30 };
  const asked = await answerRequests(page, ...["first", "second"].map((challenge) => ({
    status: 202, json: { ...sent, challenge, expires_in: 300 },
  })));
  await page.getByLabel("Email address or phone number").fill("ada@example.org");
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  await page.clock.fastForward(31_000);
  await page.reload();
  assert.equal(await page.locator("#code-length").textContent(), "16 letters and digits.");
  await page.getByRole("button", { name: "Send again" }).click();
  await textOf(page.locator("#resend-note"), /new code was sent/);
  assert.deepEqual(asked.map(({ email, challenge }) => [email, challenge]), [
    ["ada@example.org", undefined], ["ada@example.org", "first"],
  ]);
  await page.clock.fastForward(301_000);
  await textOf(page.locator("#expired"), /has expired/);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

browserTest("where wrong codes were tried a long code comes, and is typed in any case and with or without hyphens", async (page, allowRefusal) => {
  allowRefusal("/otp/verify", 401);
  allowRefusal("/otp/verify", 400);
  const email = freshEmail();
  const post = (path, body) => fetch(new URL(path, BASE_URL), {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  for (let sent = 0; sent < 4; sent += 1) {
    const { challenge } = await (await post("/otp/request", { email })).json();
    const code = wrong(codeIn(await messageTo(email, sent)));
    for (let guess = 0; guess < 5; guess += 1) assert.equal((await post("/otp/verify", { challenge, code })).status, 401);
  }
  const code = await askForCode(page, email);
  assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  const input = page.getByLabel("Code", { exact: true });
  assert.equal(await input.getAttribute("inputmode"), "text");
  assert.equal(await page.locator("#code-length").textContent(), "16 letters and digits.");
  await enter(page, code.slice(1));
  await textOf(page.locator("#code-problem"), /has 16 letters and digits/);
  await enter(page, code.replace(/.$/, (last) => (last === "0" ? "1" : "0")));
  await textOf(page.locator("#code-problem"), /not accepted/);
  await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${code}\n`);
  await input.fill("");
  await input.press("Control+V");
  assert.equal((await input.inputValue()).trim(), code);
  await enter(page, code.toLowerCase().replaceAll("-", " "));
  await signedIn(page);
  const [cookie, ...others] = await page.context().cookies();
  assert.match(cookie.name, /^__Host-device-[\w-]{8}$/);
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, others], [true, true, "Strict", []]);
});

browserTest("a device is known again without TLS under either name of the laptop", async (page) => {
  const post = (path, body) =>
    page.evaluate(async ([path, body]) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      return answer.json();
    }, [path, body]);
  for (const name of ["127.0.0.1", "localhost"]) {
    const { origin } = Object.assign(new URL(BASE_URL), { hostname: name });
    const email = freshEmail();
    await page.goto(`${origin}/`);
    const { challenge } = await post("/otp/request", { email });
    const tokens = await post("/otp/verify", { challenge, code: codeIn(await messageTo(email)) });
    assert.ok(tokens.access_token, `${origin}: ${JSON.stringify(tokens)}`);
    const [again] = await Promise.all([page.waitForRequest("**/otp/request"), post("/otp/request", { email })]);
    assert.match((await again.allHeaders()).cookie ?? "no cookie", /^__Host-device-[\w-]{8}=[\w-]+$/, origin);
    await page.context().clearCookies();
  }
});

browserTest("a code may be sent again after the countdown", async (page, allowRefusal) => {
  // The browser's clock runs ahead of the server's, which may find that it is still too soon.
  allowRefusal("/otp/request", 429);
  await page.clock.install();
  const email = freshEmail();
  await askForCode(page, email);
  const resend = page.locator("#resend");
  assert.ok(await resend.isDisabled());
  const seconds = Number((await textOf(resend, /^Send again in 0:[0-9]{2}$/)).slice(-2));
  await page.clock.fastForward(5_000);
  await eventually("the countdown moves", async () => Number((await resend.textContent()).slice(-2)) <= seconds - 4);
  assert.ok(await resend.isDisabled());
  await page.clock.fastForward(30_000);
  await eventually("the button is enabled", () => resend.isEnabled());
  assert.equal(await resend.textContent(), "Send again");

  const asked = page.waitForRequest("**/otp/request");
  await resend.click();
  assert.equal(typeof (await asked).postDataJSON().challenge, "string", "the same attempt goes on");
  const status = (await (await asked).response()).status();
  if (status === 202) {
    await textOf(page.locator("#resend-note"), /new code was sent/);
  } else {
    assert.equal(status, 429);
    await textOf(page.locator("#resend-problem"), /moment ago.*Try again in [0-9]+ seconds?\.$/);
  }
  await textOf(resend, /^Send again in [0-9]+:[0-9]{2}$/);
  assert.ok(await resend.isDisabled());
  assert.equal(await focusedId(page), "code");

  await enter(page, codeIn(await messageTo(email)));
  await signedIn(page);
});

browserTest("an expired code is said to be so, and the next one is for a new attempt", async (page) => {
  await page.clock.install();
  await page.goto("/");
  const answers = [{ challenge: "first", expires_in: 300 }, { challenge: "second", expires_in: 600 }];
  const asked = await answerRequests(page, ...answers.map((answer) => ({
    status: 202,
    json: { channel: "email", destination: "a•••@example.org", code_format: "digits", code_length: 8, resend_in: 30, ...answer },
  })));
  await page.getByLabel("Email address or phone number").fill("ada@example.org");
  await page.getByRole("button", { name: "Send code" }).click();
  await textOf(page.locator("#life"), /^(5:00|4:5[0-9])$/);
  assert.equal(await page.locator("#code-length").textContent(), "8 digits.");
  await page.clock.fastForward(301_000);
  await textOf(page.locator("#expired"), /has expired/);
  await page.getByRole("button", { name: "Send again" }).click();
  await textOf(page.locator("#life"), /^(10:00|9:5[0-9])$/);
  assert.equal(await page.locator("#expired").textContent(), "");
  assert.deepEqual(asked.map(({ challenge }) => challenge), [undefined, undefined]);
});

browserTest("a code that could not be sent is asked for again with the same attempt", async (page, allowRefusal) => {
  allowRefusal("/otp/request", 503);
  await page.goto("/");
  const notSent = { title: "The code could not be sent.", status: 503, code: "not-sent", challenge: "kept" };
  const asked = await answerRequests(page, ...Array(3).fill({ status: 503, headers: { "retry-after": "1" }, json: notSent }));
  const input = page.getByLabel("Email address or phone number");
  for (const [round, address] of ["ada@example.org", "ada@example.org", "bob@example.org"].entries()) {
    await input.fill(address);
    await page.getByRole("button", { name: "Send code" }).click();
    await textOf(page.locator("#address-problem"), /could not be sent\. Try again in 1 second\.$/);
    assert.equal(asked.length, round + 1);
  }
  assert.deepEqual(asked.map(({ challenge }) => challenge), [undefined, "kept", undefined]);
});

browserTest("a spent budget shows how long to wait, for this address only", async (page, allowRefusal) => {
  allowRefusal("/otp/request", 429);
  await page.goto("/");
  const spent = { title: "Too many codes were sent there.", status: 429, code: "too-many-codes" };
  await answerRequests(page, { status: 429, headers: { "retry-after": "3000" }, json: spent });
  const input = page.getByLabel("Email address or phone number");
  const send = page.locator("#request");
  await input.fill("ada@example.org");
  await send.click();
  await textOf(page.locator("#address-problem"), /^Too many codes were sent there\. Try again in 50 minutes\.$/);
  await textOf(send, /^Try again in (50:00|49:[0-9]{2})$/);
  assert.ok(await send.isDisabled());
  assert.equal(await input.getAttribute("aria-invalid"), null, "nothing is wrong with the address");
  await input.fill("bob@example.org");
  assert.ok(await send.isEnabled());
  assert.equal(await send.textContent(), "Send code");
});

browserTest("a bad address is answered with the server's rule next to the field", async (page, allowRefusal) => {
  allowRefusal("/otp/request", 400);
  await page.goto("/");
  const input = page.getByLabel("Email address or phone number");
  const send = page.getByRole("button", { name: "Send code" });
  const problem = page.locator("#address-problem");
  for (const [address, rule] of [
    ["ada@", "must have a domain after the @"],
    ["ada.example.org", "needs an @, as in name@example.org"],
    ["ada", "needs an @, as in name@example.org"],
    ["a@my_corp.example.com", "must have letters, digits, hyphens and dots after the @, not _"],
    ["12345", "must begin with + and the country code, as in +12025550143"],
    ["07400 123 456", "must begin with + and the country code, as in +12025550143"],
    ["+39 0347 1234567", "must not have a 0 after the country code, perhaps +393471234567"],
    ["+44 7400 12345 x6", "must have nothing but digits after the +, not x"],
    ["tel:07400123456", "must begin with + and the country code, as in +12025550143"],
    ["Mobile: 07400 123456", "must begin with + and the country code, as in +12025550143"],
    ["Mobile +44 7400 123456", "must begin with + and the country code, as in +12025550143"],
    ["０７４００ー１２３４５６", "must begin with + and the country code, as in +12025550143"],
    ["mailto:ada.example.org", "needs an @, as in name@example.org"],
    [" ada example.org ", "needs an @, as in name@example.org"],
    ["ada+1.example.org", "needs an @, as in name@example.org"],
  ]) {
    await input.fill(address);
    assert.equal(await problem.textContent(), "", "typing clears the last problem");
    const answered = page.waitForResponse("**/otp/request");
    await send.click();
    await answered;
    const subject = rule.includes("@") ? "email address" : "phone number";
    await eventually("the rule is shown", async () => (await problem.textContent()) === `The ${subject} ${rule}.`);
    assert.equal(await input.getAttribute("aria-invalid"), "true");
    assert.equal(await problem.getAttribute("aria-live"), "polite");
    assert.ok((await input.getAttribute("aria-describedby")).split(" ").includes("address-problem"));
    assert.equal(await focusedId(page), "address");
  }
});

browserTest("the inbox shows each message as it comes, and its code", async (page) => {
  const viewer = await page.context().newPage();
  await viewer.goto("/dev/inbox");
  await textOf(viewer.locator("#state"), /^[0-9]+ messages?$/);

  const email = freshEmail();
  const code = await askForCode(page, email);
  await viewer.bringToFront();
  const message = viewer.getByRole("article").filter({ hasText: email });
  await message.waitFor();
  assert.equal(await message.locator('[data-part="channel"]').textContent(), "Email");
  assert.equal(await message.locator('[data-part="code"]').textContent(), code);
  const newest = viewer.getByRole("article").first();
  assert.equal(await newest.locator('[data-part="to"]').textContent(), email);

  await message.getByRole("button", { name: "Copy" }).click();
  await textOf(message.locator('[data-part="copied"]'), /^Copied/);
  assert.equal(await viewer.evaluate(() => navigator.clipboard.readText()), code);

  const frame = message.locator("iframe");
  const shown = frame.contentFrame().getByText(code, { exact: true });
  await shown.waitFor();
  await eventually("the mail has its own style", () => shown.evaluate((cell) => cell.style.length > 0));
  const background = () => shown.evaluate((cell) => getComputedStyle(cell.ownerDocument.body).backgroundColor);
  const light = await background();
  await viewer.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await background(), light, "a mail is dark where its reader's screen is");

  const [{ id }] = await inbox();
  await eventually("an empty inbox says so", async () => {
    await viewer.route("**/dev/inbox.json", (route) => route.fulfill({ json: [] }));
    return viewer.getByText("No messages yet.").isVisible();
  });
  assert.equal(await viewer.locator(`li[data-id="${id}"]`).count(), 0);
});

browserTest("OTP-23: the code field lets phones fill in the code", async (page) => {
  const code = await askForCode(page, freshEmail());
  const input = page.getByLabel("Code", { exact: true });
  const attributes = await input.evaluate((field) =>
    Object.fromEntries(["type", "autocomplete", "inputmode", "maxlength", "pattern"].map((name) => [name, field.getAttribute(name)])),
  );
  // A length or a pattern would cut or refuse `430 062`, as some phones fill it in.
  assert.deepEqual(attributes, {
    type: "text", autocomplete: "one-time-code", inputmode: "numeric", maxlength: null, pattern: null,
  });
  await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${code.slice(0, 3)} ${code.slice(3)}\n`);
  await input.press("Control+V");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await signedIn(page);
});

browserTest("the pages are sent with a policy that allows no inline script or style", async (page) => {
  for (const path of ["/", "/dev/inbox"]) {
    const policy = (await page.goto(path)).headers()["content-security-policy"] ?? "";
    const directives = policy.split(";").map((directive) => directive.trim());
    for (const directive of SECURITY_POLICY) assert.ok(directives.includes(directive), `${path}: ${directive} in ${policy}`);
    assert.ok(!policy.includes("unsafe"), policy);
  }
});

browserTest("a person signs in with the keyboard alone", async (page) => {
  const email = freshEmail();
  const { keyboard } = page;
  const tabTo = async (id) => {
    for (let presses = 0; (await focusedId(page)) !== id; presses += 1) {
      assert.ok(presses < 10, `${id} is not among the next ten stops of the Tab key`);
      await keyboard.press("Tab");
    }
  };
  await page.goto("/");
  await eventually("the address field has the focus", async () => (await focusedId(page)) === "address");
  await keyboard.type(email);
  await keyboard.press("Enter");
  await eventually("the code field has the focus", async () => (await focusedId(page)) === "code");

  await tabTo("start-over");
  await keyboard.press("Enter");
  assert.equal(await focusedId(page), "address");
  assert.equal(await page.locator("#address").inputValue(), email, "the address need not be typed again");
  await keyboard.press("Enter");
  await eventually("the code field has the focus", async () => (await focusedId(page)) === "code");

  await keyboard.type(codeIn(await messageTo(email, 1)));
  await keyboard.press("Enter");
  await eventually("the result has the focus", async () => (await focusedId(page)) === "token-title");
  await tabTo("call");
  await keyboard.press("Space");
  await textOf(page.locator("#call-status"), /^200\b/);
  assert.equal(JSON.parse(await page.locator("#call-body").textContent()).email, email);
});
