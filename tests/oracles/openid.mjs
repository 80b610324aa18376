// `openid-client` and `oauth4webapi` sign users in at a running local server as web and single-page apps do, through pages
// that know no JavaScript. `with_clients.sh` registers the clients.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { BASE_URL } from "./base_url.mjs";
import { Browser, asksWhetherToGoOn, asksWho, codeTo, freshEmail, signIn } from "./pages.mjs";

const { SECRET_SHOP, SECRET_LEGACY } = process.env;
const API = "https://api.example.org";
const SHOP = { id: "shop", redirectUri: "https://shop.example.org/callback", scope: "openid email offline_access" };
const DASHBOARD = { id: "dashboard", redirectUri: "https://dashboard.example.org/callback", scope: "openid email phone" };
const insecure = { execute: [client.allowInsecureRequests] };

const discover = (id, authentication) => client.discovery(new URL(BASE_URL), id, undefined, authentication, insecure);

/** What an app keeps between sending its user here and getting them back. */
async function begin(config, { redirectUri, scope }, more = {}) {
  const kept = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(),
    expectedNonce: client.randomNonce(), idTokenExpected: true,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope, state: kept.expectedState, nonce: kept.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(kept.pkceCodeVerifier), code_challenge_method: "S256",
    ...more,
  });
  return { kept, url };
}

/** Signs somebody in: the tokens, and the browser that it happened in. */
async function session(config, app, { browser = new Browser(), email = freshEmail(), ...more } = {}) {
  const { kept, url } = await begin(config, app, more);
  const back = await signIn(browser, url, email);
  const tokens = await client.authorizationCodeGrant(config, back, kept);
  return { tokens, browser, email, back, kept };
}

