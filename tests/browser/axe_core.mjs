// axe-core in a page of ours, and what it finds there.

import { readFileSync } from "node:fs";

export const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
export const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** What breaks a rule, with the element that does. */
export async function violations(page, tags) {
  return page.evaluate(async (tags) => {
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations", "incomplete"], elementRef: false };
    const { violations, incomplete, passes } = await globalThis.axe.run(document, options);
    if (passes.length === 0) return ["axe has looked at nothing"];
    const say = (id, { html, failureSummary }) => `${id}: ${html}: ${failureSummary}`;
    return [...violations, ...incomplete].flatMap(({ id, nodes }) => nodes.map((node) => say(id, node)));
  }, tags);
}

/** A context with axe in every page: our policy allows no script that is in a page. */
export async function withAxe(browser, options = {}) {
  const context = await browser.newContext(options);
  await context.addInitScript(AXE);
  return context;
}
