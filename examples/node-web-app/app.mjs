// A server-rendered web app that signs its users in by OpenID Connect: the authorization code flow with PKCE, as a
// confidential client. $ISSUER says where they sign in, $CLIENT_SECRET is what `admin clients secret node-web-app` has printed.

import { randomBytes } from "node:crypto";
import express from "express";
import openid from "express-openid-connect";

const { ISSUER = "http://localhost:8080", PORT = "3000", CLIENT_SECRET } = process.env;
const { APP_URL = `http://localhost:${PORT}`, COOKIE_SECRET = randomBytes(32).toString("hex") } = process.env;

const app = express();
app.disable("x-powered-by");

app.use((_request, response, next) => {
  // Where forms lead: here, and on to the issuer when somebody signs out.
  const policy = `default-src 'none'; form-action 'self' ${ISSUER}; base-uri 'none'; frame-ancestors 'none'`;
  response.set({
    "content-security-policy": policy, "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  next();
});

app.use(openid.auth({
  issuerBaseURL: ISSUER, baseURL: APP_URL, clientID: "node-web-app", clientSecret: CLIENT_SECRET,
  secret: COOKIE_SECRET,
  authorizationParams: { response_type: "code", scope: "openid email" },
  // Pages that need nobody are for everybody; sign-out is a form, which no other site can send.
  authRequired: false, idpLogout: true, routes: { login: "/sign-in", callback: "/callback", logout: false },
  // Not the issuer's names: on a laptop both are at `localhost`, and cookies know no ports.
  session: { name: "node-web-app" }, transactionCookie: { name: "node-web-app-sign-in" },
  enableTelemetry: false,
}));

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** A page with a line for each of `lines`, for whoever has sent the request. */
const page = (request, title, ...lines) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<main>
<h1>${escaped(title)}</h1>
${lines.map((line) => `<p>${escaped(line)}</p>`).join("\n")}
<p><a href="/account">Your account</a></p>
${request.oidc?.isAuthenticated()
    ? '<form method="post" action="/sign-out"><button>Sign out</button></form>'
    : '<p><a href="/sign-in">Sign in</a></p>'}
</main>
</html>
`;

/** For everybody. */
app.get("/", (request, response) => {
  const { user } = request.oidc;
  response.send(user ? page(request, "Welcome back", user.email) : page(request, "Welcome", "Nobody is signed in."));
});

/** For those who have signed in; whoever has not does so now. `sub` is the key of the app's own records: an address may
 * change, and get to somebody else. */
app.get("/account", openid.requiresAuth(), (request, response) => {
  const { email, sub, acr } = request.oidc.user;
  response.send(page(request, "Your account", email, sub, acr));
});

/** Here first, then at the issuer, which sends the browser back. */
app.post("/sign-out", (_request, response) => response.oidc.logout({ returnTo: "/" }));

/** The user learns that it has not worked, the log why. */
app.use((error, request, response, _next) => {
  console.warn("nobody is signed in:", error.message);
  response.status(error.status ?? 502).send(page(request, "That did not work", "You are not signed in. Try again."));
});

app.listen(Number(PORT), "127.0.0.1", () => console.log(`the app is at ${APP_URL}/`));
