// The examples that need no browser with JavaScript, each as `examples/start` starts it beside a local issuer:
//
//   examples/start web-app node --test tests/oracles/examples.mjs

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BASE_URL } from "./base_url.mjs";
import { Browser, asksWho, codeTo, freshEmail, signIn } from "./pages.mjs";

const { EXAMPLE, APP_URL } = process.env;
const skipUnless = (...names) => ({ timeout: 60_000, skip: !names.includes(EXAMPLE) && `this is ${EXAMPLE}` });

test("a web app guards a page, and signs out here and at the issuer", skipUnless("web-app", "node-web-app"), async () => {
  const browser = new Browser([BASE_URL, APP_URL]);
  const email = freshEmail();
  assert.match((await browser.go(`${APP_URL}/`)).html, /Nobody is signed in/);
  let page = await browser.go(`${APP_URL}/account`);
  assert.ok(asksWho(page), page.html);
  page = await browser.submit(page, "/signin/code", { identifier: email });
  page = await browser.submit(page, "/signin/check", { code: await codeTo(email) });
  page = await browser.submit(page, "/signin/consent", { answer: "yes" });
  assert.equal(page.url.href, `${APP_URL}/account`, page.html);
  assert.ok(page.html.includes(`<p>${email}</p>`), page.html);
  const stranger = new Browser([APP_URL]);
  assert.equal((await stranger.go(`${APP_URL}/account`)).left?.origin, BASE_URL, "another browser is nobody");

  page = await browser.submit(page, "/sign-out");
  assert.equal(page.url.href, `${APP_URL}/`);
  assert.match(page.html, /Nobody is signed in/);
  assert.ok(asksWho(await browser.go(`${APP_URL}/account`)));
});

test("a web app takes no answer to another browser's question", skipUnless("web-app", "node-web-app"), async () => {
  const attacker = new Browser();
  const { left } = await new Browser([APP_URL]).go(`${APP_URL}/sign-in`);
  const back = await signIn(attacker, left);
  const asking = new Browser([APP_URL]);
  await asking.go(`${APP_URL}/sign-in`);
  for (const victim of [asking, new Browser([APP_URL])]) {
    assert.equal((await victim.go(back)).status, 400);
    assert.equal((await victim.go(`${APP_URL}/account`)).left?.origin, BASE_URL, "and is nobody");
  }
});

test("command-line prints who has signed in", skipUnless("command-line"), async () => {
  const program = fileURLToPath(new URL("../../target/debug/command-line", import.meta.url));
  const command = spawn(program, [BASE_URL], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(command, "exit");
  let url;
  for await (const line of createInterface(command.stderr)) {
    url = line.match(/^ +(http\S+)$/)?.[1];
    if (url) break;
  }
  const back = await signIn(new Browser(), url);
  const foreign = new URL(back);
  foreign.searchParams.set("state", "another");
  await fetch(foreign);
  const answer = await fetch(back);
  assert.match(await answer.text(), /close this page/);
  const printed = await text(command.stdout);
  assert.deepEqual(await ended, [0, null]);
  const claims = JSON.parse(printed);
  assert.deepEqual([claims.iss, claims.aud, claims.acr], [BASE_URL, ["command-line"], "otp"]);
});
