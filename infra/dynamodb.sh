#!/usr/bin/env bash
# A DynamoDB-compatible server in memory, for the tests of shared/table/dynamo and of what stands on it.
#
#   infra/dynamodb.sh start [folder]   starts it on a free port of this computer and prints its endpoint
#   infra/dynamodb.sh stop [folder]    ends the one that start began, and what it held
#
#   export DYNAMODB_ENDPOINT=$(infra/dynamodb.sh start); go test ./shared/table/dynamo; infra/dynamodb.sh stop
#
# The server is dynoxide, from npm, of the version and hash below; it is installed once. The folder, .cache/dynamodb
# unless given, holds it, its log and its process id; Git does not see the folder. Two folders are two servers.
set -euo pipefail

version=1.2.1
integrity='sha512-sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg=='

fail() { printf 'dynamodb.sh: %s\n' "$1" >&2; exit 1; }
usage='usage: infra/dynamodb.sh start|stop [folder]'
[ $# -ge 1 ] && [ $# -le 2 ] || fail "$usage"

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${2:-$root/.cache/dynamodb}
package=node_modules/@dynoxide/linux-x64

install() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || fail 'the server is pinned for Linux x86_64 only; set DYNAMODB_ENDPOINT to another one'
  [ "$(cat installed 2>/dev/null)" != "$version $integrity" ] || return 0
  command -v npm >/dev/null || fail 'npm is missing; it fetches the server'
  printf '{"private":true,"dependencies":{"@dynoxide/linux-x64":"%s"}}\n' "$version" >package.json
  cat >package-lock.json <<EOF
{"lockfileVersion":3,"requires":true,"packages":{
 "":{"dependencies":{"@dynoxide/linux-x64":"$version"}},
 "$package":{"version":"$version","integrity":"$integrity"}}}
EOF
  npm ci --ignore-scripts --no-audit --no-fund >install.log 2>&1 || fail "npm could not install the server; see $folder/install.log"
  printf '%s %s\n' "$version" "$integrity" >installed
}

# running prints the process id if it is still that of our server, not of a process that came to have the number.
running() {
  local pid
  pid=$(cat pid 2>/dev/null) && [ "$(readlink "/proc/$pid/exe" 2>/dev/null)" = "$PWD/$package/dynoxide" ] && printf '%s' "$pid"
}

start() {
  mkdir -p "$folder"
  cd "$folder"
  folder=$(pwd -P)
  cd "$folder"
  printf '*\n' >.gitignore
  exec 9>lock
  flock 9
  if running >/dev/null; then
    cat endpoint
    return
  fi
  install
  for _ in 1 2 3 4 5; do # another program may take the port first
    port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    "$package/dynoxide" serve --host 127.0.0.1 --port "$port" >server.log 2>&1 9>&- </dev/null &
    echo $! >pid
    for _ in $(seq 50); do
      if running >/dev/null && "$package/dynoxide" healthcheck --port "$port" --timeout 1 >/dev/null 2>&1; then
        printf 'http://127.0.0.1:%s\n' "$port" | tee endpoint
        return
      fi
      kill -0 "$(cat pid)" 2>/dev/null || break
      sleep 0.1
    done
    kill "$(cat pid)" 2>/dev/null || true
  done
  fail "the server does not start; see $folder/server.log"
}

stop() {
  cd "$folder" 2>/dev/null || return 0
  folder=$(pwd -P)
  cd "$folder"
  if pid=$(running); then
    kill "$pid"
    for _ in $(seq 50); do
      running >/dev/null || break
      sleep 0.1
    done
    if running >/dev/null; then kill -9 "$pid"; fi
  fi
  rm -f pid endpoint
}

case $1 in
  start) start ;;
  stop) stop ;;
  *) fail "$usage" ;;
esac
