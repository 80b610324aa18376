// What a token says and who has signed it. All of it happens in the page: a token is sent nowhere.

import { moment } from "/dev/time.js";

/** The claims that are moments, one to a line of pretty JSON. */
const TIMES = /^\s*"(?:iat|nbf|exp|auth_time)": ([0-9]+),?$/;

/** The signatures that the service makes and publishes keys for, as WebCrypto names them. */
const ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
};

/** What a key is, without what else stands beside it. */
const PUBLIC_MEMBERS = ["kty", "crv", "x", "y", "n", "e"];

/** Header and claims of a JWT, which need not be a good one; `undefined` for what is none. */
export function read(token) {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(new TextDecoder().decode(bytesOf(part))));
    return isObject(header) && isObject(claims) ? { header, claims } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the issuer whose public keys these are has signed the token: `signed`, `forged`, or `unknown` where no key of
 * theirs bears that name. `secret` is a signature that only who has a shared secret can check, `unchecked` one that this
 * browser cannot.
 */
export async function judge(token, { alg, kid }, keys) {
  if (/^HS/.test(alg)) return "secret";
  const algorithm = Object.hasOwn(ALGORITHMS, alg) && ALGORITHMS[alg];
  // A key is for one algorithm, whatever a token says.
  const key = keys.find((key) => key.kid === kid && key.alg === alg);
  if (!algorithm || !key) return "unknown";
  const jwk = Object.fromEntries(PUBLIC_MEMBERS.filter((name) => name in key).map((name) => [name, key[name]]));
  let imported;
  try {
    imported = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  } catch {
    return "unchecked";
  }
  const end = token.lastIndexOf(".");
  try {
    const said = new TextEncoder().encode(token.slice(0, end));
    return (await crypto.subtle.verify(algorithm, imported, bytesOf(token.slice(end + 1)), said)) ? "signed" : "forged";
  } catch {
    return "forged";
  }
}

/** Pretty JSON as nodes; each claim that is a moment is followed by it, given `now` with how far off it is. */
export function claimsAsNodes(claims, now) {
  return JSON.stringify(claims, null, 2).split("\n").flatMap((line) => {
    const [, seconds] = TIMES.exec(line) ?? [];
    return seconds ? [line, " ", moment(Number(seconds), now), "\n"] : [line, "\n"];
  });
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The bytes of base64url. */
function bytesOf(part) {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
