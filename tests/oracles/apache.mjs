// Apache with mod_auth_openidc guards a page, and takes a running local server as it takes any provider. Needs Debian's
// apache2 and libapache2-mod-auth-openidc; runs as whoever calls it, on a free port, from a folder of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { accessSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { BASE_URL } from "./base_url.mjs";
import { Browser, asksWhetherToGoOn, asksWho, codeTo, freshEmail } from "./pages.mjs";

const [APACHE, MODULES] = ["/usr/sbin/apache2", "/usr/lib/apache2/modules"];
const { SECRET_APACHE } = process.env;
/** Milliseconds. */
const PATIENCE = 20_000;

let folder, home, apache;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** What an operator writes, and what makes Apache start without its own folders. */
function configuration(port) {
  const modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "headers", "auth_openidc"];
  return `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/errors
DocumentRoot ${folder}/pages
DefaultRuntimeDir ${folder}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join("\n")}
# Of those that root starts.
User www-data
Group www-data

OIDCProviderMetadataURL ${BASE_URL}/.well-known/openid-configuration
OIDCClientID apache
OIDCClientSecret ${SECRET_APACHE}
OIDCRedirectURI ${home}/guarded/callback
OIDCCryptoPassphrase ${randomUUID()}
OIDCScope "openid email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
<Location /guarded>
  AuthType openid-connect
  Require valid-user
  Header always set Seen-Address "%{OIDC_CLAIM_email}e"
  Header always set Seen-Account "%{OIDC_CLAIM_sub}e"
  Header always set Seen-Assurance "%{OIDC_CLAIM_acr}e"
</Location>
`;
}

before(async () => {
  assert.ok(SECRET_APACHE, "SECRET_APACHE is not set: with_clients.sh sets it");
  for (const file of [APACHE, `${MODULES}/mod_auth_openidc.so`]) {
    try {
      accessSync(file);
    } catch {
      assert.fail(`${file} is missing: apt-get install apache2 libapache2-mod-auth-openidc`);
    }
  }
  folder = mkdtempSync(`${tmpdir()}/apache-`);
  chmodSync(folder, 0o755);
  mkdirSync(`${folder}/pages/guarded`, { recursive: true });
  writeFileSync(`${folder}/pages/index.html`, "for everybody");
  writeFileSync(`${folder}/pages/guarded/index.html`, "for those who have signed in");
  const port = await freePort();
  home = `http://localhost:${port}`;
  writeFileSync(`${folder}/apache.conf`, configuration(port));
  apache = spawn(APACHE, ["-f", `${folder}/apache.conf`, "-D", "FOREGROUND"], { stdio: ["ignore", "inherit", "inherit"] });
  const end = Date.now() + PATIENCE;
  while (!(await fetch(`${home}/`).then(({ ok }) => ok, () => false))) {
    assert.ok(apache.exitCode === null && Date.now() < end, `Apache did not start: ${log()}`);
    await setTimeout(50);
  }
});

after(async () => {
  if (apache?.exitCode === null) {
    apache.kill();
    await once(apache, "exit");
  }
  if (folder) rmSync(folder, { recursive: true });
});

function log() {
  try {
    return readFileSync(`${folder}/errors`, "utf8").slice(-4000);
  } catch {
    return "no log";
  }
}

test("a page behind Apache is for those who have signed in here", { timeout: 60_000 }, async () => {
  const browser = new Browser([BASE_URL, home]);
  const email = freshEmail();
  let page = await browser.go(`${home}/guarded/`);
  assert.equal(page.url.origin, BASE_URL, log());
  assert.ok(asksWho(page));
  page = await browser.submit(page, "/signin/code", { identifier: email });
  page = await browser.submit(page, "/signin/check", { code: await codeTo(email) });
  assert.ok(asksWhetherToGoOn(page), "another program on this machine could call itself Apache");
  page = await browser.submit(page, "/signin/consent", { answer: "yes" });
  assert.deepEqual([page.url.href, page.status, page.html], [`${home}/guarded/`, 200, "for those who have signed in"], log());
  assert.equal(page.headers["seen-address"], email);
  assert.match(page.headers["seen-account"], /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  assert.equal(page.headers["seen-assurance"], "otp");

  // Out of both, and back at Apache.
  const logout = new URL(`${home}/guarded/callback`);
  logout.searchParams.set("logout", `${home}/`);
  page = await browser.go(logout);
  assert.deepEqual([page.url.href, page.html], [`${home}/`, "for everybody"], log());
  assert.ok(asksWho(await browser.go(`${home}/guarded/`)), "nobody is signed in any more");
});

test("who says no gets no page", { timeout: 60_000 }, async () => {
  const browser = new Browser([BASE_URL, home]);
  const email = freshEmail();
  let page = await browser.go(`${home}/guarded/`);
  page = await browser.submit(page, "/signin/code", { identifier: email });
  page = await browser.submit(page, "/signin/check", { code: await codeTo(email) });
  // What this module then says is no HTTP that Node reads.
  browser.origins = [BASE_URL];
  const { left } = await browser.submit(page, "/signin/consent", { answer: "no" });
  assert.deepEqual([left.origin, left.searchParams.get("error")], [home, "access_denied"]);
  browser.origins = [BASE_URL, home];
  assert.ok(asksWhetherToGoOn(await browser.go(`${home}/guarded/`)), "asked again");
});
