// Shows what a token says, whether a key of this issuer has signed it, and whether it counts by the service's clock.

import { claimsAsNodes, judge, read } from "/dev/jwt.js";
import { fromNow } from "/dev/time.js";

const $ = (id) => document.getElementById(id);

/** What a sealed token looks like: bytes in base64url, and no part that says anything. */
const SEALED = /^[\w-]{40,}$/;

const VERDICTS = {
  signed: ["good", "A key of this issuer has signed it."],
  forged: ["bad", "No key of this issuer has signed it: it names one whose signature this is not."],
  unknown: ["bad", "No key of this issuer has signed it: there is none of this name and algorithm."],
  secret: ["open", "It is signed with a shared secret, which no page has: only who has it can check it."],
  unchecked: ["open", "This browser cannot check signatures of this algorithm."],
};

/** The text that is being looked at: an answer to an earlier one is not shown. */
let looked = "";

const getJson = async (path) => (await fetch(path, { cache: "no-store" })).json();

async function look() {
  const token = $("token").value.trim().replace(/^bearer\s+/i, "").replaceAll(/\s/g, "");
  if (token === looked) return;
  looked = token;
  const found = read(token);
  $("parts").hidden = true;
  show(kindOf(token, found), []);
  if (!found) return;
  const { header, claims } = found;
  try {
    const [{ keys }, { now }] = await Promise.all([getJson("/.well-known/jwks.json"), getJson("/dev/clock")]);
    const verdict = VERDICTS[await judge(token, header, keys)];
    if (token !== looked) return;
    $("header").textContent = JSON.stringify(header, null, 2);
    $("claims").replaceChildren(...claimsAsNodes(claims, now));
    $("parts").hidden = false;
    show(kindOf(token, found), [verdict, ...ageOf(claims, now), ...issuerOf(claims)]);
  } catch {
    // It may be looked at again.
    looked = "";
    show("The server cannot be reached.", []);
  }
}

function kindOf(token, found) {
  if (!token) return "";
  if (found) return found.header.typ === "at+jwt" ? "An access token" : "An ID token, or another JWT";
  if (SEALED.test(token)) {
    return "Sealed: refresh tokens and challenges are for the service alone, and say nothing to anybody else.";
  }
  return "This is no token of the service.";
}

/** Whether it counts by its times. */
function ageOf({ nbf, exp }, now) {
  if (!Number.isFinite(exp)) return [["bad", "It has no end."]];
  if (exp <= now) return [["bad", `It expired ${fromNow(exp, now)}, by the service’s clock.`]];
  if (nbf > now) return [["bad", `It begins to count ${fromNow(nbf, now)}, by the service’s clock.`]];
  return [["good", `It expires ${fromNow(exp, now)}, by the service’s clock. Whether its session has ended does not stand in it.`]];
}

const issuerOf = ({ iss }) => (iss === location.origin ? [] : [["bad", `Its issuer is another one: ${iss}`]]);

function show(kind, findings) {
  $("kind").textContent = kind;
  const items = findings.map(([tone, text]) => {
    const item = document.createElement("li");
    item.className = tone;
    item.textContent = text;
    return item;
  });
  $("findings").replaceChildren(...items);
}

$("token").addEventListener("input", look);
$("form").addEventListener("submit", (event) => event.preventDefault());
// What a browser has kept over a reload.
look();
