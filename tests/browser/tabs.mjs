// Two tabs, back, forward and reload at the pages of sign-in: nothing is lost, nothing happens twice. Needs what
// single_page.mjs needs.

import assert from "node:assert/strict";
import {
  askForCode, atApp, atCode, atConsent, atSignIn, enterCode, freshEmail, goOn, heading, press, signIn, visitsTo, wrong,
} from "./app.mjs";
import { messagesTo } from "./local.mjs";

const visit = visitsTo();

const sentTo = async (app, email) => (await messagesTo(app.local, email)).length;
const identifier = async (page, app) => {
  await page.goto(`${app.local}/signin/account`);
  await heading(page, "Your account");
  return (await page.locator("main li").first().textContent()).trim();
};

visit("two tabs of one browser sign in side by side, each with its own code", async (first, app) => {
  const second = await first.context().newPage();
  const [one, other] = [freshEmail("one"), freshEmail("two")];
  await first.goto(app.authorizeUrl({ state: "first" }));
  await second.goto(app.authorizeUrl({ state: "second" }));
  const codes = [await askForCode(app, first, one), await askForCode(app, second, other)];

  await enterCode(second, codes[1]);
  await atConsent(second);
  await enterCode(first, codes[0]);
  await atConsent(first);
  assert.equal((await goOn(first)).get("state"), "first");
  // The second tab shows whom it was asked for: that was somebody else, so that it asks again rather than go on as the first.
  await press(second, "Continue");
  await atConsent(second);
  await second.getByText("You are signed in as o•••@example.org.").waitFor();
  assert.equal((await goOn(second)).get("state"), "second");
  assert.equal(await identifier(first, app), one, "who came last is signed in");
});

visit("a tab can be finished after others, whoever has signed in there", async (first, app) => {
  const [second, third] = [await first.context().newPage(), await first.context().newPage()];
  for (const tab of [first, second, third]) await tab.goto(app.authorizeUrl());
  const email = freshEmail();
  const code = await askForCode(app, second, email);
  for (const tab of [first, third]) {
    await enterCode(tab, await askForCode(app, tab, freshEmail()));
    await atConsent(tab);
  }
  await goOn(third);
  await second.reload();
  await atCode(second);
  assert.equal(await sentTo(app, email), 1);
  await enterCode(second, code);
  await atConsent(second);
  await goOn(second);
  assert.equal(await identifier(first, app), email);
});

visit("reload changes nothing at any page", async (page, app) => {
  const email = freshEmail();
  const reload = async (at) => {
    await at(page);
    await page.reload();
    await at(page);
  };
  const account = (page) => heading(page, "Your account");
  await page.goto(app.authorizeUrl());
  await reload(atSignIn);
  const code = await askForCode(app, page, email);
  await reload(atCode);
  assert.equal(await sentTo(app, email), 1, "no send was spent");
  await enterCode(page, code);
  await reload(atConsent);
  await goOn(page);
  await page.goto(`${app.local}/signin/account`);
  await reload(account);
  await page.goto(`${app.local}/logout`);
  await reload((page) => heading(page, /^Sign out of/));
  await page.goto(app.authorizeUrl({ client_id: "nobody" }));
  await reload((page) => heading(page, "This app is not known here"));
});

// Without JavaScript: with it, the button that sends another code waits.
visit("reload of a page that answered a form does no harm", async (page, app) => {
  const refused = (page) => page.getByRole("alert").waitFor();
  const reload = async (...at) => {
    for (const look of at) await look(page);
    await page.reload();
    for (const look of at) await look(page);
  };
  const email = freshEmail();
  await page.goto(app.authorizeUrl());
  await page.getByLabel("Email address or phone number").fill("nobody@");
  await press(page, "Send a code");
  await reload(atSignIn, refused);
  assert.equal(await page.getByLabel("Email address or phone number").inputValue(), "nobody@");
  const code = await askForCode(app, page, email);
  await enterCode(page, wrong(code));
  await reload(atCode, refused);
  await press(page, "Send another code");
  await reload(atCode, refused);
  assert.equal(await sentTo(app, email), 1, "it was too soon, twice");
  await enterCode(page, code);
  await atConsent(page);
  await goOn(page);

  await page.goto(`${app.local}/logout`);
  await press(page, "Sign out");
  await reload((page) => heading(page, "You are signed out"));
}, { javaScriptEnabled: false });

visit("back leads past what was refused, to pages that can be used", async (page, app) => {
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, freshEmail());
  for (const typed of [wrong(code), "12"]) {
    await Promise.all([page.waitForNavigation(), enterCode(page, typed)]);
    await page.getByRole("alert").waitFor();
  }
  await enterCode(page, code);
  await atConsent(page);
  for (let steps = 0; steps < 3; steps += 1) {
    await page.goBack();
    await atCode(page);
  }
  await page.goBack();
  await atSignIn(page);
});

visit("back and forward lead through the pages, and who comes back can go on", async (page, app) => {
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, freshEmail());
  await page.goBack();
  await atSignIn(page);
  await page.goForward();
  await atCode(page);
  await enterCode(page, code);
  await atConsent(page);
  await page.goBack();
  await atCode(page);
  await page.goForward();
  await atConsent(page);
  const first = await goOn(page);
  await page.goBack();
  await atConsent(page);
  const second = await goOn(page);
  assert.notEqual(first.get("code"), second.get("code"), "each time with a code of its own");
  assert.equal(second.get("state"), "kept");
});

visit("a code that was used is not taken again from the page that is behind it", async (page, app) => {
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, freshEmail());
  await enterCode(page, code);
  await atConsent(page);
  await page.goBack();
  await atCode(page);
  await enterCode(page, code);
  await page.getByRole("alert").getByText(/^This code is not right, or not any more/).waitFor();
});

visit("back after signing out shows nothing of the account", async (page, app) => {
  const email = freshEmail();
  await signIn(app, page, email);
  await page.goto(`${app.local}/signin/account`);
  await page.getByText(email).waitFor();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await heading(page, "You are signed out everywhere");
  await page.goBack();
  await atSignIn(page);
  assert.equal(await page.getByText(email).count(), 0);
  await page.goto(app.authorizeUrl());
  await atSignIn(page);
});
