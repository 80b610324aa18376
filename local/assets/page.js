// Signs a person in with a one-time code and shows what they get.
// The attempt is kept for its life, in this tab alone, so that a reload costs nobody a code. Codes and tokens never are.

import { claimsAsNodes, read } from "/dev/jwt.js";

/** Milliseconds after which a silent server counts as out of reach. */
const LONGEST_CALL = 30_000;

const $ = (id) => document.getElementById(id);

/** Under which name the tab keeps the attempt. */
const KEPT = "attempt";

/** What is under way: the address, the handle of its attempt, what its code looks like, when it ends. */
let attempt = { address: "" };
let token;

// ---- The API ----

/** Calls the server. Resolves whatever happens; status 0: it could not be reached. */
async function call(method, path, { body, bearer } = {}) {
  const headers = {};
  if (body) headers["content-type"] = "application/json";
  if (bearer) headers.authorization = `Bearer ${bearer}`;
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(LONGEST_CALL),
    });
    return {
      ok: response.ok,
      status: response.status,
      reason: response.statusText,
      retryAfter: Number(response.headers.get("retry-after")),
      body: parse(await response.text()),
    };
  } catch {
    return { ok: false, status: 0, retryAfter: 0, body: { title: "The server cannot be reached." } };
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks for a code: the next one of the attempt that `challenge` names, or of a new attempt. */
async function requestCode(address, challenge) {
  // Messages come in the first of the browser's languages that the server speaks.
  const locale = navigator.languages.join(",");
  const answer = await call("POST", "/otp/request", { body: { ...recipient(address), locale, challenge } });
  // An attempt ends with its last guess, too, which only the server counts.
  return challenge && faultOf(answer, "challenge") ? requestCode(address) : answer;
}

/** What stands before a number: words up to a colon, or up to a blank before a +. */
const LABEL = /^[^\p{N}@＠+＋]*(?:[:：]|\s(?=[^\p{L}\p{N}]*[+＋]))/u;
/** Letters, but for what Japanese keyboards have in place of a dash. */
const LETTER = /(?![ーｰ])\p{L}/u;

/**
 * What was typed goes to the server as it is, which reads it as people write. A number has a + before it or no letter in it,
 * its label left out; whatever else is meant for an address, also where its @ is missing.
 */
function recipient(address) {
  const number = address.replace(LABEL, "");
  const phone = !/[@＠]/.test(address) && (/^[^\p{L}\p{N}]*[+＋]/u.test(number) || !LETTER.test(number));
  return phone ? { phone: address } : { email: address };
}

// ---- Problems in words ----

const SUBJECTS = { email: "The email address", phone: "The phone number" };

const faultOf = (answer, field) => answer.body?.errors?.find((error) => error.field === field);

/** What to tell the person, and whether it is about what they typed. */
function explain(answer) {
  if (answer.body?.code === "code-refused") {
    return { text: "This code was not accepted. Check it, or send a new code.", invalid: true };
  }
  // The server tells codes of every form from what is none; the page knows which form was sent.
  if (faultOf(answer, "code")) return { text: `The code has ${attempt.form}.`, invalid: true };
  for (const [field, subject] of Object.entries(SUBJECTS)) {
    const fault = faultOf(answer, field);
    if (fault) return { text: `${subject} ${fault.detail}.`, invalid: true };
  }
  const text = answer.body?.title ?? `The server answered with status ${answer.status}.`;
  return { text: answer.retryAfter ? `${text} Try again in ${inWords(answer.retryAfter)}.` : text, invalid: false };
}

/** Shows a problem under `input`; clears it when there is none. */
function showProblem(input, { text = "", invalid = false } = {}) {
  $(`${input.id}-problem`).textContent = text;
  if (invalid) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

// ---- Time ----

const countdowns = new Map();

const after = (seconds) => Date.now() + seconds * 1000;

/** Calls `show` with the seconds that are left, now and until they are 0. A new countdown of a name replaces the old. */
function countDown(name, end, show) {
  stopCountdown(name);
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (left === 0) stopCountdown(name);
    show(left);
  };
  countdowns.set(name, setInterval(tick, 250));
  tick();
}

function stopCountdown(name) {
  clearInterval(countdowns.get(name));
  countdowns.delete(name);
}

/** Disables a button until `end`, with the rest of the wait in its label. */
function holdButton(button, end, waiting, ready) {
  countDown(button.id, end, (left) => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${waiting} ${clock(left)}` : ready;
  });
}

/** 65 → 1:05 */
function clock(seconds) {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function inWords(seconds) {
  const [size, unit] = [[3600, "hour"], [60, "minute"], [1, "second"]].find(([size]) => seconds >= 2 * size || size === 1);
  const count = Math.ceil(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

// ---- The attempt over a reload ----

/** Keeps the attempt until it is used, over or left. A browser that keeps nothing for pages loses it with a reload. */
function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(attempt));
  } catch {}
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {}
}

/** The attempt that this tab kept, if its code may still be right. */
function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT));
    if (Date.now() < found?.endsAt) return found;
  } catch {}
  forget();
  return undefined;
}

// ---- The three steps ----

function showStep(name) {
  for (const step of ["address", "code", "token"]) $(`${step}-step`).hidden = step !== name;
}

/** Runs one submission of a form at a time, and marks the form as busy meanwhile. */
function onSubmit(form, submit) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      await submit();
    } finally {
      form.ariaBusy = "false";
    }
  });
}

onSubmit($("address-form"), async () => {
  const input = $("address");
  const address = input.value;
  showProblem(input);
  if (!address.trim()) {
    showProblem(input, { text: "Enter an email address or a phone number.", invalid: true });
    input.focus();
    return;
  }
  // Only an attempt whose code never left is taken up again.
  if (attempt.address !== address) attempt = { address };
  const answer = await requestCode(address, attempt.challenge);
  if (answer.ok) {
    askForCode(answer.body);
    return;
  }
  attempt.challenge = answer.body?.challenge;
  showProblem(input, explain(answer));
  if (answer.status === 429) holdButton($("request"), after(answer.retryAfter), "Try again in", "Send code");
  input.focus();
});

$("address").addEventListener("input", () => {
  showProblem($("address"));
  // A wait is for the address that was asked for, not for another one.
  holdButton($("request"), 0, "", "Send code");
});

/** A code was sent. */
function askForCode({ challenge, destination, code_format, code_length, expires_in, resend_in }) {
  const long = code_format === "base32";
  const form = `${code_length} ${long ? "letters and digits" : "digits"}`;
  Object.assign(attempt, { challenge, destination, form, long, endsAt: after(expires_in), resendAt: after(resend_in) });
  keep();
  showAttempt();
}

/** Shows the step of the code for the attempt as it is. */
function showAttempt() {
  const input = $("code");
  const { long } = attempt;
  $("destination").textContent = attempt.destination;
  $("code-length").textContent = `${attempt.form}.`;
  input.inputMode = long ? "text" : "numeric";
  input.autocapitalize = long ? "characters" : "none";
  input.classList.toggle("long", long);
  input.value = "";
  showProblem(input);
  $("resend-problem").textContent = "";
  $("resend-note").textContent = "";
  countDown("life", attempt.endsAt, (left) => {
    if (left === 0) forget();
    $("life").textContent = clock(left);
    $("valid").hidden = left === 0;
    $("expired").textContent = left === 0 ? "It has expired: send a new one." : "";
  });
  holdButton($("resend"), attempt.resendAt, "Send again in", "Send again");
  holdButton($("verify"), 0, "", "Sign in");
  showStep("code");
  input.focus();
}

$("code").addEventListener("input", () => showProblem($("code")));

onSubmit($("code-form"), async () => {
  const input = $("code");
  showProblem(input);
  // Blanks, dashes, other scripts' digits: what is a code, the server says, and at no cost.
  if (!input.value.trim()) {
    showProblem(input, { text: `The code has ${attempt.form}.`, invalid: true });
    input.focus();
    return;
  }
  const { challenge } = attempt;
  const answer = await call("POST", "/otp/verify", { body: { challenge, code: input.value } });
  if (attempt.challenge !== challenge) return; // Started over or sent again meanwhile.
  if (answer.ok) {
    showToken(answer.body);
    return;
  }
  showProblem(input, explain(answer));
  if (answer.status === 429) holdButton($("verify"), after(answer.retryAfter), "Try again in", "Sign in");
  input.focus();
  input.select();
});

$("resend").addEventListener("click", async () => {
  const { address, challenge, endsAt } = attempt;
  $("resend").disabled = true;
  const answer = await requestCode(address, Date.now() < endsAt ? challenge : undefined);
  if (attempt.challenge !== challenge) return;
  if (answer.ok) {
    askForCode(answer.body);
    $("resend-note").textContent = "A new code was sent. The earlier one no longer works.";
    return;
  }
  if (answer.body?.challenge) attempt.challenge = answer.body.challenge;
  attempt.resendAt = after(answer.retryAfter);
  if (Date.now() < endsAt) keep();
  $("resend-note").textContent = "";
  $("resend-problem").textContent = explain(answer).text;
  holdButton($("resend"), attempt.resendAt, "Send again in", "Send again");
  $("code").focus();
});

/** Forgets everything but what stands in the address field. */
function startOver() {
  [...countdowns.keys()].forEach(stopCountdown);
  attempt = { address: "" };
  token = undefined;
  forget();
  for (const id of ["header", "claims", "token", "call-body", "call-status", "who", "copied"]) $(id).textContent = "";
  $("call-body").hidden = true;
  $("code").value = "";
  showProblem($("address"));
  holdButton($("request"), 0, "", "Send code");
  showStep("address");
  $("address").focus();
  $("address").select();
}

$("start-over").addEventListener("click", startOver);
$("sign-out").addEventListener("click", startOver);

// ---- The token ----

function showToken({ access_token, expires_in }) {
  token = access_token;
  forget();
  stopCountdown("life");
  stopCountdown("resend");
  const { header, claims } = read(token);
  $("header").textContent = pretty(header);
  $("claims").replaceChildren(...claimsAsNodes(claims));
  $("token").textContent = token;
  $("who").textContent = claims.email ?? claims.phone_number ?? claims.sub;
  countDown("token", after(expires_in), (left) => {
    $("token-life").textContent = clock(left);
    $("token-valid").hidden = left === 0;
    $("token-expired").textContent = left === 0 ? "The token has expired." : "";
  });
  showStep("token");
  $("token-title").focus();
}

const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(token);
    $("copied").textContent = "Copied.";
  } catch {
    // Away from localhost, browsers keep the clipboard for HTTPS.
    getSelection().selectAllChildren($("token"));
    $("copied").textContent = "Selected: copy it with the keyboard.";
  }
});

$("call").addEventListener("click", async () => {
  const bearer = token;
  const answer = await call("GET", "/me", { bearer });
  if (token !== bearer) return;
  $("call-status").textContent = answer.status ? `${answer.status} ${answer.reason}` : answer.body.title;
  $("call-status").classList.toggle("refused", !answer.ok);
  $("call-body").textContent = pretty(answer.body);
  $("call-body").hidden = answer.status === 0;
});

const found = kept();
if (found) {
  attempt = found;
  $("address").value = attempt.address;
  showAttempt();
} else {
  $("address").focus();
}
