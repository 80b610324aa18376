// `jose` and `aws-jwt-verify` judge the tokens of a running local server; the server judges tokens that `jose` makes,
// and some made by hand, with its own key.
//
//   BASE_URL=http://localhost:8080 EXPECT_ALG=RS256 KEY_FILE=.local/signing-key-rs256.pem node --test tokens.mjs
//
// For HS256, whose key is never published, SECRET_FILE names the server's signing-key-hs256.json in place of KEY_FILE.

import assert from "node:assert/strict";
import { createHmac, createPrivateKey, createPublicKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { JwtVerifier } from "aws-jwt-verify";
import * as refusals from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import * as jose from "jose";
import { AUDIENCE, BASE_URL, EXPECT_ALG, KEY_FILE, SECRET_FILE, SHARED_SECRET, callMe, getJson, signIn } from "./service.mjs";

const CLAIMS = [
  "iss", "aud", "sub", "iat", "nbf", "exp", "jti", "sid", "client_id", "scope", "amr", "auth_time",
  "email", "email_verified",
];
const CLOCK_SKEW = 30;
/** Has a plus and a slash in base64. */
const FOREIGN_CLAIM = { name: "??>>~~ÿÿ" };

// ---- The server ----

const email = `oracle-${randomUUID()}@example.org`;
let metadata;
let token;
let header;
let claims;
/** The server's own key: what it signs with. */
let privateKey;
/** The same in the form that `jose` takes for signing and for verifying. */
let signingKey;
let verificationKey;
/** The public JWK, or the secret one for HS256. */
let jwk;

before(async () => {
  metadata = await getJson("/.well-known/openid-configuration");
  token = (await signIn(email)).access_token;
  header = jose.decodeProtectedHeader(token);
  claims = jose.decodeJwt(token);
  const published = await (await fetch(metadata.jwks_uri)).json();
  if (SHARED_SECRET) {
    assert.deepEqual(published.keys.map((key) => key.alg), ["RS256"], "a secret is not published");
    jwk = JSON.parse(readFileSync(SECRET_FILE, "utf8"));
    signingKey = verificationKey = jose.base64url.decode(jwk.k);
  } else {
    jwk = published.keys.find((key) => key.alg === EXPECT_ALG);
    privateKey = createPrivateKey(readFileSync(KEY_FILE, "utf8"));
    signingKey = await jose.importPKCS8(readFileSync(KEY_FILE, "utf8"), EXPECT_ALG);
    verificationKey = jose.createRemoteJWKSet(new URL(metadata.jwks_uri));
  }
});

// ---- Making tokens ----

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const hmac = (secret, message) => createHmac("sha256", secret).update(message).digest();

/** A signature by the server's own key, in the form of JWS. */
function signature(message) {
  if (SHARED_SECRET) return hmac(signingKey, message);
  const digest = EXPECT_ALG === "EdDSA" ? null : "sha256";
  return sign(digest, Buffer.from(message), { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** A token by hand: header and payload may be objects, or texts that stand as they are. */
function forge(ownHeader, payload, signed = signature) {
  const message = `${encode(ownHeader)}.${encode(payload)}`;
  return `${message}.${Buffer.from(signed(message)).toString("base64url")}`;
}

/** A well-formed token by `jose`, with our key. */
function make(changes = {}, headerChanges = {}, options = undefined) {
  const payload = { ...claims, ...changes };
  return new jose.SignJWT(payload).setProtectedHeader({ ...header, ...headerChanges }).sign(signingKey, options);
}

/** The token with one byte of one part changed; a payload stays JSON. */
function changed(part) {
  const parts = token.split(".");
  const bytes = Buffer.from(parts[part], "base64url");
  const place = part === 1 ? bytes.indexOf('"jti":"') + 8 : Math.trunc(bytes.length / 2);
  bytes[place] = part === 1 ? (bytes[place] === 65 ? 66 : 65) : bytes[place] ^ 1;
  parts[part] = bytes.toString("base64url");
  return parts.join(".");
}

// ---- Others judge our tokens ----

describe("jose", () => {
  const verify = (jwt, options = {}) =>
    jose.jwtVerify(jwt, verificationKey, {
      algorithms: [EXPECT_ALG],
      issuer: metadata.issuer,
      audience: AUDIENCE,
      typ: "at+jwt",
      requiredClaims: CLAIMS,
      ...options,
    });

  test("accepts the token", async () => {
    const { payload, protectedHeader } = await verify(token);
    assert.deepEqual(Object.keys(protectedHeader).sort(), ["alg", "kid", "typ"]);
    assert.equal(protectedHeader.alg, EXPECT_ALG);
    assert.equal(payload.sub, `email:${email}`);
    assert.equal(payload.email, email);
    assert.equal(payload.email_verified, true);
  });

  test("names the key as we do", async () => {
    const thumbprint = await jose.calculateJwkThumbprint(jwk);
    assert.equal(header.kid, thumbprint);
    if (!SHARED_SECRET) assert.equal(jwk.kid, thumbprint);
  });

  test("refuses what is not the token", async () => {
    const code = (name) => ({ code: name });
    const issuer = "https://elsewhere.example";
    await assert.rejects(verify(token, { audience: "elsewhere" }), code("ERR_JWT_CLAIM_VALIDATION_FAILED"));
    await assert.rejects(verify(token, { issuer }), code("ERR_JWT_CLAIM_VALIDATION_FAILED"));
    await assert.rejects(verify(token, { typ: "JWT" }), code("ERR_JWT_CLAIM_VALIDATION_FAILED"));
    await assert.rejects(verify(token, { currentDate: new Date((claims.exp + 1) * 1000) }), code("ERR_JWT_EXPIRED"));
    await assert.rejects(verify(changed(1)), code("ERR_JWS_SIGNATURE_VERIFICATION_FAILED"));
    await assert.rejects(verify(changed(2)), code("ERR_JWS_SIGNATURE_VERIFICATION_FAILED"));
  });
});

describe("aws-jwt-verify", { skip: SHARED_SECRET && "takes no shared secrets" }, () => {
  const verifier = (properties = {}) => {
    // Its own fetcher speaks https alone, and the local server does not.
    const fetcher = { fetch: async (uri) => (await fetch(uri)).arrayBuffer() };
    const { issuer, jwks_uri: jwksUri } = metadata;
    const jwksCache = new SimpleJwksCache({ fetcher });
    return JwtVerifier.create({ issuer, audience: AUDIENCE, jwksUri, ...properties }, { jwksCache });
  };

  test("accepts the token", async () => {
    const payload = await verifier({ scope: "api" }).verify(token);
    for (const claim of CLAIMS) assert.ok(claim in payload, claim);
    assert.equal(payload.sub, `email:${email}`);
  });

  test("refuses what is not the token", async () => {
    const issuer = "https://elsewhere.example";
    await assert.rejects(verifier({ audience: "elsewhere" }).verify(token), refusals.JwtInvalidAudienceError);
    await assert.rejects(verifier({ issuer }).verify(token), refusals.JwtInvalidIssuerError);
    await assert.rejects(verifier({ scope: "admin" }).verify(token), refusals.JwtInvalidScopeError);
    await assert.rejects(verifier().verify(changed(1)), refusals.JwtInvalidSignatureError);
    await assert.rejects(verifier().verify(changed(2)), refusals.JwtInvalidSignatureError);
  });
});

// ---- We judge others' tokens ----

describe("the guarded API accepts", () => {
  test("the server's own token", async () => assert.equal(await callMe(token), 200));
  test("the same claims, signed by jose", async () => assert.equal(await callMe(await make()), 200));
  test("the same claims, signed by hand", async () => assert.equal(await callMe(forge(header, claims)), 200));
  test("a list of one audience", async () => assert.equal(await callMe(await make({ aud: [AUDIENCE] })), 200));
  test("the type as a whole media type", async () => assert.equal(await callMe(await make({}, { typ: "application/at+jwt" })), 200));
  test("claims that it does not know", async () => assert.equal(await callMe(await make(FOREIGN_CLAIM)), 200));
  test("a phone number in place of an address", async () => {
    const { email: _, email_verified: __, ...others } = claims;
    const phone = { ...others, sub: "tel:+12015550100", phone_number: "+12015550100", phone_number_verified: true };
    const made = await new jose.SignJWT(phone).setProtectedHeader(header).sign(signingKey);
    assert.equal(await callMe(made), 200);
  });
  test("a token that has just expired, within the clock skew", async () => {
    assert.equal(await callMe(await make({ exp: now() - CLOCK_SKEW + 10 })), 200);
  });
});

const now = () => Math.trunc(Date.now() / 1000);
const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

/** A token by a key of somebody else's, with a header that wants to lead us to it. */
async function ownKeyBy(headerOf) {
  const alg = SHARED_SECRET ? "ES256" : EXPECT_ALG;
  const pair = await jose.generateKeyPair(alg, { extractable: true });
  const own = await jose.exportJWK(pair.publicKey);
  const kid = await jose.calculateJwkThumbprint(own);
  const address = `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [{ ...own, kid, alg }] }))}`;
  return new jose.SignJWT(claims)
    .setProtectedHeader({ alg, typ: header.typ, kid, ...headerOf(kid, address, own) })
    .sign(pair.privateKey);
}
const text = (object, extra) => `${JSON.stringify(object).slice(0, -1)},${extra}}`;

/** Name → token. Those of an algorithm are there only where that algorithm is in use. */
const attacks = {
  "no token": () => "",
  "a changed payload": () => changed(1),
  "a changed signature": () => changed(2),
  "no signature": () => `${token.split(".", 2).join(".")}.`,
  "two parts": () => token.split(".", 2).join("."),
  "four parts": () => `${token}.${token.split(".")[2]}`,
  "a signature of zeros": () => forge(header, claims, (message) => Buffer.alloc(signature(message).length)),
  "a signature with one byte more": () =>
    forge(header, claims, (message) => Buffer.concat([signature(message), Buffer.alloc(1)])),
  "a padded signature": () => `${token}=`,
  "base64 in place of base64url": () => {
    const part = Buffer.from(JSON.stringify({ ...claims, ...FOREIGN_CLAIM })).toString("base64").replaceAll("=", "");
    assert.match(part, /[+/]/);
    const message = `${encode(header)}.${part}`;
    return `${message}.${signature(message).toString("base64url")}`;
  },
  "JSON serialisation": () => {
    const [head, payload, signed] = token.split(".");
    return JSON.stringify({ protected: head, payload, signature: signed });
  },
  "JSON serialisation of the general kind": () => {
    const [head, payload, signed] = token.split(".");
    return JSON.stringify({ payload, signatures: [{ protected: head, signature: signed }] });
  },
  "a padded header": () => {
    const message = `${encode(header)}=.${encode(claims)}`;
    return `${message}.${signature(message).toString("base64url")}`;
  },
  "a padded payload": () => {
    const message = `${encode(header)}.${encode(claims)}==`;
    return `${message}.${signature(message).toString("base64url")}`;
  },
  "a blank within": () => token.replace(".", ". "),
  "a blank within the payload": () => {
    const part = encode(claims);
    const message = `${encode(header)}.${part.slice(0, 8)} ${part.slice(8)}`;
    return `${message}.${signature(message).toString("base64url")}`;
  },
  "a dot before": () => `.${token}`,
  "a dot behind": () => `${token}.`,
  "an encrypted token": () => `${encode({ alg: "dir", enc: "A256GCM" })}..AAAA.AAAA.AAAA`,
  "a token within a token": () => forge({ ...header, cty: "JWT" }, token),
  "a byte order mark": () => forge(`\ufeff${JSON.stringify(header)}`, claims),
  "two tokens": () => `${token},${token}`,
  "8 kB and more": () => make({ padding: "x".repeat(8_192) }),

  "another typ": () => make({}, { typ: "JWT" }),
  "no typ": () => forge(without(header, "typ"), claims),
  "no kid": () => forge(without(header, "kid"), claims),
  "another kid": () => make({}, { kid: "another" }),
  "an empty kid": () => make({}, { kid: "" }),
  "a kid that is a path": () => make({}, { kid: "../../../dev/null" }),
  "a kid that is a number": () => forge({ ...header, kid: 1 }, claims),
  "a kid that is a list": () => forge({ ...header, kid: [header.kid] }, claims),
  "a kid that is null": () => forge({ ...header, kid: null }, claims),
  "a kid that is a query": () => make({}, { kid: "' OR '1'='1" }),
  "a kid that is a URL": () => make({}, { kid: `${BASE_URL}/.well-known/jwks.json#${header.kid}` }),
  "a kid in capitals": () => make({}, { kid: header.kid.toUpperCase() }),
  "a kid with a NUL": () => make({}, { kid: `${header.kid}\u0000` }),
  "kid twice": () => forge(text(header, `"kid":"${header.kid}"`), claims),
  "typ twice": () => forge(text(header, '"typ":"JWT"'), claims),
  "an algorithm that is a list": () => forge({ ...header, alg: [EXPECT_ALG] }, claims),
  "no algorithm": () => forge(without(header, "alg"), claims),
  "a header that is no object": () => forge("[]", claims),
  "a lower-case algorithm": () => forge({ ...header, alg: EXPECT_ALG.toLowerCase() }, claims),
  "the name Ed25519 for EdDSA": EXPECT_ALG === "EdDSA" && (() => forge({ ...header, alg: "Ed25519" }, claims)),
  "crit of a known name": () => make({}, { crit: ["exp"], exp: 1 }, { crit: { exp: true } }),
  "crit of an unknown name": () => make({}, { crit: ["x"], x: 1 }, { crit: { x: true } }),
  "an empty crit": () => forge({ ...header, crit: [] }, claims),
  "b64 false": () => {
    const message = `${encode({ ...header, b64: false, crit: ["b64"] })}.${JSON.stringify(claims)}`;
    return `${message}.${signature(message).toString("base64url")}`;
  },
  "b64 true": () => make({}, { b64: true, crit: ["b64"] }, { crit: { b64: true } }),
  "zip": () => forge({ ...header, zip: "DEF" }, claims),
  "cty JWT": () => make({}, { cty: "JWT" }),
  "alg twice": () => forge(text(header, `"alg":"${EXPECT_ALG}"`), claims),
  "a key by jku": () => make({}, { jku: `${BASE_URL}/.well-known/jwks.json` }),
  "a key by x5u": () => make({}, { x5u: `${BASE_URL}/.well-known/jwks.json` }),
  "a key by x5c": () => make({}, { x5c: ["MIIB"] }),
  "an embedded key of one's own": async () => {
    const pair = await jose.generateKeyPair("ES256", { extractable: true });
    const own = await jose.exportJWK(pair.publicKey);
    const kid = await jose.calculateJwkThumbprint(own);
    const ownHeader = { alg: "ES256", typ: "at+jwt", kid, jwk: own };
    return new jose.SignJWT(claims).setProtectedHeader(ownHeader).sign(pair.privateKey);
  },
  "a key of one's own by jku": () => ownKeyBy((kid, address) => ({ jku: address })),
  "a key of one's own by x5u": () => ownKeyBy((kid, address) => ({ x5u: address })),
  "a key of one's own, embedded under our kid": () => ownKeyBy((kid, address, jwk) => ({ kid: header.kid, jwk })),
  "a certificate of one's own": () => ownKeyBy(() => ({ kid: header.kid, x5c: ["MIIB"], x5t: "AAAA" })),
  "our own key, embedded": !SHARED_SECRET && (() => make({}, { jwk })),
  "another key under our kid": async () => {
    const pair = await jose.generateKeyPair(SHARED_SECRET ? "ES256" : EXPECT_ALG);
    const alg = SHARED_SECRET ? "ES256" : EXPECT_ALG;
    return new jose.SignJWT(claims).setProtectedHeader({ ...header, alg }).sign(pair.privateKey);
  },

  "expired": () => make({ exp: now() - CLOCK_SKEW - 1 }),
  "exp as a string": () => forge(header, { ...claims, exp: String(claims.exp) }),
  "exp as a fraction": () => forge(header, { ...claims, exp: claims.exp + 0.5 }),
  "exp as a float": () => forge(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, `"exp":${claims.exp}.0`)),
  "exp with an exponent": () => forge(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, '"exp":9e9')),
  "a negative exp": () => forge(header, { ...claims, exp: -1 }),
  "no exp": () => forge(header, without(claims, "exp")),
  "exp null": () => forge(header, { ...claims, exp: null }),
  "exp twice": () => forge(header, text(claims, `"exp":${claims.exp + 1_000}`)),
  "exp as a list": () => forge(header, { ...claims, exp: [claims.exp] }),
  "exp beyond every number": () => forge(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, `"exp":${"9".repeat(40)}`)),
  "exp in other spelling": () => forge(header, JSON.stringify(claims).replace('"exp"', '"Exp"')),
  "nbf as a string": () => forge(header, { ...claims, nbf: String(claims.nbf) }),
  "iat as a string": () => forge(header, { ...claims, iat: String(claims.iat) }),
  "not yet valid": () => make({ nbf: now() + CLOCK_SKEW + 60 }),
  "issued in the future": () => make({ iat: now() + CLOCK_SKEW + 60 }),

  "another audience": () => make({ aud: "elsewhere" }),
  "an audience that begins like ours": () => make({ aud: `${AUDIENCE}-2` }),
  "the beginning of our audience": () => make({ aud: AUDIENCE.slice(0, -1) }),
  "our audience in capitals": () => make({ aud: AUDIENCE.toUpperCase() }),
  "two audiences": () => make({ aud: [AUDIENCE, "elsewhere"] }),
  "our audience twice": () => make({ aud: [AUDIENCE, AUDIENCE] }),
  "no audience": () => forge(header, without(claims, "aud")),
  "an empty list of audiences": () => make({ aud: [] }),
  "aud twice": () => forge(header, text(claims, '"aud":"elsewhere"')),
  "another issuer": () => make({ iss: "https://elsewhere.example" }),
  "an issuer with a slash more": () => make({ iss: `${claims.iss}/` }),
  "a list of issuers": () => make({ iss: [claims.iss] }),
  "an issuer that begins like ours": () => make({ iss: `${claims.iss}.example` }),
  "iss twice": () => forge(header, text(claims, `"iss":"${claims.iss}"`)),
  "sub twice": () => forge(header, text(claims, '"sub":"email:root@example.org"')),
  "a claim twice, spelt by escapes": () => forge(header, text(claims, '"\\u0073ub":"email:root@example.org"')),
  "sid twice": () => forge(header, text(claims, `"sid":"${claims.sid}"`)),
  "a subject that is a number": () => forge(header, { ...claims, sub: 1 }),
  "no sid": () => forge(header, without(claims, "sid")),
  "no jti": () => forge(header, without(claims, "jti")),
  "no issuer": () => forge(header, without(claims, "iss")),
  "no subject": () => forge(header, without(claims, "sub")),
  "an ID token": () =>
    make({ nonce: "n-0S6_WzA2Mj", client_id: undefined, scope: undefined, aud: claims.client_id }, { typ: "JWT" }),
  "an ID token for our audience": () =>
    forge({ ...header, typ: "JWT" }, { ...without(without(claims, "scope"), "client_id"), nonce: "n", at_hash: "x", azp: AUDIENCE }),
  "an ID token that poses as an access token": () =>
    forge(header, { ...without(without(claims, "scope"), "client_id"), nonce: "n", at_hash: "x", azp: AUDIENCE }),
  "a logout token": () => make({ events: { "http://schemas.openid.net/event/backchannel-logout": {} } }, { typ: "logout+jwt" }),
  "a payload that is no object": () => forge(header, "[]"),
  "a payload that is empty": () => forge(header, ""),
};

for (const none of ["none", "None", "NONE", "nOnE", "", "none "]) {
  attacks[`alg ${JSON.stringify(none)} without a signature`] = () => forge({ ...header, alg: none }, claims, () => "");
  attacks[`alg ${JSON.stringify(none)} with our signature`] = () => forge({ ...header, alg: none }, claims);
}
if (SHARED_SECRET) {
  attacks["another HMAC with our secret"] = () => make({}, { alg: "HS512" });
  attacks["the secret as it is written down"] = () => forge(header, claims, (message) => hmac(jwk.k, message));
} else {
  const asSecret = (secret) => () => forge({ ...header, alg: "HS256" }, claims, (message) => hmac(secret(), message));
  const exported = (format) => createPublicKey(privateKey).export({ type: "spki", format });
  attacks["HS256 with the public key as PEM"] = asSecret(() => exported("pem"));
  attacks["HS256 with the public key as PEM, without its last line break"] = asSecret(() => exported("pem").trimEnd());
  attacks["HS256 with the public key as DER"] = asSecret(() => exported("der"));
  attacks["HS256 with the public JWK"] = asSecret(() => JSON.stringify(jwk));
  attacks["HS256 with the number in the JWK"] = asSecret(() => jwk.n ?? jwk.x);
  attacks["HS256 with the bytes of the number in the JWK"] = asSecret(() => Buffer.from(jwk.n ?? jwk.x, "base64url"));
  attacks["HS256 with nothing"] = asSecret(() => "");
}
const signWith = (digest) => (message) => sign(digest, Buffer.from(message), privateKey);
if (EXPECT_ALG === "ES256") {
  attacks["a signature in DER"] = () => forge(header, claims, signWith("sha256"));
  attacks["r and s of zero, in DER"] = () => forge(header, claims, () => Buffer.from("3006020100020100", "hex"));
}
if (EXPECT_ALG === "RS256") {
  attacks["RS512 with our key"] = () => forge({ ...header, alg: "RS512" }, claims, signWith("sha512"));
  attacks["PS256 with our key"] = () => forge({ ...header, alg: "PS256" }, claims);
}

describe("the guarded API refuses", () => {
  for (const [name, attack] of Object.entries(attacks).filter(([, attack]) => attack)) {
    test(name, async () => assert.equal(await callMe(await attack()), 401));
  }
  test("none of this by accident: the server's own token still counts", async () => {
    assert.equal(await callMe(token), 200);
  });
});
