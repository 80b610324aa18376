// `openid-client` has its users sign in by passkeys in a real browser, and prove more where a client demands it. Needs a local
// server, as tests/oracles/with_server.sh starts it, with the clients of passkey_clients.json, as with_clients.sh registers them.

import assert from "node:assert/strict";
import * as client from "openid-client";
import { askForCode, atSignIn, enterCode, freshEmail, heading, press, visitsTo } from "./app.mjs";
import { advance } from "./local.mjs";
import { listsNothing, makePasskey, picture, signInByCode, signOut, withPhone } from "./phone.mjs";

const { BASE_URL, SECRET_SHOP } = process.env;
assert.ok(BASE_URL && SECRET_SHOP, "BASE_URL or SECRET_SHOP is not set: with_server.sh and with_clients.sh set them");

const BY_CODE = ["otp", "email"];
const BY_PASSKEY = ["passkey", "pop", "user", "mfa"];
/** Of `vault`, in seconds. */
const VAULT_MAX_AGE = 300;

const visit = visitsTo(async () => ({ local: BASE_URL, end: () => {} }));

/** What the service's clock says. */
const clock = async () => (await fetch(`${BASE_URL}/dev/clock`)).json();

/** One of the clients, as `openid-client` is it. */
async function app(id) {
  const authentication = id === "shop" ? client.ClientSecretBasic(SECRET_SHOP) : client.None();
  const insecure = { execute: [client.allowInsecureRequests] };
  const config = await client.discovery(new URL(BASE_URL), id, undefined, authentication, insecure);
  const redirectUri = `https://${id}.example.org/callback`;

  /** What it keeps between sending its user away and getting them back, and where it sends them. */
  const begin = async (more = {}) => {
    const kept = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(),
      expectedNonce: client.randomNonce(), idTokenExpected: true,
    };
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri, scope: "openid email", state: kept.expectedState, nonce: kept.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(kept.pkceCodeVerifier), code_challenge_method: "S256",
      ...more,
    });
    return { kept, url: url.href };
  };

  /** What the tokens say that it gets for the answer, once a browser brings one. */
  const redeem = async (page, kept, more = {}) => {
    await page.waitForURL((url) => url.href.startsWith(redirectUri));
    // Its clock is the service's.
    config[client.clockSkew] = (await clock()).ahead;
    const tokens = await client.authorizationCodeGrant(config, new URL(page.url()), { ...kept, ...more });
    const claims = tokens.claims();
    const accessClaims = JSON.parse(Buffer.from(tokens.access_token.split(".")[1], "base64url"));
    for (const name of ["acr", "amr", "auth_time", "sub"]) assert.deepEqual(accessClaims[name], claims[name], name);
    const person = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    return { ...claims, email: person.email };
  };

  /** Opens its authorization URL, from which the browser may go on by itself. */
  const open = async (page, more) => {
    const { kept, url } = await begin(more);
    await page.goto(url, { waitUntil: "commit" });
    return kept;
  };

  /** What it is told where nobody is to be asked anything. */
  const silently = async (page, more = {}) => {
    const kept = await open(page, { prompt: "none", ...more });
    return redeem(page, kept).catch((refused) => refused.error ?? Promise.reject(refused));
  };
  return { open, redeem, silently };
}

/** Serves the clients' pages within the browser: they have no server, and no name that leads to one. */
async function withClients({ session }) {
  await session.send("Fetch.enable", { patterns: [{ urlPattern: "https://*.example.org/*" }] });
  const body = Buffer.from("<!doctype html><title>app</title><h1>Back at the app</h1>").toString("base64");
  const responseHeaders = [{ name: "content-type", value: "text/html" }];
  session.on("Fetch.requestPaused", ({ requestId }) => {
    // Some ask for an icon while their tab is closed.
    session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders, body }).catch(() => {});
  });
}

/** Somebody with a passkey in a phone, who is signed out; what goes wrong at the pages stands in `faults`. */
async function withOwner(page, service) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  // Browsers ask for an icon, and there is none.
  const isIcon = (message) => message.location().url.endsWith("/favicon.ico");
  page.on("console", (message) => isIcon(message) || faults.push(`${message.text()} ${message.location().url}`));
  const phone = await withPhone(page);
  await withClients(phone);
  const email = freshEmail();
  await signInByCode(service, page, email);
  await makePasskey(service, page, email, "Phone");
  await signOut(service, page);
  return { phone, email, faults };
}

