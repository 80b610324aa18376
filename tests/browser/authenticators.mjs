// What authenticators are like, in a real browser that imitates them: who knows its owner and who does not, passkeys that are
// copied elsewhere, two of them, and one whose account is gone. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import { once } from "node:events";
import { askForCode, atAccount, atSignIn, enterCode, freshEmail, heading, press, visitsTo } from "./app.mjs";
import { listsNothing, makePasskey, picture, signInByCode, signOut, toNewPasskey, withPhone } from "./phone.mjs";

/** Where the flags stand in what an authenticator signs, and which they are (WebAuthn Level 3 §6.1). */
const FLAGS = 32;
const VERIFIED = 0x04;
const ELIGIBLE = 0x08;
const BACKED_UP = 0x10;

const visit = visitsTo();

/** Presses the button, and gives the flags of what the page then posts to `path`. */
async function flagsBy(page, button, path) {
  const posted = page.waitForRequest((request) => new URL(request.url()).pathname === path);
  await press(page, button);
  const form = new URLSearchParams((await posted).postData());
  return Buffer.from(JSON.parse(form.get("credential")).response.authenticatorData, "base64url")[FLAGS];
}

/** Shows a passkey at the page of sign-in, with these flags. */
async function showPasskey(app, page) {
  await page.goto(`${app.local}/signin/account`);
  await atSignIn(page);
  return flagsBy(page, "Sign in with a passkey", "/signin/passkey");
}

async function isRefused(app, page, email) {
  await atSignIn(page);
  await page.getByRole("alert").getByText("This passkey did not work. Try again, or have a code sent.").waitFor();
  await enterCode(page, await askForCode(app, page, email));
  await atAccount(page);
}

/** Has the page ask for less than the service does: for nobody's verification, and so for a key that needs none. */
const asksForNoOwner = (page, path) =>
  page.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    const { ceremony, publicKey } = await response.json();
    const asks = publicKey.authenticatorSelection ?? publicKey;
    assert.equal(asks.userVerification, "required");
    Object.assign(asks, { userVerification: "discouraged", residentKey: "discouraged", requireResidentKey: false });
    delete publicKey.extensions;
    await route.fulfill({ response, json: { ceremony, publicKey } });
  });

visit("WA-03: what is signed for no verified owner is refused, and a code signs in still", async (page, app) => {
  await listsNothing(page);
  await withPhone(page);
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Phone");
  await signOut(app, page);
  await asksForNoOwner(page, "/signin/passkey/options");
  assert.equal((await showPasskey(app, page)) & VERIFIED, 0);
  await isRefused(app, page, email);
});

visit("WA-03: a passkey is not made where its owner was not verified", async (page, app) => {
  await listsNothing(page);
  const key = await withPhone(page, { transport: "usb", hasUserVerification: false, isUserVerified: false });
  const email = freshEmail();
  await signInByCode(app, page, email);
  await toNewPasskey(app, page, email);
  await asksForNoOwner(page, "/signin/account/passkeys/options");
  const make = () => flagsBy(page, "Add it", "/signin/account/passkeys");
  assert.equal((await make()) & VERIFIED, 0);
  await page.getByRole("alert").getByText(/^No passkey was added\./).waitFor();
  assert.equal((await key.credentials()).length, 1, "the key has made one, which nobody knows");

  // Whatever the page asks for, it counts where the owner was verified.
  await key.isAtHand(false);
  await withPhone(page);
  assert.equal((await make()) & VERIFIED, VERIFIED);
  await heading(page, "Your recovery codes");
});

