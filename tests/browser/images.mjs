// Writes the pictures of README.md: the sign-in page and the mail, as a local server shows and sends them.
//
//   node tests/browser/images.mjs [FOLDER]
//
// The folder is docs/images where none is named. Needs what single_page.mjs needs.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { authorizeUrlOf, openTab } from "./app.mjs";
import { startBrowser, startLocal } from "./local.mjs";

const [folder = fileURLToPath(new URL("../../docs/images", import.meta.url))] = process.argv.slice(2);
/** The gallery's. */
const LOGO = new URL("../../local/assets/logo.svg", import.meta.url);
const CALLBACK = "https://shop.example.org/callback";
/** A network in front says where people are: the mail tells. */
const IN_FRONT = { "x-origin-secret": "a-network-of-our-own-in-front-of-this", "x-viewer-address": "203.0.113.7" };
const SETTINGS = {
  SERVICE_NAME: "Acme",
  SERVICE_HOST: "login.example.org",
  ORIGIN_SECRETS: IN_FRONT["x-origin-secret"],
  SMS_COUNTRIES: "US,GB,DE",
  FIRST_CLIENT: JSON.stringify({
    id: "app", name: "Acme Shop", redirect_uris: [CALLBACK], scopes: ["openid", "email"],
    logo: `data:image/svg+xml;base64,${readFileSync(LOGO).toString("base64")}`,
  }),
};
const ADDRESS = "ada@example.org";
/** What a picture may weigh, in bytes: who reads the README loads all of them. */
const HEAVIEST = 60_000;
/** Lower than all that is shown: a picture is as high as that. */
const DESKTOP = { width: 480, height: 100 };
const PHONE = { width: 320, height: 568 };
const LOOKS = [
  { name: "light", viewport: DESKTOP },
  { name: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { name: "phone", viewport: PHONE, isMobile: true, hasTouch: true },
  { name: "arabic", viewport: DESKTOP, locale: "ar" },
];

/** All that is shown, and no lower than the window. */
async function picture(tab, name) {
  const path = `${folder}/${name}.png`;
  await tab.screenshot({ path, fullPage: true });
  const { size } = statSync(path);
  assert.ok(size > 0 && size <= HEAVIEST, `${path} has ${size} bytes`);
  console.log(`${path}: ${size} bytes`);
}

async function newestMail(local) {
  const [mail] = await (await fetch(`${local}/dev/inbox.json`)).json();
  assert.equal(mail.to, ADDRESS);
  return mail;
}

mkdirSync(folder, { recursive: true });
const local = await startLocal(SETTINGS);
const browser = await startBrowser();
for (const { name, ...look } of LOOKS) {
  const tab = await openTab(browser, { extraHTTPHeaders: IN_FRONT, deviceScaleFactor: 1.25, ...look });
  await tab.goto(authorizeUrlOf(local.url, CALLBACK, { scope: "openid email" }));
  await tab.locator("#identifier").fill(ADDRESS);
  await picture(tab, `page-${name}`);
  await Promise.all([tab.waitForNavigation(), tab.locator("main form:not([data-passkey]) button").first().click()]);
  await tab.locator("#code").waitFor();
  await tab.goto("about:blank");
  await tab.setContent((await newestMail(local.url)).html);
  await picture(tab, `mail-${name}`);
  await tab.context().close();
}
await browser.close();
local.end();