async function signInByCodeAt(service, page, email, at, more = {}) {
  const kept = await at.open(page, more);
  await enterCode(page, await askForCode(service, page, email));
  return at.redeem(page, kept);
}

/** The page asks for a passkey: there is nothing to type, and no other proof. */
async function asksForThePasskeyAlone(page, name) {
  await heading(page, "One more step");
  await page.getByRole("button", { name: "Use a passkey", exact: true }).waitFor();
  assert.deepEqual(await page.getByRole("button").allTextContents(), [
    "Use a passkey", `Go back to ${name} without it`, "Sign in in another way",
  ]);
  assert.equal(await page.locator("input:visible").count(), 0);
}

visit("a passkey signs in at a client by pressing one button", async (page, service) => {
  await listsNothing(page);
  const { email, faults } = await withOwner(page, service);
  const shop = await app("shop");
  const { now } = await clock();
  const kept = await shop.open(page);
  await atSignIn(page);
  await press(page, "Sign in with a passkey");
  const claims = await shop.redeem(page, kept);
  assert.deepEqual([claims.acr, claims.amr, claims.email], ["phr", BY_PASSKEY, email]);
  assert.ok(now <= claims.auth_time && claims.auth_time <= claims.iat, "it was proven just now");
  assert.equal((await shop.silently(page)).auth_time, claims.auth_time, "and nobody is asked again");
  assert.deepEqual(faults, []);
});

visit("a passkey signs in at a client from the browser's own list, and nothing is pressed", async (page, service) => {
  const { email, faults } = await withOwner(page, service);
  for (const [id, more] of [["shop", {}], ["bank", {}], ["notes", { acr_values: "phr" }]]) {
    const at = await app(id);
    const { now } = await clock();
    const claims = await at.redeem(page, await at.open(page, more));
    assert.deepEqual([claims.acr, claims.amr, claims.email], ["phr", BY_PASSKEY, email]);
    assert.ok(now <= claims.auth_time && claims.auth_time <= claims.iat);
    await signOut(service, page);
  }
  assert.deepEqual(faults, []);
});

for (const [how, id, name, more] of [
  ["is registered so", "bank", "Bank", {}],
  ["asks for it", "notes", "Notes", { acr_values: "phr" }],
]) {
  visit(`whoever came by a code is asked for the passkey alone where a client ${how}`, async (page, service) => {
    await listsNothing(page);
    const { email, faults } = await withOwner(page, service);
    const [shop, second] = [await app("shop"), await app(id)];
    const before = await signInByCodeAt(service, page, email, shop);
    assert.deepEqual([before.acr, before.amr], ["otp", BY_CODE]);
    assert.equal(await second.silently(page, more), "unmet_authentication_requirements");

    const kept = await second.open(page, more);
    await asksForThePasskeyAlone(page, name);
    await picture(page, `step-up-${id}`);
    await press(page, "Use a passkey");
    const claims = await second.redeem(page, kept);
    assert.deepEqual([claims.acr, claims.amr, claims.email], ["phr", [...BY_CODE, ...BY_PASSKEY], email]);
    assert.equal(claims.sub, before.sub);
    assert.equal(claims.auth_time, before.auth_time, "it is the older proof's, which counts as well");

    // From then on it is met, here and at the first client.
    for (const at of [second, shop]) assert.equal((await at.silently(page, { acr_values: "phr" })).acr, "phr");
    assert.deepEqual(faults, []);
  });
}

visit("who cannot show the passkey that a client demands goes back to it", async (page, service) => {
  await listsNothing(page);
  const { phone, email, faults } = await withOwner(page, service);
  const [shop, bank] = [await app("shop"), await app("bank")];
  await signInByCodeAt(service, page, email, shop);
  await phone.tell("setUserVerified", { isUserVerified: false });
  const kept = await bank.open(page);
  await asksForThePasskeyAlone(page, "Bank");
  await page.evaluate(() => {
    const { get } = CredentialsContainer.prototype;
    CredentialsContainer.prototype.get = function (...asked) {
      return get.apply(this, asked).catch((error) => {
        document.title = error.name;
        throw error;
      });
    };
  });
  await press(page, "Use a passkey");
  await page.waitForFunction(() => document.title === "NotAllowedError");
  await asksForThePasskeyAlone(page, "Bank");
  await press(page, "Go back to Bank without it");
  await assert.rejects(bank.redeem(page, kept), { error: "unmet_authentication_requirements" });
  assert.equal((await shop.silently(page)).acr, "otp", "who came by a code is signed in as before");
  assert.deepEqual(faults, []);
});