for (const [kind, eligible] of [["may be copied elsewhere", true], ["stays in its phone", false]]) {
  visit(`WA-03: a passkey that ${kind} signs in, and not where it says the other by now`, async (page, app) => {
    await listsNothing(page);
    const phone = await withPhone(page, { defaultBackupEligibility: eligible, defaultBackupState: false });
    const email = freshEmail();
    await signInByCode(app, page, email);
    await makePasskey(app, page, email, "Phone");
    const [{ credentialId }] = await phone.credentials();
    const says = (properties) => phone.tell("setCredentialProperties", { credentialId, ...properties });
    // It is copied, and its copy is given up again.
    for (const backupState of eligible ? [false, true, false] : [false]) {
      await says({ backupEligibility: eligible, backupState });
      await signOut(app, page);
      const flags = await showPasskey(app, page);
      assert.deepEqual([(flags & ELIGIBLE) !== 0, (flags & BACKED_UP) !== 0], [eligible, backupState]);
      await atAccount(page);
    }
    await signOut(app, page);
    await says({ backupEligibility: !eligible, backupState: !eligible });
    assert.equal(((await showPasskey(app, page)) & ELIGIBLE) !== 0, !eligible);
    await isRefused(app, page, email);
    await page.getByText("Phone", { exact: true }).waitFor();

    // It counts as soon as it says again what it was made as.
    await says({ backupEligibility: eligible, backupState: false });
    await signOut(app, page);
    await showPasskey(app, page);
    await atAccount(page);
  });
}

visit("either of two authenticators signs in, and one that is removed leaves the other", async (page, app) => {
  await listsNothing(page);
  const phone = await withPhone(page);
  const key = await withPhone(page, { transport: "usb", automaticPresenceSimulation: false });
  const take = async (one) => {
    for (const each of [phone, key]) await each.isAtHand(each === one);
  };
  const names = () => page.locator("li:has([value=remove-passkey]) strong").allTextContents();
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Phone");

  // Another one takes the first one's proof, and an authenticator that has none of this account yet.
  await press(page, "Add a passkey");
  await heading(page, "One more step");
  await press(page, "Use a passkey");
  await heading(page, "Add a passkey");
  await press(page, "Add it");
  await page.getByRole("alert").getByText(/^No passkey was added\. Perhaps there is one on this device already\.$/).waitFor();
  await take(key);
  await page.getByLabel("What you call it").fill("Security key");
  await press(page, "Add it");
  await atAccount(page);
  assert.deepEqual(await names(), ["Phone", "Security key"]);
  await picture(page, "account-two-passkeys");
  for (const each of [phone, key]) assert.equal((await each.credentials()).length, 1);

  for (const each of [phone, key]) {
    await take(each);
    await signOut(app, page);
    await showPasskey(app, page);
    await atAccount(page);
    await page.getByText(email).waitFor();
  }
  await page.locator("li", { hasText: "Phone" }).getByRole("button", { name: "Remove", exact: true }).click();
  await heading(page, "One more step");
  await press(page, "Use a passkey");
  await heading(page, "Remove this passkey?");
  await press(page, "Remove it");
  await atAccount(page);
  assert.deepEqual(await names(), ["Security key"]);

  await take(phone);
  await signOut(app, page);
  const forgotten = once(phone.session, "WebAuthn.credentialDeleted");
  await showPasskey(app, page);
  await page.getByRole("alert").getByText("This passkey is not known here any more.").waitFor();
  await forgotten;
  assert.deepEqual([(await phone.credentials()).length, (await key.credentials()).length], [0, 1]);
  await take(key);
  await showPasskey(app, page);
  await atAccount(page);
  await page.getByText(email).waitFor();
});

visit("the browser forgets a passkey whose account was erased", async (page, app) => {
  await listsNothing(page);
  const phone = await withPhone(page);
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Phone");
  await press(page, "Use a passkey");
  await heading(page, "One more step");
  await press(page, "Use a passkey");
  await atAccount(page);
  await page.getByLabel("I want my account erased.").check();
  await press(page, "Erase my account");
  await heading(page, "Your account is erased");
  assert.equal((await phone.credentials()).length, 1);

  const forgotten = once(phone.session, "WebAuthn.credentialDeleted");
  await showPasskey(app, page);
  await page.getByRole("alert").getByText("This passkey is not known here any more. Have a code sent.").waitFor();
  await forgotten;
  assert.equal((await phone.credentials()).length, 0);
  // Whoever has the address is somebody new.
  await enterCode(page, await askForCode(app, page, email));
  await atAccount(page);
  await page.getByText("none yet").waitFor();
});
