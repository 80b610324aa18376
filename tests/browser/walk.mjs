// Every page on the way through a sign-in and out again, in any language.

import { freshEmail, wrong } from "./app.mjs";
import { codeTo, linkTo } from "./local.mjs";

/** Goes that way, and calls `look(page, what)` at each page. */
export async function walk(app, page, look, changes = {}) {
  /** What the page's first form sends, and the page that comes of it. */
  const send = async (field, text) => {
    await page.locator(field).fill(text);
    await Promise.all([page.waitForNavigation(), page.locator("main form:not([data-passkey]) button").first().click()]);
  };
  const at = async (element, what) => {
    await page.locator(element).first().waitFor();
    await look(page, what);
  };
  const email = freshEmail("walker");
  await page.goto(app.authorizeUrl(changes));
  await at("#identifier", "sign-in");
  await send("#identifier", "nobody@");
  await at("[role=alert]", "sign-in-refused");
  await send("#identifier", email);
  await at("#code", "code");
  const code = await codeTo(app.local, email);
  await send("#code", wrong(code));
  await at("[role=alert]", "code-refused");
  const link = await linkTo(app.local, email);
  await page.goto(link);
  await at("main form button", "link");
  await page.goBack();
  await send("#code", code);
  await at("button[name=answer]", "consent");
  await page.goto(`${app.local}/signin/account`);
  await at("button[value=end-all]", "account");
  await page.goto(`${app.local}/logout`);
  await at("main form button", "sign-out");
  await Promise.all([page.waitForNavigation(), page.locator("main form:not([data-passkey]) button").first().click()]);
  await at("h1", "signed-out");
  await page.goto(link);
  await at("h1", "link-over");
  await page.goto(app.authorizeUrl({ client_id: "nobody" }));
  await at("h1", "fault");
}
