#!/usr/bin/env bash
# Compiles infra/style and compares it with what is committed under shared/web/asset, so that `go build` needs no Node.
# `infra/style.sh write` commits to what was compiled. Needs Node and, the first time, npm. With CI=true a missing part
# is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."
committed=shared/web/asset
files='app.ltr.css app.rtl.css app.js icon.svg'

missing() {
  printf 'style.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'style.sh: skipped; CI does not skip\n' >&2
  exit 0
}

command -v node >/dev/null || missing 'node is not installed'
if ! cmp -s infra/style/package-lock.json infra/style/node_modules/.installed; then
  command -v npm >/dev/null || missing 'npm is not installed; it fetches the compiler'
  (cd infra/style && npm ci --ignore-scripts --no-audit --no-fund >/dev/null) || missing 'npm could not install the compiler; run npm ci in infra/style to see why'
  cp infra/style/package-lock.json infra/style/node_modules/.installed
fi

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
node --check "$committed/app.js"
node infra/style/build.mjs "$built"

# The content is compared, not the packing: another zlib packs the same content otherwise.
stale=
for f in $files; do
  cmp -s <(gzip -dc "$built/$f.gz") <(gzip -dc "$committed/$f.gz" 2>/dev/null) && continue
  if [ "${1:-}" = write ]; then
    cp "$built/$f.gz" "$committed/$f.gz"
    echo "wrote $committed/$f.gz"
  else
    stale="$stale $f.gz"
  fi
done
[ -z "$stale" ] || {
  echo "style.sh: $committed is older than infra/style:$stale; run infra/style.sh write and commit what it writes" >&2
  exit 1
}