describe("openid-client", () => {
  for (const [name, id, authentication, app] of [
    ["a public client", "dashboard", () => client.None(), DASHBOARD],
    ["a confidential one by basic", "shop", () => client.ClientSecretBasic(SECRET_SHOP), SHOP],
    ["a confidential one by post", "shop", () => client.ClientSecretPost(SECRET_SHOP), SHOP],
  ]) {
    test(`${name}: signs in, asks who it is, refreshes and signs out`, async () => {
      const config = await discover(id, authentication());
      const metadata = config.serverMetadata();
      assert.equal(metadata.issuer, BASE_URL);
      assert.ok(metadata.supportsPKCE(), "S256 is in the metadata");
      assert.equal(metadata.authorization_response_iss_parameter_supported, true);

      const { tokens, browser, email, back } = await session(config, app);
      assert.deepEqual([back.href.split("?")[0], back.searchParams.get("iss")], [app.redirectUri, BASE_URL]);
      const claims = tokens.claims();
      assert.deepEqual([claims.iss, claims.aud, claims.acr, claims.amr], [BASE_URL, id, "otp", ["otp", "email"]]);
      assert.equal(claims.email, undefined, "contact claims stand in /userinfo");

      const person = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
      assert.deepEqual([person.sub, person.email, person.email_verified], [claims.sub, email, true]);

      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
      assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
      const still = await client.fetchUserInfo(config, refreshed.access_token, claims.sub);
      assert.equal(still.email, email);

      const [home, state] = [new URL("/", app.redirectUri).href, client.randomState()];
      const url = client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: home, id_token_hint: tokens.id_token, state,
      });
      assert.equal((await browser.go(url)).left?.href, `${home}?state=${state}`);
      const { url: next } = await begin(config, app);
      assert.ok(asksWho(await browser.go(next)), "nobody is signed in in this browser any more");
      const signedOut = { error: "invalid_grant" };
      let last = refreshed.refresh_token;
      // Offline access goes on without the browser's session, until it is revoked.
      if (app.scope.includes("offline_access")) {
        last = (await client.refreshTokenGrant(config, last)).refresh_token;
        await client.tokenRevocation(config, last);
      }
      await assert.rejects(client.refreshTokenGrant(config, last), signedOut);
    });
  }

  test("takes the user straight back where they are signed in, and tells where they are not", async () => {
    const config = await discover("dashboard", client.None());
    const { browser, tokens } = await session(config, DASHBOARD);
    const { kept, url } = await begin(config, DASHBOARD, { prompt: "none", id_token_hint: tokens.id_token });
    const { left } = await browser.go(url);
    const second = await client.authorizationCodeGrant(config, left, kept);
    assert.equal(second.claims().sub, tokens.claims().sub);
    assert.notEqual(second.claims().sid, tokens.claims().sid);

    const stranger = await begin(config, DASHBOARD, { prompt: "none" });
    const { left: refused } = await new Browser().go(stranger.url);
    await assert.rejects(client.authorizationCodeGrant(config, refused, stranger.kept), { error: "login_required" });

    const old = await begin(config, DASHBOARD, { max_age: "0" });
    assert.ok(asksWho(await browser.go(old.url)), "older than the client takes");
    const anew = await begin(config, DASHBOARD, { prompt: "login" });
    assert.ok(asksWho(await browser.go(anew.url)));
  });

  test("gets an access token for the API that it names, and asks for consent once", async () => {
    const config = await discover("shop", client.ClientSecretBasic(SECRET_SHOP));
    const app = { ...SHOP, scope: "openid orders:read" };
    const [browser, email] = [new Browser(), freshEmail()];
    const { tokens } = await session(config, app, { browser, email, resource: API });
    const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const { payload } = await jose.jwtVerify(tokens.access_token, keys, { issuer: BASE_URL, audience: API, typ: "at+jwt" });
    assert.deepEqual([payload.scope, payload.client_id, payload.sub], ["openid orders:read", "shop", tokens.claims().sub]);
    assert.equal(payload.email, undefined);

    const again = await begin(config, app, { resource: API });
    assert.ok((await browser.go(again.url)).left, "not asked again");
    const more = await begin(config, { ...app, scope: "openid email orders:read" }, { resource: API });
    const page = await browser.go(more.url);
    assert.ok(asksWhetherToGoOn(page), "asked for what is new");
    const { left } = await browser.submit(page, "/signin/consent", { answer: "no" });
    await assert.rejects(client.authorizationCodeGrant(config, left, more.kept), { error: "access_denied" });
  });

  test("signs in without PKCE where a client is registered so, and finds the address in the ID token", async () => {
    const config = await discover("legacy", client.ClientSecretPost(SECRET_LEGACY));
    const app = { redirectUri: "https://legacy.example.org/callback", scope: "openid email" };
    const { kept, url } = await begin(config, app);
    for (const name of ["code_challenge", "code_challenge_method"]) url.searchParams.delete(name);
    const email = freshEmail();
    const back = await signIn(new Browser(), url, email);
    const tokens = await client.authorizationCodeGrant(config, back, { ...kept, pkceCodeVerifier: undefined });
    assert.deepEqual([tokens.claims().email, tokens.claims().email_verified], [email, true]);
  });

  test("notices an answer that is not its own", async () => {
    const config = await discover("dashboard", client.None());
    const { kept, back } = await session(config, DASHBOARD);
    const changed = (name, value) => {
      const url = new URL(back);
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      return client.authorizationCodeGrant(config, url, kept);
    };
    await assert.rejects(changed("iss", "https://elsewhere.example"), { code: "OAUTH_INVALID_RESPONSE" });
    await assert.rejects(changed("iss", undefined), { code: "OAUTH_INVALID_RESPONSE" });
    await assert.rejects(changed("state", "another"), { code: "OAUTH_INVALID_RESPONSE" });
    await assert.rejects(changed("code", "another"), { error: "invalid_grant" });
  });

  test("a stolen code is worth nothing without its verifier, and its second use ends what came of it", async () => {
    const config = await discover("dashboard", client.None());
    const { kept, url } = await begin(config, DASHBOARD);
    const back = await signIn(new Browser(), url);
    const thief = { ...kept, pkceCodeVerifier: client.randomPKCECodeVerifier() };
    await assert.rejects(client.authorizationCodeGrant(config, back, thief), { error: "invalid_grant" });
    const tokens = await client.authorizationCodeGrant(config, back, kept);
    await assert.rejects(client.authorizationCodeGrant(config, back, kept), { error: "invalid_grant" });
    await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), { error: "invalid_grant" });
  });

  test("a wrong code is refused on the page, and the right one still counts", async () => {
    const config = await discover("dashboard", client.None());
    const { kept, url } = await begin(config, DASHBOARD, { login_hint: "ada@example.org" });
    const [browser, email] = [new Browser(), freshEmail()];
    let page = await browser.go(url);
    const hinted = page.forms.find(({ action }) => action === "/signin/code");
    assert.equal(hinted.fields.identifier, "ada@example.org", "the hint stands there");
    page = await browser.submit(page, "/signin/code", { identifier: email });
    const code = await codeTo(email);
    page = await browser.submit(page, "/signin/check", { code: [...code].map((digit) => (Number(digit) + 1) % 10).join("") });
    assert.equal(page.status, 400);
    assert.match(page.html, /role="alert"/);
    const { left } = await browser.submit(page, "/signin/check", { code });
    await client.authorizationCodeGrant(config, left, kept);
  });
});

