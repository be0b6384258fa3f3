#!/usr/bin/env bash
# Runs the commands that README.md shows, so that they stay true. Commands stand in blocks fenced as ```sh; the test
# command is left to the caller. A command that is shown with `# exit 1` after it must end with that code.
set -uo pipefail
cd "$(dirname "$0")/.."
ran=0
while IFS= read -r line; do
  case "$line" in 'go run '*) ;; *) continue ;; esac
  want=0
  [[ "$line" =~ \#\ exit\ ([0-9]+) ]] && want=${BASH_REMATCH[1]}
  bash -c "$line" >/dev/null
  got=$?
  # `go run` ends with 1 whatever the program ended with
  if { [ "$want" = 0 ] && [ $got != 0 ]; } || { [ "$want" != 0 ] && [ $got = 0 ]; }; then
    echo "README.md: \`$line\` ended with $got" >&2
    exit 1
  fi
  ran=$((ran + 1))
done < <(awk '/^```sh/{on=1;next} /^```/{on=0} on' README.md)
[ $ran -gt 0 ] || { echo 'README.md: no command found' >&2; exit 1; }
echo "$ran commands of README.md ran as shown"
