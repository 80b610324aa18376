// A local server of a test's own, the browser, and the small server of a client's page.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const { CHROMIUM = "/usr/bin/chromium" } = process.env;
const LOCAL = fileURLToPath(new URL("../../target/debug/local", import.meta.url));

/** Starts a local server that keeps nothing: its URL, and what ends it. */
export async function startLocal(settings = {}) {
  const local = spawn(LOCAL, ["--port", "0", "--memory"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...settings },
  });
  const end = () => local.kill();
  // Also of a test that fails before it comes to its end.
  process.once("exit", end);
  let url;
  for await (const line of createInterface(local.stdout)) {
    url = line.match(/sign in +(http:\S+)\/$/)?.[1];
    if (url) break;
  }
  // The log goes on; nobody reads it.
  local.stdout.resume();
  assert.ok(url, "the local server did not start");
  return { url, end };
}

export function startBrowser() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** Serves one origin by `answer(path)`, which gives a media type and a body. */
export async function startOrigin(answer) {
  const server = createServer((request, response) => {
    const [kind, body] = answer(new URL(request.url, "http://localhost").pathname);
    response.setHeader("content-type", kind).end(body);
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return `http://localhost:${server.address().port}`;
}

/** What was sent to the address or number, the newest first. */
export async function messagesTo(local, address) {
  const inbox = await (await fetch(`${local}/dev/inbox.json`)).json();
  return inbox.filter(({ to }) => to === address);
}

/** The newest that was sent to the address or number; notices, which come when they like, have none. */
async function newestTo(local, address, pattern) {
  const [newest] = (await messagesTo(local, address)).flatMap(({ text }) => text.match(pattern) ?? []);
  assert.ok(newest, `${pattern} is not in what was sent to ${address}`);
  return newest;
}

export const codeTo = (local, address) => newestTo(local, address, /\b\d{6}\b/);
export const linkTo = (local, address) => newestTo(local, address, /^http\S+\/signin\/link\?link=\S+$/m);

/** Puts the service's clock forward. */
export async function advance(local, seconds) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${local}/dev/clock`, { method: "POST", headers, body: JSON.stringify({ seconds }) });
  assert.equal(answer.status, 200);
}
