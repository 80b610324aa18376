#!/usr/bin/env bash
# Signs in with a real browser against a fresh local server, with and without JavaScript, looks into one as its owner does,
# calls one from pages of other origins, and signs in to them; proves more by passkeys where clients demand it; looks at every
# page in every language, light and dark, narrow and large. Needs `cargo build -p local -p admin`, Node 20, Python 3 and chromium
# (at /usr/bin/chromium or $CHROMIUM). Installs the driver into tests/browser/node_modules.
set -euo pipefail
cd "$(dirname "$0")"

for tool in node npm; do
  if ! command -v "$tool" >/dev/null; then
    echo "$tool is missing: install Node 20" >&2
    exit 1
  fi
done
npm ci --no-audit --no-fund --silent
../oracles/with_server.sh RS256 node --test --test-reporter=spec sign_in.mjs
../oracles/with_server.sh ES256 ../oracles/with_clients.sh passkey_clients.json node --test --test-reporter=spec passkey_clients.mjs
for tests in laptop cors single_page without_javascript pages passkeys authenticators tabs links time looks gallery_looks axe; do
  node --test --test-reporter=spec "$tests.mjs"
done
# Whether they can be made: pixels differ from one machine's fonts to another's.
pictures=$(mktemp -d)
node images.mjs "$pictures"
rm -r "$pictures"
