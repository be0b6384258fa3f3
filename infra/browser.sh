#!/usr/bin/env bash
# Journeys through the pages of `functions/local` in a real browser: infra/browser/*.test.mjs. Pictures of every page
# go to .cache/browser/shots. Needs Node, Chromium (CHROMIUM names it) and, the first time, npm. With CI=true a missing
# part is a failure, not a skip. `infra/browser.sh answering` runs one file.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() {
  printf 'browser.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'browser.sh: skipped; CI does not skip\n' >&2
  exit 0
}

command -v node >/dev/null || missing 'node is not installed'
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$CHROMIUM" ] || missing 'no Chromium is installed; on Debian: apt-get install chromium'
export CHROMIUM
if ! cmp -s infra/browser/package-lock.json infra/browser/node_modules/.installed; then
  command -v npm >/dev/null || missing 'npm is not installed; it fetches the driver of the browser'
  (cd infra/browser && npm ci --ignore-scripts --no-audit --no-fund >/dev/null) || missing 'npm could not install the driver; run npm ci in infra/browser to see why'
  cp infra/browser/package-lock.json infra/browser/node_modules/.installed
fi

WORK=$(mktemp -d) # the program, and its data: each file of tests starts it itself
trap 'rm -rf "$WORK"' EXIT
mkdir -p .cache/browser
printf '*\n' >.cache/browser/.gitignore
SHOTS="$PWD/.cache/browser/shots"
rm -rf "$SHOTS"
PROGRAM="$WORK/local"
export WORK SHOTS PROGRAM
go build -o "$PROGRAM" ./functions/local
status=0
for journey in infra/browser/${1:-*}.test.mjs; do
  node --test --test-reporter=spec "$journey" || status=1
done
exit $status
