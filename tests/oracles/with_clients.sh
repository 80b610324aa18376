#!/usr/bin/env bash
# Runs a command once the local server of with_server.sh knows the clients of a file:
#
#   tests/oracles/with_server.sh RS256 tests/oracles/with_clients.sh clients.json COMMAND [ARGUMENT…]
#
# The command finds the secret of each confidential client in its environment: SECRET_SHOP is that of `shop`.
set -euo pipefail

admin=$(cd "$(dirname "$0")/../.." && pwd)/target/debug/admin
if [[ $# -lt 2 || -z ${ADMIN_ENV:-} ]]; then
  echo "usage: with_server.sh ALGORITHM $0 CLIENTS_FILE COMMAND [ARGUMENT…]" >&2
  exit 2
fi
if [[ ! -x $admin ]]; then
  echo "$admin is missing: cargo build -p admin" >&2
  exit 1
fi
clients=$1
shift

# Who runs the command is no operator.
operate() (
  # shellcheck disable=SC1090
  . "$ADMIN_ENV"
  "$admin" clients "$@"
)
operate apply "$clients" >&2
confidential='
import json, sys
print(*(client["id"] for client in json.load(open(sys.argv[1])).get("clients", []) if client["type"] == "confidential"))'
for id in $(python3 -c "$confidential" "$clients"); do
  name=SECRET_${id//[^a-z0-9]/_}
  secret=$(operate secret "$id")
  declare -x "${name^^}=$secret"
done
exec "$@"
