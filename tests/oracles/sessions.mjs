// `openid-client` continues and ends sessions of a running local server as any app would; `jose` and `aws-jwt-verify`
// judge the tokens of every refresh. Run like tokens.mjs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { JwtRsaVerifier, JwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import * as jose from "jose";
import * as client from "openid-client";
import { AUDIENCE, BASE_URL, EXPECT_ALG, SECRET_FILE, SHARED_SECRET, callMe, signIn } from "./service.mjs";

const CLIENT = "first-party";
const invalidGrant = { name: "ResponseBodyError", error: "invalid_grant", status: 400 };

let config;

/** A public client, discovered from the issuer's URL. The local server speaks plain HTTP. */
const discover = (options = {}) =>
  client.discovery(new URL(BASE_URL), CLIENT, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
    ...options,
  });
const somebody = () => signIn(`oracle-${randomUUID()}@example.org`);

before(async () => {
  config = await discover();
});

describe("openid-client", () => {
  test("discovers the server from its issuer, by either standard", async () => {
    for (const options of [{}, { algorithm: "oauth2" }]) {
      const metadata = (await discover(options)).serverMetadata();
      assert.equal(metadata.issuer, BASE_URL);
      assert.equal(metadata.token_endpoint, `${BASE_URL}/token`);
      assert.equal(metadata.revocation_endpoint, `${BASE_URL}/revoke`);
      assert.equal(metadata.authorization_endpoint, `${BASE_URL}/authorize`);
      assert.deepEqual(metadata.grant_types_supported, ["authorization_code", "refresh_token"]);
      assert.ok(metadata.token_endpoint_auth_methods_supported.includes("none"));
    }
  });

  test("refreshes, and gets the same successor when it tries again", async () => {
    const first = await somebody();
    const second = await client.refreshTokenGrant(config, first.refresh_token);
    assert.deepEqual(
      [second.token_type, second.scope, second.expiresIn() > 800, second.refresh_token !== first.refresh_token],
      ["bearer", "api", true, true],
    );
    assert.equal(await callMe(second.access_token), 200);
    const again = await client.refreshTokenGrant(config, first.refresh_token);
    assert.equal(again.refresh_token, second.refresh_token);
    const third = await client.refreshTokenGrant(config, second.refresh_token, { scope: "api" });
    assert.notEqual(third.refresh_token, second.refresh_token);
  });

  test("is told what is wrong", async () => {
    const { refresh_token: token } = await somebody();
    await assert.rejects(client.refreshTokenGrant(config, token, { scope: "admin" }), {
      ...invalidGrant,
      error: "invalid_scope",
    });
    await assert.rejects(client.refreshTokenGrant(config, "unknown"), invalidGrant);
    await assert.rejects(client.genericGrantRequest(config, "urn:example:grant", {}), {
      ...invalidGrant,
      error: "unsupported_grant_type",
    });
    const another = new client.Configuration(config.serverMetadata(), "another", undefined, client.None());
    client.allowInsecureRequests(another);
    await assert.rejects(client.refreshTokenGrant(another, token), { error: "invalid_client", status: 400 });
    for (const [authentication, expected] of [
      [client.ClientSecretPost("secret"), 400],
      [client.ClientSecretBasic("secret"), 401],
    ]) {
      const secretive = new client.Configuration(config.serverMetadata(), CLIENT, undefined, authentication);
      client.allowInsecureRequests(secretive);
      // With a challenge in the answer the library tells of that one.
      await assert.rejects(client.refreshTokenGrant(secretive, token), ({ status, error, cause }) => {
        assert.equal(status, expected);
        assert.ok(error === "invalid_client" || cause?.[0]?.scheme === "basic", `${error} ${JSON.stringify(cause)}`);
        return true;
      });
    }
    await client.refreshTokenGrant(config, token);
  });

  test("is logged out when an old token comes back", async () => {
    const { refresh_token: first } = await somebody();
    const { refresh_token: second } = await client.refreshTokenGrant(config, first);
    const { refresh_token: third } = await client.refreshTokenGrant(config, second);
    await assert.rejects(client.refreshTokenGrant(config, first), invalidGrant);
    await assert.rejects(client.refreshTokenGrant(config, third), invalidGrant);
  });

  test("revokes a session by its refresh token, and does not mind unknown tokens", async () => {
    const { refresh_token: token } = await somebody();
    await client.tokenRevocation(config, "unknown");
    await client.tokenRevocation(config, token, { token_type_hint: "refresh_token" });
    await client.tokenRevocation(config, token);
    await assert.rejects(client.refreshTokenGrant(config, token), invalidGrant);
  });

  test("revokes an access token and keeps the session", async () => {
    const { access_token: access, refresh_token: token } = await somebody();
    await client.tokenRevocation(config, access, { token_type_hint: "access_token" });
    await client.refreshTokenGrant(config, token);
  });
});

describe("tokens of a refresh", () => {
  let refreshed;
  let claims;

  before(async () => {
    const signedIn = await somebody();
    refreshed = await client.refreshTokenGrant(config, signedIn.refresh_token);
    claims = jose.decodeJwt(signedIn.access_token);
  });

  test("are accepted by jose, and belong to the same session", async () => {
    const key = SHARED_SECRET
      ? jose.base64url.decode(JSON.parse(readFileSync(SECRET_FILE, "utf8")).k)
      : jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const { payload } = await jose.jwtVerify(refreshed.access_token, key, {
      algorithms: [EXPECT_ALG],
      issuer: BASE_URL,
      audience: AUDIENCE,
      typ: "at+jwt",
    });
    for (const name of ["sub", "sid", "auth_time", "client_id", "scope", "email"]) {
      assert.equal(payload[name], claims[name], name);
    }
    assert.notEqual(payload.jti, claims.jti);
    assert.match(payload.sid, /^[\w-]{22}\.[\w-]{22}$/);
  });

  test("are accepted by aws-jwt-verify", { skip: SHARED_SECRET && "takes no shared secrets" }, async () => {
    // Its own fetcher speaks https alone, and the local server does not.
    const fetcher = { fetch: async (uri) => (await fetch(uri)).arrayBuffer() };
    const { issuer, jwks_uri: jwksUri } = config.serverMetadata();
    const Verifier = EXPECT_ALG === "RS256" ? JwtRsaVerifier : JwtVerifier;
    const jwksCache = new SimpleJwksCache({ fetcher });
    const verifier = Verifier.create({ issuer, audience: AUDIENCE, jwksUri, scope: "api" }, { jwksCache });
    assert.equal((await verifier.verify(refreshed.access_token)).sid, claims.sid);
  });
});
