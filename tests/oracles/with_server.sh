#!/usr/bin/env bash
# Runs a command against a fresh local server, and ends the server with it:
#
#   tests/oracles/with_server.sh RS256 COMMAND [ARGUMENT…]
#
# The command finds BASE_URL, EXPECT_ALG, ADMIN_ENV (what `admin` reads), and KEY_FILE or SECRET_FILE in its environment.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
server=$root/target/debug/local
if [[ $# -lt 2 ]]; then
  echo "usage: $0 RS256|ES256|EdDSA|HS256 COMMAND [ARGUMENT…]" >&2
  exit 2
fi
if [[ ! -x $server ]]; then
  echo "$server is missing: cargo build -p local" >&2
  exit 1
fi
algorithm=$1
shift

folder=$(mktemp -d)
pid=
# Invoked by the trap.
# shellcheck disable=SC2329
finish() {
  if [[ -n $pid ]]; then
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

mkdir "$folder/data"
# Made here, since the server's own shell may come to it later than we do.
touch "$folder/output" "$folder/errors"
# Every call comes from one address.
export ADDRESS_SENDS=10000 ADDRESS_VERIFICATIONS=10000 ADDRESS_TOKEN_CALLS=10000 ADDRESS_PASSKEYS=10000 \
  SESSION_CALLS=10000
"$server" --port 0 --data "$folder/data" --algorithm "$algorithm" >"$folder/output" 2>"$folder/errors" &
pid=$!
BASE_URL=
for _ in {1..300}; do
  BASE_URL=$(sed -nE 's/^ *sign in +(http:[^ ]*)\/$/\1/p' "$folder/output" | head -n 1)
  if [[ -n $BASE_URL ]] || ! kill -0 "$pid" 2>/dev/null; then break; fi
  sleep 0.1
done
if [[ -z $BASE_URL ]]; then
  echo "the local server with $algorithm did not start:" >&2
  cat "$folder/errors" >&2
  exit 1
fi

export BASE_URL EXPECT_ALG=$algorithm ADMIN_ENV=$folder/data/admin.env
if [[ $algorithm == HS256 ]]; then
  export SECRET_FILE=$folder/data/signing-key-hs256.json
else
  export KEY_FILE=$folder/data/signing-key-${algorithm,,}.pem
fi
status=0
"$@" || status=$?
if [[ $status -ne 0 ]]; then
  echo "the server's log ends:" >&2
  tail -n 20 "$folder/output" "$folder/errors" >&2
fi
exit "$status"
