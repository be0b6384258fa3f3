#!/usr/bin/env bash
# Installs the OpenID Connect provider that the test of signing in runs against (infra/signin; the test is in infra/e2e,
# which skips it otherwise). Needs Node and, the first time, npm. With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/signin"

missing() {
  printf 'signin.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'signin.sh: skipped; CI does not skip\n' >&2
  exit 0
}

command -v node >/dev/null || missing 'node is not installed'
cmp -s package-lock.json node_modules/.installed && exit 0
command -v npm >/dev/null || missing 'npm is not installed; it fetches the provider'
npm ci --ignore-scripts --no-audit --no-fund >/dev/null || missing 'npm could not install the provider; run npm ci in infra/signin to see why'
cp package-lock.json node_modules/.installed
