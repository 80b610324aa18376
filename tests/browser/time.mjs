// What passes while somebody signs in: codes and links expire, and another code can be had after a while. All put
// forward the clock of one local server. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import {
  askForCode, atCode, atConsent, enterCode, freshEmail, goOn, heading, press, visitsTo,
} from "./app.mjs";
import { advance, codeTo, linkTo, messagesTo } from "./local.mjs";

/** Seconds for which codes by email, with their links, and by text message count, and those before another one is sent. */
const EMAIL_LIFE = 600;
const TEXT_LIFE = 300;
const RESEND = 30;

const visit = visitsTo();

visit("an expired code is said to be over, where another one can be asked for", async (page, app) => {
  const number = "+14155550142";
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, number);
  await advance(app.local, TEXT_LIFE);
  await enterCode(page, code);
  await page.getByRole("alert").getByText("This code is over").waitFor();
  const next = await askForCode(app, page, number);
  await enterCode(page, next);
  await atConsent(page);
  await goOn(page);
});

visit("who comes back to a page that is too old is led back to the client", async (page, app) => {
  await page.goto(app.authorizeUrl());
  const email = freshEmail();
  const code = await askForCode(app, page, email);
  await advance(app.local, EMAIL_LIFE);
  await enterCode(page, code);
  await heading(page, "Start again");
  await page.goto(app.authorizeUrl());
  await enterCode(page, await askForCode(app, page, email));
  await atConsent(page);
});

visit("the page of the code says for how long it counts", async (page, app) => {
  await page.goto(app.authorizeUrl());
  await askForCode(app, page, "+14155550143");
  await page.getByText("It counts for 5 minutes.").waitFor();
  await advance(app.local, TEXT_LIFE - 60);
  await page.reload();
  await page.getByText("It counts for 1 minute.").waitFor();
  await advance(app.local, 60);
  await page.reload();
  await heading(page, "This code is over");
});

const resent = async (page, app, email, first) => {
  await press(page, "Send another code");
  await atCode(page);
  assert.equal((await messagesTo(app.local, email)).length, 2);
  const second = await codeTo(app.local, email);
  if (second !== first) {
    await enterCode(page, first);
    await page.getByRole("alert").waitFor();
  }
  await enterCode(page, second);
  await atConsent(page);
};

visit("without JavaScript another code can be had after a while, and until then the page says how long", async (page, app) => {
  const email = freshEmail();
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, email);
  await press(page, "Send another code");
  await page.getByRole("alert").getByText(/^The last code was sent a moment ago\. Try again in \d+ seconds?\.$/).waitFor();
  await advance(app.local, RESEND);
  await resent(page, app, email, code);
}, { javaScriptEnabled: false });

visit("with JavaScript the button for another code counts down, and then sends one", async (page, app) => {
  const email = freshEmail();
  await page.clock.install();
  await page.goto(app.authorizeUrl());
  const code = await askForCode(app, page, email);
  const button = page.getByRole("button", { name: /^Send another code/ });
  const waits = async (pattern) => {
    assert.ok(await button.isDisabled());
    assert.match(await button.textContent(), pattern);
  };
  await waits(/^Send another code \(0:(30|2\d)\)$/);
  await page.clock.runFor(21_000);
  await waits(/^Send another code \(0:0\d\)$/);
  await page.clock.runFor(RESEND * 1000);
  await page.locator("button:enabled", { hasText: /^Send another code$/ }).waitFor();
  await advance(app.local, RESEND);
  await resent(page, app, email, code);
});

visit("OTP-04: a link is over as soon as its code is", async (page, app) => {
  const email = freshEmail();
  await page.goto(app.authorizeUrl());
  await askForCode(app, page, email);
  const link = await linkTo(app.local, email);
  await advance(app.local, EMAIL_LIFE);
  await page.goto(link);
  await heading(page, "This link is over");
});
