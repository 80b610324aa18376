// Passkeys, on the pages that ask for them. Each form brings what the browser has answered; a request that is cancelled leaves the
// page as it was.

const passkeys = window.PublicKeyCredential && document.querySelectorAll("form[data-passkey]");
if (passkeys?.length) {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const read = (makes, options) => {
    const own = makes ? PublicKeyCredential.parseCreationOptionsFromJSON : PublicKeyCredential.parseRequestOptionsFromJSON;
    if (own) return own.call(PublicKeyCredential, options);
    const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
    const challenge = bytes(options.challenge);
    if (!makes) return { ...options, challenge, allowCredentials: known(options.allowCredentials) };
    const user = { ...options.user, id: bytes(options.user.id) };
    return { ...options, challenge, user, excludeCredentials: known(options.excludeCredentials) };
  };
  const written = (made) => {
    if (made.toJSON) return made.toJSON();
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = Object.fromEntries(parts.flatMap((part) => made.response[part] ? [[part, text(made.response[part])]] : []));
    const clientExtensionResults = made.getClientExtensionResults();
    return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults };
  };

  let pending;
  /** Asks the browser, and posts what it answers. Gives nothing where a later request has taken its place. */
  const ask = async (form, mediation) => {
    pending?.abort();
    const { signal } = pending = new AbortController();
    const makes = form.dataset.passkey === "create";
    const answer = await fetch(makes ? "/signin/account/passkeys/options" : "/signin/passkey/options", {
      method: "POST", headers: { "content-type": "application/json" }, signal,
      body: JSON.stringify({ flow: form.elements.flow.value }),
    });
    // The page knows why, once it is loaded again.
    if (!answer.ok) return mediation || location.reload();
    const { ceremony, publicKey } = await answer.json();
    const asked = { publicKey: read(makes, publicKey), signal, ...mediation && { mediation } };
    const made = await navigator.credentials[makes ? "create" : "get"](asked);
    form.elements.ceremony.value = ceremony;
    form.elements.credential.value = JSON.stringify(written(made));
    if (!makes) sessionStorage.setItem("passkey", JSON.stringify({ rpId: publicKey.rpId, credentialId: made.id }));
    form.submit();
  };

  for (const part of document.querySelectorAll("[data-without-passkey]")) part.remove();
  for (const form of passkeys) {
    form.hidden = false;
    // A page whose other form has the flow does not have it twice.
    form.elements.flow.value ||= document.querySelector('input[name="flow"][value]').value;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form).catch(({ name }) => {
        // The authenticator has one of this account already.
        if (name === "InvalidStateError") location.search += "&fault=wrong-passkey";
      });
    });
  }
  const field = document.querySelector('input[autocomplete~="webauthn"]');
  if (field) {
    PublicKeyCredential.isConditionalMediationAvailable?.()
      .then((can) => can && !pending && ask(passkeys[0], "conditional")).catch(() => {});
  }

  /** The browser forgets a passkey that was shown here and is nobody's any more. */
  const shown = sessionStorage.getItem("passkey");
  sessionStorage.removeItem("passkey");
  if (shown && new URLSearchParams(location.search).get("fault") === "wrong-passkey-unknown") {
    PublicKeyCredential.signalUnknownCredential?.(JSON.parse(shown)).catch(() => {});
  }
}
