// A phone that keeps passkeys, which the browser imitates (WebDriver's virtual authenticator, over CDP), and what its owner does
// with it at the pages. With SCREENSHOTS=folder it leaves pictures there.

import { mkdirSync } from "node:fs";
import { askForCode, atAccount, enterCode, heading, press } from "./app.mjs";

const { SCREENSHOTS } = process.env;
if (SCREENSHOTS) mkdirSync(SCREENSHOTS, { recursive: true });

export const picture = async (page, name) => {
  if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
};

/** Gives the browser a phone that knows its owner; what it is told over CDP. */
export async function withPhone(page, options = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true, ...options,
    },
  });
  const tell = (method, more) => session.send(`WebAuthn.${method}`, { authenticatorId, ...more });
  const credentials = async () => (await tell("getCredentials")).credentials;
  /** Whether somebody touches it when it asks. */
  const isAtHand = (enabled) => tell("setAutomaticPresenceSimulation", { enabled });
  return { session, tell, credentials, isAtHand };
}

/** Signs in at the page of the account, whose browser asks for no passkey by itself meanwhile. */
export async function signInByCode(app, page, email) {
  await page.goto(`${app.local}/signin/account`);
  await enterCode(page, await askForCode(app, page, email));
  await atAccount(page);
}

/** Agrees by a code, and comes to where a passkey is made. */
export async function toNewPasskey(app, page, email) {
  await press(page, "Add a passkey");
  await enterCode(page, await askForCode(app, page, email));
  await heading(page, "Add a passkey");
}

/** Agrees by a code, and makes the account's first passkey, of this name. */
export async function makePasskey(app, page, email, name) {
  await toNewPasskey(app, page, email);
  await page.getByLabel("What you call it").fill(name);
  await picture(page, "change");
  await press(page, "Add it");
  await heading(page, "Your recovery codes");
  await page.goto(`${app.local}/signin/account`);
  await atAccount(page);
  await page.getByText(name).waitFor();
}

export async function signOut(app, page) {
  await page.goto(`${app.local}/logout`);
  await press(page, "Sign out");
  await heading(page, "You are signed out");
}

/** Has the browser list no passkeys by itself, as older ones do not: they are asked for by the button alone. */
export const listsNothing = (page) =>
  page.addInitScript(() => globalThis.PublicKeyCredential && delete PublicKeyCredential.isConditionalMediationAvailable);
