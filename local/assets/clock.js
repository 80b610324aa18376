// The service's clock on the page: what it shows, and the buttons that put it forward.

import { span, written } from "/dev/time.js";

/** Milliseconds until the clock is asked again: another tab may have put it forward. */
const ASK_EVERY = 10_000;

const $ = (id) => document.getElementById(id);

/** Seconds by which the service's clock is ahead of this browser's. */
let ahead = 0;

async function ask(options = {}) {
  let said;
  try {
    const response = await fetch("/dev/clock", { cache: "no-store", ...options });
    if (!response.ok) {
      say("The clock could not be read or put forward: the server’s log says why.");
      return;
    }
    said = await response.json();
  } catch {
    // The inbox says that the server cannot be reached.
    return;
  }
  ahead = said.now - Math.floor(Date.now() / 1000);
  tick();
  say(said.ahead ? `${span(said.ahead)} ahead of this machine` : "the same as this machine’s");
  $("clock").hidden = false;
}

/** Speaks only of changes. */
function say(text) {
  if ($("clock-ahead").textContent !== text) $("clock-ahead").textContent = text;
}

function tick() {
  const now = Math.floor(Date.now() / 1000) + ahead;
  $("clock-now").dateTime = new Date(now * 1000).toISOString();
  $("clock-now").textContent = written(now);
}

$("clock-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = JSON.stringify({ seconds: Number(event.submitter.value) });
  ask({ method: "POST", headers: { "content-type": "application/json" }, body });
});

const askIfSeen = () => document.visibilityState === "visible" && ask();
document.addEventListener("visibilitychange", askIfSeen);
setInterval(askIfSeen, ASK_EVERY);
setInterval(tick, 1000);
ask();
