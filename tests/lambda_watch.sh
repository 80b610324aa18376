#!/usr/bin/env bash
# Has the sample events of events/ answered by functions under `cargo lambda watch`, as docs/deploy.md says, and compares the
# answers: those functions alone that need no AWS service. Builds them (debug) where they are not built. Needs .venv with
# .ci/requirements.txt and openssl.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! -x .venv/bin/cargo-lambda ]]; then
  echo ".venv/bin/cargo-lambda is missing: .venv/bin/pip install -r .ci/requirements.txt" >&2
  exit 1
fi
PATH=$PWD/.venv/bin:$PATH
# Features differ from those of the tests, so all of it is built anew: without optimisation, which nothing here needs.
export CARGO_PROFILE_DEV_OPT_LEVEL=0
# Built before, so that no invocation waits for it.
cargo build --quiet --locked -p authorizer -p discovery -p me

folder=$(mktemp -d)
pid=
# Invoked by the trap.
# shellcheck disable=SC2329
finish() {
  if [[ -n $pid ]]; then
    # With the functions that it started: it leads a group of its own.
    kill -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The variables of all three. The key is nobody's: no token counts here.
jwks=$(python3 tests/lambda_watch.py jwks)
export JWKS=$jwks ISSUER=https://login.example.org AUDIENCE=api REVOCATION=off METRICS=off
port=$(python3 -c 'import socket; taken = socket.socket(); taken.bind(("127.0.0.1", 0)); print(taken.getsockname()[1])')
set -m
cargo-lambda lambda watch -A 127.0.0.1 -P "$port" --ignore-changes >"$folder/output" 2>&1 &
pid=$!
set +m
for attempt in {1..301}; do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  if [[ $attempt -eq 301 ]] || ! kill -0 "$pid" 2>/dev/null; then
    cat "$folder/output" >&2
    echo "cargo lambda watch does not listen" >&2
    exit 1
  fi
  sleep 0.1
done

failed=0
# invoke FUNCTION EVENT: the answer is as tests/lambda_watch.py has it.
invoke() {
  local status=0
  # The first one may wait for cargo, which cargo lambda asks to build again.
  timeout 600 cargo-lambda lambda invoke -A 127.0.0.1 -P "$port" --data-file "events/$2.json" "$1" \
    >"$folder/answer" 2>"$folder/errors" || status=$?
  if ! python3 tests/lambda_watch.py compare "$2" "$status" "$folder/answer" "$folder/errors"; then
    failed=1
  fi
}
invoke me me
invoke me me-options
invoke discovery discovery-jwks
invoke discovery discovery-openid-configuration
invoke discovery discovery-authorization-server
invoke discovery discovery-health
invoke discovery discovery-unknown-path
invoke authorizer authorizer-http-2.0
invoke authorizer authorizer-rest-token
invoke authorizer authorizer-appsync
invoke authorizer authorizer-appsync-event
if [[ $failed -ne 0 ]]; then
  tail -n 40 "$folder/output" >&2
  exit 1
fi
echo "cargo lambda: every answer is as it should be"