visit("a passkey is asked for again where a request takes none that is so old", async (page, service) => {
  await listsNothing(page);
  const { faults } = await withOwner(page, service);
  const shop = await app("shop");
  const byPasskey = async (kept, maxAge) => {
    await atSignIn(page);
    await press(page, "Sign in with a passkey");
    return shop.redeem(page, kept, maxAge === undefined ? {} : { maxAge });
  };
  let last = await byPasskey(await shop.open(page));
  for (const maxAge of [1, 0]) {
    await advance(service.local, 2);
    const asked = { max_age: String(maxAge) };
    assert.equal(await shop.silently(page, asked), "login_required");
    const { now } = await clock();
    const anew = await byPasskey(await shop.open(page, asked), maxAge);
    assert.deepEqual([anew.sub, anew.acr, anew.amr], [last.sub, "phr", BY_PASSKEY]);
    assert.ok(last.auth_time < now && now <= anew.auth_time && anew.auth_time <= anew.iat, "it was proven anew");
    last = anew;
  }
  const young = await shop.redeem(page, await shop.open(page, { max_age: "3600" }), { maxAge: 3600 });
  assert.equal(young.auth_time, last.auth_time, "and not where it is young enough");
  assert.deepEqual(faults, []);
});

visit("a passkey is asked for again where a client takes none so old, and alone beside a young code", async (page, service) => {
  await listsNothing(page);
  const { email, faults } = await withOwner(page, service);
  const [shop, vault] = [await app("shop"), await app("vault")];
  const kept = await vault.open(page);
  await atSignIn(page);
  await press(page, "Sign in with a passkey");
  const first = await vault.redeem(page, kept);
  assert.equal((await vault.silently(page)).auth_time, first.auth_time);

  await advance(service.local, VAULT_MAX_AGE + 1);
  assert.equal(await vault.silently(page), "login_required");
  // What the user edits on the way takes nothing from it.
  assert.equal(await vault.silently(page, { max_age: "3600" }), "login_required");
  await vault.open(page);
  await asksForThePasskeyAlone(page, "Vault");
  const byCode = await signInByCodeAt(service, page, email, shop, { prompt: "login" });
  assert.deepEqual([byCode.sub, byCode.acr, byCode.amr], [first.sub, "otp", BY_CODE]);
  const again = await vault.open(page);
  await asksForThePasskeyAlone(page, "Vault");
  await press(page, "Use a passkey");
  const second = await vault.redeem(page, again);
  assert.deepEqual([second.sub, second.acr], [first.sub, "phr"]);
  assert.ok(first.auth_time + VAULT_MAX_AGE < second.auth_time && second.auth_time <= second.iat, "it was proven anew");
  assert.deepEqual(faults, []);
});

visit("whoever signs in by a code is offered a passkey once, and goes on to the client either way", async (page, service) => {
  await listsNothing(page);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await withClients(await withPhone(page));
  const [shop, notes] = [await app("shop"), await app("notes")];
  const email = freshEmail();
  const kept = await shop.open(page);
  await enterCode(page, await askForCode(service, page, email));
  await heading(page, "Sign in without a code next time");
  await picture(page, "offer");
  const opened = page.context().waitForEvent("page");
  await press(page, "Add a passkey");
  const tab = await opened;
  await withPhone(tab);
  await heading(tab, "Add a passkey");
  await tab.getByLabel("What you call it").fill("Phone");
  await press(tab, "Add it");
  await heading(tab, "Your recovery codes");
  await tab.close();
  await press(page, "I have added it");
  assert.equal((await shop.redeem(page, kept)).email, email);

  // Somebody else at the same browser is in nobody's way.
  await signOut(service, page);
  assert.equal((await signInByCodeAt(service, page, freshEmail(), notes)).acr, "otp");
  assert.deepEqual(faults, []);
});

visit("whoever wants no passkey now is not asked again", async (page, service) => {
  await listsNothing(page);
  await withClients(await withPhone(page));
  const [shop, email] = [await app("shop"), freshEmail()];
  const kept = await shop.open(page);
  await enterCode(page, await askForCode(service, page, email));
  await heading(page, "Sign in without a code next time");
  await press(page, "Not now");
  assert.equal((await shop.redeem(page, kept)).email, email);
  await advance(service.local, 61);
  assert.equal((await signInByCodeAt(service, page, email, shop, { prompt: "login" })).email, email);
});
