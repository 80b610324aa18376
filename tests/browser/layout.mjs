// What of a page is seen badly: text that is cut off or lies over other text, a page wider than its window.

/** Finds it in the page that is shown: a sentence each. */
export function faultsOfLayout(page) {
  return page.evaluate(() => {
    const faults = [];
    // What is folded is looked at as well, as it is once somebody unfolds it; and what only a browser with passkeys shows.
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    for (const form of document.querySelectorAll("form[hidden]")) form.hidden = false;
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide, its window ${clientWidth}`);

    const isCut = (inner, outer) =>
      inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
    /** The middle half of a line: ascenders and descenders may reach into the next one. */
    const middle = ({ left, right, top, bottom }) => {
      const quarter = (bottom - top) / 4;
      return { left: left + 1, right: right - 1, top: top + quarter, bottom: bottom - quarter };
    };
    const meet = (one, other) =>
      one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const words = text.data.trim();
      if (!words) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        if (box.left < -1 || box.right > clientWidth + 1) faults.push(`"${words}" reaches out of the window`);
        for (let around = text.parentElement; around !== document.body; around = around.parentElement) {
          const clips = around.matches("button") || getComputedStyle(around).overflow !== "visible";
          if (clips && isCut(middle(box), around.getBoundingClientRect())) faults.push(`"${words}" is cut off`);
        }
        lines.push({ words, box: middle(box), text });
      }
    }
    for (const [index, one] of lines.entries()) {
      for (const other of lines.slice(index + 1)) {
        if (one.text !== other.text && meet(one.box, other.box)) faults.push(`"${one.words}" lies over "${other.words}"`);
      }
    }

    for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox])")) {
      const { fontSize, paddingTop, paddingBottom } = getComputedStyle(field);
      const room = field.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
      if (room < Number.parseFloat(fontSize)) faults.push(`the field ${field.name} is lower than its text`);
    }
    return [...new Set(faults)];
  });
}
