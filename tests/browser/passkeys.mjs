// Passkeys in a real browser, made and used at the page of the account. With SCREENSHOTS=folder it leaves a picture of each page
// there. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import { askForCode, atAccount, atSignIn, enterCode, freshEmail, heading, press, visitsTo } from "./app.mjs";
import { makePasskey, picture, signInByCode, signOut, withPhone } from "./phone.mjs";

const visit = visitsTo();

visit("a passkey is made on the page of the account, renamed, and signs in by the button", async (page, app) => {
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => /status of 4\d\d/.test(message.text()) || faults.push(message.text()));
  // It answers where it is asked by a button, and lists nothing by itself.
  const phone = await withPhone(page);
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Ada’s phone");
  assert.equal((await phone.credentials()).length, 1);
  await page.getByText("Rename", { exact: true }).click();
  await page.getByLabel("New name").fill("Work phone");
  await picture(page, "account");
  await press(page, "Save");
  await page.getByText("Work phone").waitFor();

  await signOut(app, page);
  await phone.isAtHand(false);
  await page.goto(`${app.local}/signin/account`);
  await atSignIn(page);
  await picture(page, "sign-in");
  await phone.isAtHand(true);
  await press(page, "Sign in with a passkey");
  await atAccount(page);
  await page.getByText(email).waitFor();
  assert.deepEqual(faults, []);
});

visit("the browser's own list signs in without typing or pressing anything", async (page, app) => {
  const phone = await withPhone(page);
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Phone");
  await signOut(app, page);
  await page.goto(`${app.local}/signin/account`);
  await atAccount(page);
  await page.getByText(email).waitFor();
  assert.equal((await phone.credentials())[0].signCount > 1, true);
});

visit("whoever the phone does not know is not signed in, and the page stays as it was", async (page, app) => {
  const phone = await withPhone(page);
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Phone");
  await signOut(app, page);
  await phone.tell("setUserVerified", { isUserVerified: false });
  await page.goto(`${app.local}/signin/account`);
  await atSignIn(page);
  const options = page.waitForResponse((answer) => answer.url().endsWith("/signin/passkey/options"));
  await press(page, "Sign in with a passkey");
  assert.equal((await options).status(), 200);
  await atSignIn(page);
  assert.equal(await page.getByRole("alert").count(), 0);
  // And a code is there still.
  await enterCode(page, await askForCode(app, page, email));
  await atAccount(page);
});

visit("a passkey that was removed is asked for, removed, and told to be unknown", async (page, app) => {
  const phone = await withPhone(page);
  const email = freshEmail();
  await signInByCode(app, page, email);
  await makePasskey(app, page, email, "Phone");
  await press(page, "Remove");
  await heading(page, "One more step");
  await picture(page, "step");
  await press(page, "Use a passkey");
  await heading(page, "Remove this passkey?");
  await press(page, "Remove it");
  await atSignIn(page);
  // What the phone still has is shown by itself.
  await page.getByRole("alert").getByText("This passkey is not known here any more.").waitFor();
  await picture(page, "sign-in-refused");
  await page.waitForFunction(() => !sessionStorage.getItem("passkey"));
  for (let tries = 0; tries < 50 && (await phone.credentials()).length > 0; tries += 1) {
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
  }
  assert.equal((await phone.credentials()).length, 0, "the browser has forgotten it");
});

visit("without JavaScript nothing is offered that needs it", async (page, app) => {
  await page.goto(`${app.local}/signin/account`);
  await atSignIn(page);
  assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).count(), 0);
}, { javaScriptEnabled: false });
