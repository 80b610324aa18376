#!/usr/bin/env bash
# Other programs judge our codes, our tokens and our calls of AWS, and sign users in here. Needs
# `cargo build -p local -p keys -p admin`, `cargo build -p shared -p request -p platform --examples`, /usr/bin/oathtool, zbar,
# rsvg-convert, Apache with mod_auth_openidc, Python 3 and Node 20. Installs the libraries into .venv and
# tests/oracles/node_modules.
set -euo pipefail
cd "$(dirname "$0")/../.."

missing=0
need() {
  if [[ ! -x $1 ]]; then
    echo "$1 is missing: $2" >&2
    missing=1
  fi
}
need target/debug/local "cargo build -p local"
need target/debug/keys "cargo build -p keys"
need target/debug/admin "cargo build -p admin"
need target/debug/examples/hotp "cargo build -p shared --example hotp"
need target/debug/examples/totp "cargo build -p shared --example totp"
need target/debug/examples/mail "cargo build -p request --example mail"
need target/debug/examples/signer "cargo build -p platform --example signer"
need /usr/bin/oathtool "apt-get install oathtool"
need /usr/bin/rsvg-convert "apt-get install librsvg2-bin"
need /usr/bin/zbarimg "apt-get install zbar-tools"
need /usr/sbin/apache2 "apt-get install apache2 libapache2-mod-auth-openidc"
for tool in python3 node npm; do
  need "$(command -v "$tool" || echo "$tool")" "install it"
done
[[ $missing -eq 0 ]] || exit 1

[[ -x .venv/bin/python ]] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/oracles/requirements.txt
npm ci --prefix tests/oracles --no-audit --no-fund --silent

echo "== codes: oathtool, pyotp"
.venv/bin/python tests/oracles/hotp.py target/debug/examples/hotp
.venv/bin/python tests/oracles/totp.py target/debug/examples/totp
echo "== an authenticator app: zbar, pyotp"
tests/oracles/with_server.sh ES256 .venv/bin/python tests/oracles/app.py
echo "== passkeys: py_webauthn, SimpleWebAuthn"
ceremonies=$(mktemp)
trap 'rm -f "$ceremonies"' EXIT
tests/oracles/with_server.sh ES256 .venv/bin/python tests/oracles/passkeys.py "$ceremonies"
node tests/oracles/passkeys.mjs "$ceremonies"
echo "== KMS, Secrets Manager, SSM: moto, boto3, PyJWT"
.venv/bin/python tests/oracles/aws.py target/debug/examples/signer target/debug/keys
echo "== SES: moto, Python's email package"
.venv/bin/python tests/oracles/mail.py target/debug/examples/mail
for algorithm in RS256 ES256 EdDSA HS256; do
  echo "== $algorithm: PyJWT, Authlib, joserfc"
  tests/oracles/with_server.sh "$algorithm" .venv/bin/python tests/oracles/tokens.py
  tests/oracles/with_server.sh "$algorithm" .venv/bin/python tests/oracles/sessions.py
  echo "== $algorithm: jose, aws-jwt-verify, openid-client"
  for oracle in tokens sessions; do
    tests/oracles/with_server.sh "$algorithm" node --test --test-reporter=spec "tests/oracles/$oracle.mjs"
  done
done
# with_clients CLIENTS_FILE COMMAND…: a fresh server that knows them.
with_clients() { tests/oracles/with_server.sh ES256 tests/oracles/with_clients.sh "$@"; }
echo "== sign-in: Authlib, joserfc"
with_clients tests/oracles/clients.json .venv/bin/python tests/oracles/openid.py
echo "== sign-in: openid-client, oauth4webapi"
with_clients tests/oracles/clients.json node --test --test-reporter=spec tests/oracles/openid.mjs
echo "== sign-in: Apache with mod_auth_openidc"
with_clients tests/oracles/clients.json node --test --test-reporter=spec tests/oracles/apache.mjs
echo "all oracles agree"
