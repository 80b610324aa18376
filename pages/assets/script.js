// Makes the pages of sign-in pleasanter. Each works without it.

/** The button that sends another code waits with its user: until it may be pressed it says how long. */
for (const button of document.querySelectorAll("button[data-wait]")) {
  const label = button.textContent;
  const end = Date.now() + button.dataset.wait * 1000;
  button.form.querySelector("[data-until]")?.remove();
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${label} (${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")})` : label;
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 250);
  tick();
}

/** A code that comes by text message is filled in by browsers that can (WebOTP). */
const code = document.querySelector('input[autocomplete="one-time-code"]');
if (code && "OTPCredential" in window) {
  const until = new AbortController();
  code.form.addEventListener("submit", () => until.abort());
  navigator.credentials.get({ otp: { transport: ["sms"] }, signal: until.signal }).then((message) => {
    code.value = message.code;
    code.form.requestSubmit();
  }, () => {});
}

/** Whoever types a code on a device that can make a passkey is offered one. */
const offer = document.querySelector('input[name="offer"]');
if (offer) {
  window.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.()
    .then((can) => { if (can) offer.value = "passkey"; }).catch(() => {});
}

/** The tab that waits for a code goes on where the link of the same message was used in another tab of this browser. */
if ("BroadcastChannel" in window) {
  const tabs = new BroadcastChannel("signed-in");
  const used = new URLSearchParams(location.search).get("attempt");
  if (used) tabs.postMessage(used);
  const goOn = document.querySelector("button[data-attempt]");
  if (goOn) {
    tabs.addEventListener("message", ({ data }) => {
      if (data === goOn.dataset.attempt) goOn.form.requestSubmit(goOn);
    });
  }
}
