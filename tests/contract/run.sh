#!/usr/bin/env bash
# Has schemathesis call a service as docs/openapi.yaml describes it, with and without a token (HW-05): no 5xx and no answer
# that is not described. It is the one at the URL that is given, which has to show its messages at /dev/inbox.json, or a fresh
# local server, which needs `cargo build -p local`. The libraries of tests/oracles/requirements.txt have to be in .venv.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ ! -x .venv/bin/schemathesis ]]; then
  echo ".venv/bin/schemathesis is missing: .venv/bin/pip install -r tests/oracles/requirements.txt" >&2
  exit 1
fi
url=${1:-}
call_everything() {
  # shellcheck disable=SC2016
  local call='.venv/bin/schemathesis --config-file tests/contract/schemathesis.toml run docs/openapi.yaml --url "$BASE_URL" --no-color'
  if [[ -n $url ]]; then
    BASE_URL=$url bash -c "$call"
  else
    # Or most answers would be a 429.
    EMAIL_SENDS_PER_HOUR=20 EMAIL_SENDS_PER_DAY=200 tests/oracles/with_server.sh RS256 bash -c "$call"
  fi
}
echo "== schemathesis, without a token"
SCHEMATHESIS_HOOKS=tests.contract.paths call_everything
echo "== schemathesis, with a token"
SCHEMATHESIS_HOOKS=tests.contract.hooks call_everything