describe("oauth4webapi", () => {
  const issuer = new URL(BASE_URL);
  const app = { client_id: "dashboard" };
  const redirectUri = "https://dashboard.example.org/?page=callback";
  const options = { [oauth.allowInsecureRequests]: true };
  let server;

  before(async () => {
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  });

  /** From the button to the tokens, as a single-page app does it. */
  async function tokensOf(browser, email) {
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: app.client_id, redirect_uri: redirectUri, response_type: "code", scope: DASHBOARD.scope,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", state, nonce,
    });
    const parameters = oauth.validateAuthResponse(server, app, await signIn(browser, url, email), state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server, app, oauth.None(), parameters, redirectUri, verifier, options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, app, answer, {
      expectedNonce: nonce, requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, answer, options);
    return tokens;
  }

  test("a single-page app signs in, asks who it is, refreshes and signs out", async () => {
    const [browser, email] = [new Browser(), freshEmail()];
    const tokens = await tokensOf(browser, email);
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    const answer = await oauth.userInfoRequest(server, app, tokens.access_token, options);
    const person = await oauth.processUserInfoResponse(server, app, sub, answer);
    assert.equal(person.email, email);

    const refresh = (token) => oauth.refreshTokenGrantRequest(server, app, oauth.None(), token, options);
    const refreshed = await oauth.processRefreshTokenResponse(server, app, await refresh(tokens.refresh_token));
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);

    const revoked = await oauth.revocationRequest(server, app, oauth.None(), refreshed.refresh_token, options);
    await oauth.processRevocationResponse(revoked);
    const over = oauth.processRefreshTokenResponse(server, app, await refresh(refreshed.refresh_token));
    await assert.rejects(over, { error: "invalid_grant" });

    const url = new URL(server.end_session_endpoint);
    url.search = new URLSearchParams({
      id_token_hint: tokens.id_token, post_logout_redirect_uri: "https://dashboard.example.org/",
    });
    assert.equal((await browser.go(url)).left?.href, "https://dashboard.example.org/");
  });

  test("a token of the app is refused where it does not belong", async () => {
    const { id_token: idToken } = await tokensOf(new Browser(), freshEmail());
    const answer = await oauth.userInfoRequest(server, app, idToken, options);
    await assert.rejects(oauth.processUserInfoResponse(server, app, oauth.skipSubjectCheck, answer), ({ status, cause }) => {
      assert.deepEqual([status, cause[0].scheme, cause[0].parameters.error], [401, "bearer", "invalid_token"]);
      return true;
    });
  });
});
