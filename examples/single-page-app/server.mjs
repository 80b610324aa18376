// Serves the app's four files on $PORT (3000); $ISSUER says where its users sign in.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const { ISSUER = "http://localhost:8080", PORT = "3000" } = process.env;
const read = (name) => readFileSync(fileURLToPath(new URL(name, import.meta.url)));
const files = {
  "/": ["text/html; charset=utf-8", read("index.html")],
  "/app.js": ["text/javascript", read("app.js")],
  "/oauth4webapi.js": ["text/javascript", read("node_modules/oauth4webapi/build/index.js")],
  "/settings.js": ["text/javascript", `export const issuer = ${JSON.stringify(ISSUER)};`],
};
const policy = `default-src 'none'; script-src 'self'; connect-src ${ISSUER}; base-uri 'none'; frame-ancestors 'none'`;

createServer((request, response) => {
  const [kind, body] = files[new URL(request.url, "http://localhost").pathname] ?? [];
  if (!body) return response.writeHead(404).end();
  return response.writeHead(200, {
    "content-type": kind, "content-security-policy": policy, "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff", "cache-control": "no-store",
  }).end(body);
}).listen(Number(PORT), "127.0.0.1", () => console.log(`the app is at http://localhost:${PORT}/`));
