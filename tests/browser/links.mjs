// The link in an email, in real browsers: opened by scanners and by the person, here and elsewhere, before, after and at once
// with the code. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import {
  askForCode, atAccount, atApp, atCode, atConsent, atSignIn, enterCode, freshEmail, goOn, heading, openTab, press, startApp,
  visitsTo, wrong,
} from "./app.mjs";
import { linkTo } from "./local.mjs";

const visit = visitsTo();
/** Where strangers may have one code in an hour. */
const SCARCE = { EMAIL_SENDS_PER_HOUR: "1", EMAIL_SENDS_PER_DAY: "1" };

const asked = (page, who) => heading(page, `Sign in as ${who[0]}•••@example.org on this device?`);
const over = (page) => heading(page, "This link is over");
const accountOf = async (page, who) => {
  await atAccount(page);
  await page.getByText(who).waitFor();
};
const isSignedIn = async (page, app) => {
  await page.goto(`${app.local}/signin/account`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return (await page.getByRole("heading", { level: 1, name: "Your account" }).count()) === 1;
};

/** Waits at the page of the code; gives the code and the link that were sent. */
async function waitFor(app, page, who) {
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, who);
  return { code, link: await linkTo(app.local, who) };
}

async function redeem(page, link, who) {
  await page.goto(link);
  await asked(page, who);
  await press(page, "Sign in");
  await accountOf(page, who);
}

visit("OTP-25: scanners open the link in every way they have, and then it signs the person in", async (page, app, browser) => {
  const who = freshEmail();
  const { link } = await waitFor(app, page, who);
  for (const method of ["HEAD", "GET", "GET", "OPTIONS"]) await fetch(link, { method });
  await fetch(link, { headers: { purpose: "prefetch", "sec-purpose": "prefetch;prerender" } });

  const reader = await openTab(browser);
  await reader.goto(`${app.url}/`);
  const prefetch = reader.context().waitForEvent("request", (request) => request.url() === link);
  await reader.evaluate((href) => document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href })), link);
  assert.match((await (await prefetch).allHeaders())["sec-purpose"], /^prefetch/);
  const scanner = await openTab(browser);
  await scanner.goto(link);
  await asked(scanner, who);
  await scanner.reload();
  await asked(scanner, who);
  for (const tab of [reader, scanner]) assert.equal(await isSignedIn(tab, app), false);

  await redeem(reader, link, who);
  await scanner.goto(link);
  await over(scanner);
  for (const tab of [reader, scanner]) await tab.context().close();
});

visit("OTP-05: a link that is used in another browser signs in there alone, and ends the code", async (page, app, browser) => {
  const who = freshEmail();
  const { code, link } = await waitFor(app, page, who);
  const elsewhere = await openTab(browser);
  await redeem(elsewhere, link, who);
  await press(page, "I have opened the link");
  await atCode(page);
  await enterCode(page, code);
  await page.getByRole("alert").getByText(/^This code is not right, or not any more/).waitFor();
  assert.equal(await isSignedIn(page, app), false);
  await elsewhere.context().close();
});

visit("OTP-05: a code that was used ends its link, also on a page that was opened before", async (page, app, browser) => {
  const who = freshEmail();
  const { code, link } = await waitFor(app, page, who);
  const elsewhere = await openTab(browser);
  await elsewhere.goto(link);
  await asked(elsewhere, who);
  await enterCode(page, code);
  await atConsent(page);
  await press(elsewhere, "Sign in");
  await over(elsewhere);
  assert.equal(await isSignedIn(elsewhere, app), false);
  await elsewhere.context().close();
});

visit("OTP-05: of link and code at once exactly one signs in", async (_, app, browser) => {
  for (let round = 0; round < 5; round += 1) {
    const who = freshEmail();
    const [byCode, byLink] = [await openTab(browser), await openTab(browser)];
    const { code, link } = await waitFor(app, byCode, who);
    await byLink.goto(link);
    await asked(byLink, who);
    await byCode.getByLabel("Code", { exact: true }).fill(code);
    const answered = [byCode, byLink].map((tab) => tab.waitForNavigation());
    await Promise.all([press(byCode, "Continue"), press(byLink, "Sign in"), ...answered]);
    const signedIn = [await isSignedIn(byCode, app), await isSignedIn(byLink, app)];
    assert.equal(signedIn.filter(Boolean).length, 1, `by code: ${signedIn[0]}, by link: ${signedIn[1]}`);
    for (const tab of [byCode, byLink]) await tab.context().close();
  }
});

visit("a link that was forwarded names both, and replaces nobody before its button", async (page, app) => {
  const [own, other] = [freshEmail("bob"), freshEmail("ada")];
  const first = await waitFor(app, page, own);
  await redeem(page, first.link, own);
  const stranger = await openTab(page.context().browser());
  const { link } = await waitFor(app, stranger, other);
  await page.goto(link);
  await asked(page, other);
  await page.getByText("You are signed in as b•••@example.org here.").waitFor();
  await page.goto(`${app.local}/signin/account`);
  await accountOf(page, own);
  await page.goBack();
  await asked(page, other);
  await press(page, "Sign in");
  await accountOf(page, other);
  await stranger.context().close();
});

visit("the waiting tab goes on by itself where the link was used in its browser", async (page, app) => {
  const who = freshEmail();
  const { link } = await waitFor(app, page, who);
  const mail = await page.context().newPage();
  await redeem(mail, link, who);
  await atConsent(page);
  assert.equal((await goOn(page)).get("state"), "kept");
});

visit("without JavaScript the waiting tab goes on by its button", async (page, app) => {
  const who = freshEmail();
  const { link } = await waitFor(app, page, who);
  await press(page, "I have opened the link");
  await atCode(page);
  const mail = await page.context().newPage();
  await redeem(mail, link, who);
  await press(page, "I have opened the link");
  await atConsent(page);
  await press(page, "Continue");
  await atApp(page);
}, { javaScriptEnabled: false });

visit("a tab that waits for somebody else's code goes on with its own", async (page, app) => {
  const [one, other] = [freshEmail(), freshEmail()];
  const { link } = await waitFor(app, page, one);
  const second = await page.context().newPage();
  const waiting = await waitFor(app, second, other);
  const mail = await page.context().newPage();
  await redeem(mail, link, one);
  await atConsent(page);
  await atCode(second);
  await enterCode(second, waiting.code);
  await atConsent(second);
});

visit("OTP-06: wrong guesses end the code, and never the link", async (page, app) => {
  const who = freshEmail();
  const { code, link } = await waitFor(app, page, who);
  const refused = page.getByRole("alert");
  for (let guess = 0; guess < 6; guess += 1) {
    await Promise.all([page.waitForNavigation(), enterCode(page, wrong(code))]);
    await refused.waitFor();
  }
  await Promise.all([page.waitForNavigation(), enterCode(page, code)]);
  await refused.waitFor();
  assert.equal(await isSignedIn(page, app), false);
  await redeem(page, link, who);
});

const scarce = visitsTo(() => startApp("Shop", SCARCE));

scarce("OTP-20: who finds every code spent is told of the last mail's link, and signs in by it", async (page, app, browser) => {
  const who = freshEmail();
  const stranger = await openTab(browser);
  const { link } = await waitFor(app, stranger, who);
  await page.goto(app.authorizeUrl());
  await atSignIn(page);
  await page.getByLabel("Email address or phone number").fill(who);
  await press(page, "Send a code");
  await page.getByRole("alert").getByText("Use the link in our last email, or a device on which you have signed in before.").waitFor();
  await redeem(page, link, who);
  await stranger.context().close();
});
