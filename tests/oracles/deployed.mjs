// `openid-client` signs somebody in at an emulated deployment, behind its gateway: by cookies, redirects and bodies that travel in
// events. tests/emulated/run.py starts it, with CLIENT_ID, its REDIRECT_URI and ORIGIN, and MAILS_URL.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as client from "openid-client";
import { BASE_URL, send } from "./base_url.mjs";
import { Browser, asksWho, freshEmail, signIn } from "./pages.mjs";

const { CLIENT_ID, REDIRECT_URI, ORIGIN, MAILS_URL } = process.env;
const SCOPE = "openid email";

/** `fetch` of what has another address than its name says. */
async function fetchThere(url, { method, headers, body }) {
  const answer = await send(url, { method, headers: Object.fromEntries(new Headers(headers)), body: body?.toString() });
  const flat = Object.entries(answer.headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new Response(answer.text, { status: answer.status, headers: flat });
}

/** The code in the last mail that SES took. */
async function codeOf() {
  const { messages } = await (await fetch(MAILS_URL)).json();
  const [code] = Object.values(messages).flat().at(-1).BodyText.match(/^[0-9]{6}(?=\r?$)/m) ?? [];
  assert.ok(code, "no code");
  return code;
}

async function begin(config, more = {}) {
  const kept = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(),
    expectedNonce: client.randomNonce(), idTokenExpected: true,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI, scope: SCOPE, state: kept.expectedState, nonce: kept.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(kept.pkceCodeVerifier), code_challenge_method: "S256", ...more,
  });
  return { kept, url };
}

test("openid-client signs somebody in at the emulated deployment", { timeout: 120_000 }, async () => {
  const config = await client.discovery(new URL(BASE_URL), CLIENT_ID, undefined, client.None(), {
    [client.customFetch]: fetchThere,
  });
  const [browser, email] = [new Browser(), freshEmail()];
  const { kept, url } = await begin(config);
  const back = await signIn(browser, url, email, codeOf);
  assert.equal(back.href.split("?")[0], REDIRECT_URI);
  const tokens = await client.authorizationCodeGrant(config, back, kept);
  assert.deepEqual([tokens.claims().iss, tokens.claims().aud], [BASE_URL, CLIENT_ID]);
  const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  assert.deepEqual([person.email, person.email_verified], [email, true]);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token);

  // A request that is pushed, in the browser that is signed in.
  const pushed = await begin(config);
  const short = await client.buildAuthorizationUrlWithPAR(config, pushed.url.searchParams);
  const second = await client.authorizationCodeGrant(config, await signIn(browser, short, email, codeOf), pushed.kept);
  assert.equal(second.claims().sub, tokens.claims().sub);

  await assert.rejects(client.authorizationCodeGrant(config, back, kept), { error: "invalid_grant" });
  const dead = { error: "invalid_grant" };
  await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token), dead, "a code that came twice ends its grant");
  await client.tokenRevocation(config, second.refresh_token);
  await assert.rejects(client.refreshTokenGrant(config, second.refresh_token), dead);
  const stranger = await begin(config, { prompt: "none" });
  const { left } = await new Browser().go(stranger.url);
  await assert.rejects(client.authorizationCodeGrant(config, left, stranger.kept), { error: "login_required" });
  const anew = await begin(config, { prompt: "login" });
  assert.ok(asksWho(await browser.go(anew.url)));
});

test("hw_03 the client's page reads an answer through the gateway, and no other does", { timeout: 60_000 }, async () => {
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: CLIENT_ID }).toString();
  const form = { "content-type": "application/x-www-form-urlencoded" };
  // What a browser asks before, the emulator answers itself.
  for (const [origin, allowed] of [[ORIGIN, ORIGIN], ["https://evil.example", undefined]]) {
    const answer = await send(`${BASE_URL}/token`, { method: "POST", headers: { ...form, origin }, body });
    assert.deepEqual([answer.status, answer.headers["access-control-allow-origin"]], [400, allowed]);
  }
});
