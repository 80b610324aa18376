// A browser without JavaScript, as far as our pages need one: cookies, redirects, links and forms. Signs in through the
// pages of a running local server, at BASE_URL.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { BASE_URL, send } from "./base_url.mjs";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };
/** More redirects in a row than any sign-in has. */
const MOST_REDIRECTS = 12;

const decode = (text) =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal || hex) return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });

/** The attributes of a tag; one without a value has an empty one. */
function attributes(tag) {
  const found = tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name, decode(value ?? "")]));
}

const tags = (html, name) => [...html.matchAll(new RegExp(`<${name}\\b[^>]*>`, "g"))].map(([tag]) => attributes(tag));

/** The forms of a page, with the fields that a browser sends, and the buttons that have a name. */
function formsOf(html) {
  return [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)].map(([whole, inside]) => {
    const { action = "", method = "get" } = attributes(whole.slice(0, whole.indexOf(">") + 1));
    const fields = tags(inside, "input").filter(({ name }) => name);
    return {
      action,
      method: method.toLowerCase(),
      fields: Object.fromEntries(fields.map(({ name, value = "" }) => [name, value])),
      buttons: tags(inside, "button").filter(({ name }) => name),
    };
  });
}

/** One call, as a browser makes it that opens a page: `fetch` of Node says of itself that it is a script. */
async function call(url, form, cookie) {
  const headers = { accept: "text/html", "sec-fetch-mode": "navigate", cookie };
  if (form) headers["content-type"] = "application/x-www-form-urlencoded";
  const body = form && new URLSearchParams(form).toString();
  const { text: html, ...answer } = await send(url, { method: form ? "POST" : "GET", headers, body });
  return { ...answer, html };
}

/** One person's browser. It goes to `origins` alone: where it is sent elsewhere, it stands still and says where. */
export class Browser {
  #cookies = new Map();

  constructor(origins = [BASE_URL]) {
    this.origins = origins;
  }

  /** Goes to an address, and on where it is sent: a page, or `{ left }` with the address elsewhere. */
  async go(address, form = undefined) {
    let url = new URL(address);
    for (let step = 0; step < MOST_REDIRECTS; step += 1) {
      if (!this.origins.includes(url.origin)) return { left: url };
      const { status, headers, html } = await call(url, form, this.#header(url.hostname));
      this.#keep(url.hostname, headers["set-cookie"] ?? []);
      const { location } = headers;
      if (status < 300 || status > 399 || !location) return { url, status, headers, html, forms: formsOf(html) };
      url = new URL(location, url);
      form = undefined;
    }
    assert.fail(`sent from page to page: ${url}`);
  }

  /** Sends the page's form that goes to `action`, filled in. */
  submit(page, action, filled = {}) {
    const form = page.forms?.find((form) => form.action === action);
    assert.ok(form?.method === "post", `no form for ${action} in ${page.html ?? page.left}`);
    return this.go(new URL(form.action, page.url), { ...form.fields, ...filled });
  }

  /** Forgets everything, as a browser does that is closed. */
  close() {
    this.#cookies.clear();
  }

  #header(host) {
    return [...(this.#cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep(host, cookies) {
    const kept = this.#cookies.get(host) ?? new Map();
    for (const cookie of cookies) {
      const [pair, ...parts] = cookie.split(/;\s*/);
      const [name] = pair.split("=", 1);
      const value = pair.slice(name.length + 1);
      const expired = parts.some((part) => {
        const [key, given = ""] = part.split("=");
        return key.toLowerCase() === "max-age" ? Number(given) <= 0
          : key.toLowerCase() === "expires" && Date.parse(part.slice(key.length + 1)) <= Date.now();
      });
      if (expired) kept.delete(name);
      else kept.set(name, value);
    }
    this.#cookies.set(host, kept);
  }
}

/** An address that nobody has used. */
export const freshEmail = () => `oracle-${randomUUID()}@example.org`;

/** The newest code that was sent to the address. */
export async function codeTo(email) {
  const answer = await fetch(`${BASE_URL}/dev/inbox.json`);
  const message = (await answer.json()).find(({ to }) => to === email);
  const [code] = message?.text.match(/\b[0-9]{6,8}\b/) ?? [];
  assert.ok(code, `no code for ${email}`);
  return code;
}

/** Answers page after page, as whoever owns `email`, until the browser is back at the client; returns where. `codeOf` finds
 * the code that was sent. */
export async function signIn(browser, address, email = freshEmail(), codeOf = codeTo) {
  let page = await browser.go(address);
  if (asksWho(page)) {
    page = await browser.submit(page, "/signin/code", { identifier: email });
    page = await browser.submit(page, "/signin/check", { code: await codeOf(email) });
  }
  if (asksWhetherToGoOn(page)) page = await browser.submit(page, "/signin/consent", { answer: "yes" });
  return page.left ?? page;
}

export const asksWho = (page) => Boolean(page.forms?.some(({ fields }) => "identifier" in fields));
export const asksWhetherToGoOn = (page) => Boolean(page.forms?.some(({ action }) => action === "/signin/consent"));
