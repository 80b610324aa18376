// The gallery of a local server: every page and mail in every language, light and dark.

import assert from "node:assert/strict";

/** Pages that are looked at side by side: one for each of two processors. */
const ABREAST = 2;

/** What the gallery links to, without repetition and in its order. */
async function linkedIn(url, pattern) {
  const html = (await (await fetch(url)).text()).replaceAll("&amp;", "&");
  const found = [...new Set([...html.matchAll(pattern)].map(([, address]) => new URL(address, url).href))];
  assert.ok(found.length > 0, `${url} has nothing that ${pattern} finds`);
  return found;
}

/** The addresses of everything that is shown as HTML. */
export async function exhibits(local) {
  const languages = await linkedIn(`${local}/dev/gallery`, /href="(\/dev\/gallery\?locale=[^"]+)"/g);
  assert.equal(languages.length, 12);
  const shown = await Promise.all(languages.map((language) => linkedIn(language, /src="(\/dev\/gallery\/[^"]+)"/g)));
  return shown.flat();
}

export const isPage = (address) => new URL(address).pathname.startsWith("/dev/gallery/page-");

/** Opens each address in a tab, and gives what `look(tab)` finds, by address; those with nothing are left out. */
export async function lookAtEach(addresses, openTab, look) {
  const left = [...addresses];
  const found = {};
  const lookOn = async () => {
    const tab = await openTab();
    for (let address = left.shift(); address; address = left.shift()) {
      await tab.goto(address);
      const faults = await look(tab);
      if (faults.length > 0) found[address] = faults;
    }
    await tab.close();
  };
  await Promise.all(Array.from({ length: ABREAST }, lookOn));
  return found;
}
