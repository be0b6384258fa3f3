#!/usr/bin/env bash
# Lints shared/web/openapi.json, the contract of the API, with Redocly. Whether the program keeps the contract is
# tested in shared/web. Needs Node and, the first time, npm. With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.77.0
integrity='sha512-XUa4hURDWLPG9WukIXo+UBqa9VpeTndmLI5PHu9QDkwtwH990Jsgz9nl2m1pZjsWrKFPP7avn6etRxxDbuD2Bg=='
folder=.cache/contract

missing() {
  printf 'contract.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'contract.sh: skipped; CI does not skip\n' >&2
  exit 0
}

command -v node >/dev/null || missing 'node is not installed'
mkdir -p "$folder"
printf '*\n' >"$folder/.gitignore" # the folder ignores itself
if [ "$(cat "$folder/installed" 2>/dev/null)" != "$version $integrity" ]; then
  command -v npm >/dev/null || missing 'npm is not installed; it fetches the linter'
  printf '{"private":true,"dependencies":{"@redocly/cli":"%s"}}\n' "$version" >"$folder/package.json"
  cat >"$folder/package-lock.json" <<EOF
{"lockfileVersion":3,"requires":true,"packages":{
 "":{"dependencies":{"@redocly/cli":"$version"}},
 "node_modules/@redocly/cli":{"version":"$version","integrity":"$integrity","bin":{"redocly":"bin/cli.js"}}}}
EOF
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund >install.log 2>&1) || missing "npm could not install the linter; see $folder/install.log"
  printf '%s %s\n' "$version" "$integrity" >"$folder/installed"
fi

# Everything that is recommended, as errors, but for a license: none is chosen yet.
cat >"$folder/redocly.yaml" <<'EOF'
extends: [recommended-strict]
rules:
  info-license: off
  operation-operationId-unique: error
  operation-parameters-unique: error
  no-unused-components: error
  no-invalid-parameter-examples: error
EOF
REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
  node "$folder/node_modules/@redocly/cli/bin/cli.js" lint --config "$folder/redocly.yaml" shared/web/openapi.json
