// Signs in by OpenID Connect: the authorization code flow with PKCE, as a public client. Tokens live in this page's memory:
// a reload forgets them, and no script of another page finds them.

import * as oauth from "/oauth4webapi.js";
import { issuer } from "/settings.js";

const client = { client_id: "single-page-app" };
const here = new URL("/", location.href).href;
// For an issuer on the same machine, which speaks plain http.
const options = { [oauth.allowInsecureRequests]: issuer.startsWith("http://localhost:") };
const server = await oauth.processDiscoveryResponse(
  new URL(issuer), await oauth.discoveryRequest(new URL(issuer), options),
);
let tokens;

async function signIn() {
  const kept = {
    verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(),
  };
  sessionStorage.setItem("kept", JSON.stringify(kept));
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.client_id, redirect_uri: here, response_type: "code", scope: "openid email",
    state: kept.state, nonce: kept.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(kept.verifier), code_challenge_method: "S256",
  });
  location.assign(url);
}

/** The issuer has sent the browser back: the code in the address becomes tokens, once. */
async function comeBack() {
  const kept = JSON.parse(sessionStorage.getItem("kept"));
  sessionStorage.removeItem("kept");
  const address = new URL(location.href);
  history.replaceState(null, "", "/");
  const parameters = oauth.validateAuthResponse(server, client, address, kept?.state ?? "none was sent");
  const answer = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), parameters, here, kept.verifier, options,
  );
  const checks = { expectedNonce: kept.nonce, requireIdToken: true };
  tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, checks);
}

async function refresh() {
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, options);
  tokens = { id_token: tokens.id_token, ...(await oauth.processRefreshTokenResponse(server, client, answer)) };
}

function signOut() {
  const url = new URL(server.end_session_endpoint);
  url.search = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: here });
  location.assign(url);
}

async function show() {
  const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options);
  const person = await oauth.processUserInfoResponse(server, client, oauth.skipSubjectCheck, answer);
  document.querySelector("#who").textContent = `${person.email} is signed in.`;
  document.querySelector("#sign-in").hidden = true;
  for (const id of ["#refresh", "#sign-out"]) document.querySelector(id).hidden = false;
}

const failed = (error) => (document.querySelector("#who").textContent = `That did not work: ${error.message}`);
const onClick = (id, work) => document.querySelector(id).addEventListener("click", () => work().catch(failed));
onClick("#sign-in", signIn);
onClick("#refresh", () => refresh().then(show));
onClick("#sign-out", async () => signOut());
if (/[?&](code|error)=/.test(location.search)) await comeBack().then(show).catch(failed);
