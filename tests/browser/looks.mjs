// The pages of sign-in from right to left, in the dark, and in the colours that a person has forced. Needs what
// single_page.mjs needs.

import assert from "node:assert/strict";
import { visitsTo } from "./app.mjs";
import { faultsOfLayout } from "./layout.mjs";
import { walk } from "./walk.mjs";

const NARROW = { width: 320, height: 640 };
/** What text, and what borders, must have at least of contrast (WCAG 2.2, 1.4.3 and 1.4.11). */
const OF_TEXT = 4.5;
const OF_BORDERS = 3;

const visit = visitsTo();

/** Red, green, blue and how opaque, as a computed style has them; `seen` is what that is on a ground. */
const channels = (color) => color.match(/[\d.]+/g).map(Number);
const seen = (color, ground) => {
  const [, , , opacity = 1] = channels(color);
  const below = channels(ground);
  return channels(color).slice(0, 3).map((channel, index) => channel * opacity + below[index] * (1 - opacity));
};
/** WCAG 2.2, "relative luminance" and "contrast ratio". */
const linear = (channel) => (channel <= 0.04045 * 255 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
const luminance = (rgb) => {
  const [red, green, blue] = rgb.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (color, ground) => {
  const both = [luminance(seen(color, ground)), luminance(channels(ground).slice(0, 3))];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
};

/** How an element is painted, on the nearest ground that is not transparent. */
const painted = (locator) => locator.evaluate((element) => {
  const groundOf = (part) => {
    const color = getComputedStyle(part).backgroundColor;
    const isThere = !/^rgba\(.*, 0\)$/.test(color);
    return isThere || !part.parentElement ? color : groundOf(part.parentElement);
  };
  const style = getComputedStyle(element);
  const line = (kind) => ({
    color: style[`${kind}Color`], style: style[`${kind}Style`], width: Number.parseFloat(style[`${kind}Width`]),
  });
  return {
    color: style.color, ground: groundOf(element), around: groundOf(element.parentElement),
    border: line("borderTop"), outline: line("outline"),
  };
});

async function isRightToLeft(page, what) {
  const found = await page.evaluate(() => {
    const { lang, dir } = document.documentElement;
    const paragraph = document.querySelector("main p");
    const words = document.createRange();
    words.selectNodeContents(paragraph);
    const space = paragraph.getBoundingClientRect().right - words.getBoundingClientRect().right;
    return { lang, dir, beginsRight: Math.abs(space) < 2 };
  });
  assert.deepEqual(found, { lang: "ar", dir: "rtl", beginsRight: true }, what);
  const directions = await page.locator("#identifier, #code").evaluateAll((fields) =>
    fields.map((field) => getComputedStyle(field).direction));
  assert.ok(directions.every((direction) => direction === "ltr"), `${what}: addresses and codes run from left to right`);
  assert.deepEqual(await faultsOfLayout(page), [], what);
}

/** Fields and buttons have a border or a ground of their own, and whatever the tabulator reaches shows it. */
async function standsOut(page, what) {
  // What a box is drawn like is the browser's choice, and what looks like a link is underlined as one.
  const controls = await page.locator("input:not([type=hidden], [type=checkbox]), button:enabled:not(.plain)").all();
  for (const control of controls) {
    const { color, ground, around, border } = await painted(control);
    const name = `${what}: ${await control.evaluate((element) => element.outerHTML)}`;
    assert.ok(contrast(color, ground) >= OF_TEXT, `${name}: ${color} on ${ground}`);
    const isDrawn = border.style !== "none" && border.width >= 1 && contrast(border.color, around) >= OF_BORDERS;
    assert.ok(isDrawn || contrast(ground, around) >= OF_BORDERS, `${name} stands out: ${JSON.stringify(border)} on ${around}`);
  }
  for (const control of await page.locator("a, button.plain").all()) {
    const { color, ground } = await painted(control);
    const underlined = await control.evaluate((element) => getComputedStyle(element).textDecorationLine);
    assert.ok(contrast(color, ground) >= OF_TEXT && underlined === "underline", `${what}: ${color} on ${ground}, ${underlined}`);
  }
  const reached = await page.locator("a, input:not([type=hidden]), button:enabled").all();
  for (const control of reached) {
    await control.focus();
    // A focus that a script gives shows where the last act was of the keyboard.
    await page.keyboard.press("Shift");
    const { outline, around } = await painted(control);
    const isSeen = outline.style !== "none" && outline.width >= 2 && contrast(outline.color, around) >= OF_BORDERS;
    assert.ok(isSeen, `${what}: the focus is seen: ${JSON.stringify(outline)} on ${around}`);
  }
}

visit("Arabic runs from right to left where the client asks for it", async (page, app) => {
  // Where no client asks, the browser's own language counts.
  const isAsked = (what) => !["link", "link-over", "account", "sign-out", "signed-out", "fault"].includes(what);
  const look = async (page, what) => isAsked(what) && (await isRightToLeft(page, what));
  await walk(app, page, look, { ui_locales: "ar en" });
}, { viewport: NARROW });

visit("Arabic runs from right to left where the browser prefers it, in the mail too", async (page, app) => {
  await walk(app, page, isRightToLeft);
  const [mail] = await (await fetch(`${app.local}/dev/inbox.json`)).json();
  // Under no policy of ours: it would refuse the mail's style.
  await page.goto("about:blank");
  await page.setContent(mail.html);
  assert.ok(await page.locator(".code").evaluate((code) => Number.parseFloat(getComputedStyle(code).fontSize) > 24));
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  assert.equal(await page.locator(".code").evaluate((code) => getComputedStyle(code).direction), "ltr");
  assert.deepEqual(await faultsOfLayout(page), []);
}, { viewport: NARROW, locale: "ar-EG" });

for (const colorScheme of ["light", "dark"]) {
  visit(`text, fields and buttons stand out (${colorScheme})`, async (page, app) => {
    await walk(app, page, async (page, what) => {
      const { color, ground } = await painted(page.locator("h1"));
      assert.ok(contrast(color, ground) >= OF_TEXT, `${what}: ${color} on ${ground}`);
      assert.equal(luminance(channels(ground)) < 0.2, colorScheme === "dark", `${what}: ${ground}`);
      await standsOut(page, what);
    });
  }, { colorScheme });

  visit(`in forced colours everything is seen that can be used (${colorScheme})`, async (page, app) => {
    await walk(app, page, async (page, what) => {
      assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
      await standsOut(page, what);
    });
  }, { colorScheme, forcedColors: "active" });
}
