// Where the service is that the scripts beside this one speak to: a local server, or one behind an emulated gateway, which has
// another address than its name says.

import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";

/** `GATEWAY_URL` is where calls to `BASE_URL` go, and `GATEWAY_HOST` what they say there. */
export const { BASE_URL, GATEWAY_URL, GATEWAY_HOST } = process.env;

if (!BASE_URL) {
  console.error("BASE_URL is not set: start a local server, as with_server.sh does");
  process.exit(1);
}

/** One call, of which nothing follows by itself: status, headers and text. */
export async function send(address, { method = "GET", headers = {}, body } = {}) {
  const named = new URL(address);
  const isBehind = GATEWAY_URL && named.origin === BASE_URL;
  const url = isBehind ? new URL(named.pathname + named.search, GATEWAY_URL) : named;
  const call = request(url, { method, headers: isBehind ? { ...headers, host: GATEWAY_HOST } : headers });
  call.end(body);
  const [answer] = await once(call, "response");
  return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
}
