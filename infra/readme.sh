#!/usr/bin/env bash
# Runs the commands that README.md shows, so that they stay true. Commands stand in blocks fenced as ```sh; the test
# command is left to the caller. `go run ./functions/local` is started once, with data of its own; the block fenced as
# ```sh story is then run against it, line by line in one shell, and every line must succeed.
set -uo pipefail
cd "$(dirname "$0")/.."
block() { awk -v fence="\`\`\`sh${1:+ $1}" '$0==fence{on=1;next} /^```/{on=0} on' README.md; }
ran=0
local=
while IFS= read -r line; do
  case "$line" in
    'go run ./functions/local') local=yes; continue ;;
    'go run '*) ;;
    *) continue ;;
  esac
  if ! bash -c "$line" >/dev/null; then
    echo "README.md: \`$line\` does not end well" >&2
    exit 1
  fi
  ran=$((ran + 1))
done < <(block '')
[ $ran -gt 0 ] || { echo 'README.md: no command found' >&2; exit 1; }
echo "$ran commands of README.md ran as shown"

[ -n "$local" ] || exit 0
work=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$work"' EXIT
go build -o "$work/local" ./functions/local || exit 1
(cd "$work" && exec ./local >log 2>&1) &
pid=$!
for _ in $(seq 100); do
  curl -fsS http://127.0.0.1:8080/api/v1/health >/dev/null 2>&1 && break
  kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
if ! (story=$(block story); cd "$work"; printf "%s\n" "$story" | bash -euo pipefail >"$work/story" 2>&1); then
  echo 'README.md: the story does not run as shown:' >&2
  cat "$work/story" >&2
  exit 1
fi
grep -q '"judgements":\[{' "$work/story" || { echo 'README.md: the story does not end with a judgement' >&2; cat "$work/story" >&2; exit 1; }
echo 'the story of README.md ran as shown'
