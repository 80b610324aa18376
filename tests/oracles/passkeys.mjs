// SimpleWebAuthn judges the ceremonies that passkeys.py has kept, by the same expectations:
//
//     node tests/oracles/passkeys.mjs RECORD

import { readFileSync } from "node:fs";
import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";

const FRAMES = "it looks at frames where somebody signs in alone";
const KEYS = "it looks at a key when it is first signed with";
const IDS = "it leaves ids to its caller";
const BEHIND = "it has nothing stand there";
const BACKUP = "it remembers nothing of a passkey, which its caller may compare";
/** Where it judges otherwise than we do, knowingly, and why. Each must go on to differ, or its line goes. */
const KNOWN = {
  "registration: a frame": FRAMES,
  "registration: a frame, and the page above it": FRAMES,
  "registration: a page above no frame": FRAMES,
  "authentication: a frame": "it looks at the page above alone, which not every browser names",
  "registration: a coordinate that is too short": KEYS,
  "registration: a point that is not on the curve": KEYS,
  "registration: a curve of another algorithm": KEYS,
  "registration: a type of another key": KEYS,
  "registration: a key that ends a few bytes early": "its CBOR takes strings of which a few bytes are not there",
  "registration: an id that is too long": IDS,
  "registration: another id than it is called by": IDS,
  "registration: bytes behind authenticator data": BEHIND,
  "authentication: bytes behind authenticator data": BEHIND,
  "registration: no attestation, and a statement of it": "it has such a statement be empty",
  "authentication: bytes behind the signature": "it reads numbers, and nothing behind them",
  "authentication: a counter that went back": "it has counters go on, where we tell the owner and lock nobody out",
  "authentication: eligible for backup all of a sudden": BACKUP,
  "authentication: eligible for backup no more": BACKUP,
  "authentication: another person": "it leaves it to its caller whom a passkey names",
};

/** Whether it takes a ceremony, and why not. Whatever it throws, it does not. */
async function verdict(of) {
  const expected = {
    response: of.response, expectedChallenge: of.challenge, expectedOrigin: of.origin, expectedRPID: of.rp_id,
    requireUserVerification: true,
  };
  try {
    if (of.ceremony === "registration") {
      const { verified } = await verifyRegistrationResponse({ ...expected, supportedAlgorithmIDs: of.algorithms });
      return { taken: verified, reason: "not verified" };
    }
    const credential = { id: of.response.id, publicKey: Buffer.from(of.public_key, "base64url"), counter: of.counter };
    const { verified } = await verifyAuthenticationResponse({ ...expected, credential });
    return { taken: verified, reason: "not verified" };
  } catch (refusal) {
    return { taken: false, reason: String(refusal) };
  }
}

const said = (taken) => (taken ? "taken" : "refused");
const record = JSON.parse(readFileSync(process.argv[2], "utf8"));
const differing = new Map();
let failed = 0;
for (const of of record) {
  const kind = `${of.ceremony}: ${of.kind}`;
  const { taken, reason } = await verdict(of);
  if (kind in KNOWN) differing.set(kind, (differing.get(kind) ?? 0) + 1);
  if ((taken !== of.ours) === kind in KNOWN) continue;
  failed += 1;
  const why = taken ? of.answer : reason;
  console.log(`FAILED ${kind}: SimpleWebAuthn has ${said(taken)} it, and we have ${said(of.ours)} it: ${why}`);
}
for (const [kind, count] of [...differing].sort()) console.log(`${count} × ${kind}: ${KNOWN[kind]}`);
for (const kind of Object.keys(KNOWN).filter((kind) => !differing.has(kind))) {
  failed += 1;
  console.log(`FAILED ${kind}: there is no such ceremony`);
}
for (const ceremony of ["registration", "authentication"]) {
  const of = record.filter((kept) => kept.ceremony === ceremony);
  const taken = of.filter(({ ours }) => ours).length;
  console.log(`${of.length} ${ceremony}s: ${taken} taken, ${of.length - taken} refused`);
}
console.log(`SimpleWebAuthn: ${record.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
