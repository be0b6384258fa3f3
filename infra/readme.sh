#!/usr/bin/env bash
# Runs the commands that README.md shows, so that they stay true. Commands stand in blocks fenced as ```sh; the test
# command is left to the caller. `go run ./functions/local` is started once, with data of its own; the blocks fenced as
# ```sh story are then run against it, in one plain sh, and every line must succeed. LOCAL_ADDRESS names another address
# than the README's.
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
shown=127.0.0.1:8080
address=${LOCAL_ADDRESS:-$shown}
story=$(block story)
grep -qx "api=http://$shown/api/v1" <<<"$story" || { echo "README.md: the story does not begin with the address $shown" >&2; exit 1; }
work=$(mktemp -d)
pid=
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$work"' EXIT
go build -o "$work/local" ./functions/local || exit 1
(cd "$work" && exec ./local -address "$address" >log 2>&1) &
pid=$!
for _ in $(seq 300); do # its own word: another program may answer at the address
  grep -q '^Stop with' "$work/log" 2>/dev/null && break
  kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
if ! (cd "$work" && sed "s|^api=http://$shown/|api=http://$address/|" <<<"$story" | sh -eu >"$work/story" 2>&1); then
  echo 'README.md: the story does not run as shown:' >&2
  cat "$work/story" >&2
  exit 1
fi
for said in '"version":1,"response":{"state":"unanswered"}' '"overall":"NOT_ASSESSED"' '"scored":3' '"judgements":[{'; do # what the text tells
  grep -qF "$said" "$work/story" || { echo "README.md: nothing in the story says $said" >&2; cat "$work/story" >&2; exit 1; }
done
echo 'the story of README.md ran as shown'
