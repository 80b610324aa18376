// Shows what would have been sent, newest first, and looks for more every two seconds while somebody is looking.

import "/dev/clock.js";
import { written } from "/dev/time.js";

const POLL_EVERY = 2000;

const $ = (id) => document.getElementById(id);

/** The list item of every message on the page. */
const shown = new Map();

// Ids start anew when the server does, so an id alone names no message.
const keyOf = ({ id, sent_at }) => `${id} ${sent_at}`;

async function refresh() {
  let messages;
  try {
    const response = await fetch("/dev/inbox.json", { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    messages = await response.json();
  } catch {
    say("The server cannot be reached; still trying.");
    return;
  }
  show(messages);
  say(messages.length === 1 ? "1 message" : `${messages.length} messages`);
}

/** Speaks only of changes: the same words twice would be announced twice. */
function say(text) {
  if ($("state").textContent !== text) $("state").textContent = text;
}

/** Adds and removes what changed; the rest stays in place, with its focus and its open parts. */
function show(messages) {
  const keys = new Set(messages.map(keyOf));
  for (const [key, item] of shown) {
    if (keys.has(key)) continue;
    item.remove();
    shown.delete(key);
  }
  for (const message of messages.toReversed()) {
    const key = keyOf(message);
    if (shown.has(key)) continue;
    shown.set(key, itemOf(message));
    $("messages").prepend(shown.get(key));
  }
  $("empty").hidden = messages.length > 0;
}

function itemOf(message) {
  const item = $("message").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part="${name}"]`);
  item.dataset.id = message.id;
  part("channel").textContent = message.channel === "sms" ? "SMS" : "Email";
  part("channel").classList.add(message.channel);
  part("to").textContent = message.to;
  part("time").dateTime = new Date(message.sent_at * 1000).toISOString();
  part("time").textContent = written(message.sent_at);
  if (message.subject) part("subject").textContent = message.subject;
  else part("subject").remove();
  addCode(codeIn(message.text), part);
  if (message.channel === "sms") showText(message, part);
  else showMail(message, part);
  return item;
}

/** The digits or the groups that stand alone on a line (email), or what is after the # of the last line (SMS). */
function codeIn(text) {
  const alone = /^[ \t]*([0-9]{6,8}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})[ \t]*$/m;
  return alone.exec(text)?.[1] ?? /#([0-9]{6,8}|[0-9A-Z]{16})\s*$/.exec(text)?.[1];
}

function addCode(code, part) {
  if (!code) {
    part("code-line").remove();
    return;
  }
  part("code").textContent = code;
  part("code").classList.toggle("long", code.length > 8);
  part("copy").setAttribute("aria-label", `Copy the code ${code}`);
  part("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      part("copied").textContent = "Copied.";
    } catch {
      // Away from localhost, browsers keep the clipboard for HTTPS.
      getSelection().selectAllChildren(part("code"));
      part("copied").textContent = "Selected: copy it with the keyboard.";
    }
  });
}

/** A text message as a phone shows it: nothing but its words. */
function showText({ text }, part) {
  part("bubble").textContent = text.trim();
  part("mail").remove();
  part("plain").remove();
}

/** A mail as it looks, and its text part behind it. */
function showMail(message, part) {
  part("phone").remove();
  part("text").textContent = message.text.trim();
  part("plain").open = !message.html;
  if (!message.html) {
    part("mail").remove();
    return;
  }
  awaited.set(part("mail"), message);
  nearby.observe(part("mail"));
}

/** The mails that nobody has come near to: an inbox may have a thousand. */
const awaited = new WeakMap();

const nearby = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    nearby.unobserve(target);
    target.append(frameOf(awaited.get(target)));
  }
}, { rootMargin: "100% 0px" });

/**
 * A frame with the mail as it would look. This page's policy also rules the frame, and forbids the styles that mails
 * are made of; set through the DOM they are allowed. That needs a frame of this origin, in which nothing can run:
 * neither the sandbox nor the policy lets a script start.
 */
function frameOf({ html, to }) {
  const frame = document.createElement("iframe");
  const sheets = [];
  const plain = html.replace(/<style>([^<]*)<\/style>/gi, (_, sheet) => (sheets.push(sheet), ""));
  const inert = plain.replace(/(<[a-z][^<>]*\s)style=/gi, "$1data-style=");
  const mail = new DOMParser().parseFromString(inert, "text/html");
  frame.title = `The message to ${to} as it looks`;
  // A link of the mail opens a tab of its own, which is as free as any.
  frame.sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
  frame.srcdoc = `<!doctype html>${mail.documentElement.outerHTML}`;
  frame.addEventListener("load", () => {
    const { documentElement, defaultView } = frame.contentDocument;
    frame.contentDocument.adoptedStyleSheets = sheets.map((text) => {
      const sheet = new defaultView.CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    for (const element of documentElement.querySelectorAll("[data-style]")) {
      element.style.cssText = element.dataset.style;
    }
    for (const link of frame.contentDocument.links) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    const fit = () => (frame.style.height = `${Math.ceil(documentElement.getBoundingClientRect().height)}px`);
    new ResizeObserver(fit).observe(frame.contentDocument.body);
  });
  return frame;
}

let looking = false;

/** One look at a time, so that none is overtaken by an older answer; none while nobody can see the page. */
async function look() {
  if (looking || document.visibilityState !== "visible") return;
  looking = true;
  try {
    await refresh();
  } finally {
    looking = false;
  }
}

document.addEventListener("visibilitychange", look);
setInterval(look, POLL_EVERY);
look();
