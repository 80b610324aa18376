// The running local server, as the tests beside this file use it.

import assert from "node:assert/strict";

export const { BASE_URL, EXPECT_ALG, KEY_FILE, SECRET_FILE } = process.env;
export const SHARED_SECRET = EXPECT_ALG === "HS256";
export const AUDIENCE = "local";

const missing = Object.entries({ BASE_URL, EXPECT_ALG, ...(SHARED_SECRET ? { SECRET_FILE } : { KEY_FILE }) })
  .filter(([, value]) => !value)
  .map(([name]) => name);
if (missing.length > 0) {
  console.error(`not set: ${missing.join(", ")}`);
  process.exit(1);
}

export async function getJson(path) {
  const answer = await fetch(BASE_URL + path);
  assert.equal(answer.status, 200, path);
  return answer.json();
}

async function post(path, body) {
  const answer = await fetch(BASE_URL + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

/** Signs in and gives the whole answer. */
export async function signIn(email) {
  const { challenge } = await post("/otp/request", { email });
  const { text } = (await getJson("/dev/inbox.json")).find(({ to }) => to === email);
  const [code] = text.match(/\b[0-9]{6,8}\b/);
  return post("/otp/verify", { challenge, code });
}

/** What the guarded API answers to a bearer token. */
export async function callMe(bearer) {
  const answer = await fetch(`${BASE_URL}/me`, { headers: { authorization: `Bearer ${bearer}` } });
  await answer.body?.cancel();
  return answer.status;
}
