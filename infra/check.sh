#!/usr/bin/env bash
# The one check, the same at the desk and in CI. Needs Go and, for staticcheck, the module proxy; for the rest npm
# (a DynamoDB-compatible server, the linter of the API's contract, the compiler of the style, an identity provider),
# Chromium (the journeys through the pages), LibreOffice (workbooks, reports), qpdf, poppler, a JDK and Maven (PDF) and
# python3 with venv (the template linters).
# CHECK=full raises the counts of property tests to those the product promises and runs every fuzz target for a while.
# With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."
full=${CHECK:-}
unset CHECK # full counts are for the README's test command below, without the race detector

step() { printf '\n== %s (after %d s)\n' "$1" $SECONDS; }
fail() { printf 'check.sh: %s\n' "$1" >&2; exit 1; }

step 'format'
unformatted=$(git ls-files -co --exclude-standard '*.go' | xargs -r gofmt -l)
[ -z "$unformatted" ] || fail "not formatted, run gofmt -w on: $unformatted"

step 'modules'
go mod tidy -diff
go mod verify

step 'vet'
go vet ./...

step 'staticcheck'
# pinned; run as a tool of its own so that it does not enter the module's requirements
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

step 'questionnaires'
go run ./functions/offline lint questionnaires
removed=$(git log --format= -p -- questionnaires/published.sum 2>/dev/null | grep -E '^-[0-9a-f]{64}' || true)
[ -z "$removed" ] || fail "published.sum lost lines in its history; published files never change: $removed"

step 'DynamoDB-compatible server'
if command -v npm >/dev/null || [ "${CI:-}" = true ]; then
  trap 'infra/dynamodb.sh stop' EXIT
  DYNAMODB_ENDPOINT=${DYNAMODB_ENDPOINT:-$(infra/dynamodb.sh start)}
  export DYNAMODB_ENDPOINT
else
  echo 'skipped: npm is missing; CI does not skip'
fi

step 'templates'
infra/templates.sh

step 'contract of the API'
infra/contract.sh

step 'style of the pages'
infra/style.sh

step 'journeys in a browser'
infra/browser.sh

step 'identity provider for the test of signing in'
infra/signin.sh

step 'workbooks and reports in an office suite'
infra/office.sh

step 'reports in PDF, as other programs read them'
infra/pdf.sh

step 'tests'
# what is one goroutine's work alone does less here, and its own amount in the README's test command below
CHECK=race go test -race -timeout 20m ./...

step "README: the test command${full:+, at full count,} and every other command"
CHECK=$full go test ${full:+-count=1} -timeout 40m ./... # full counts are drawn anew, never taken from a run before
infra/readme.sh

if [ "$full" = full ]; then
  step 'fuzzing'
  for target in $(grep -rhoE '^func Fuzz[A-Za-z]+' --include='*_test.go' shared | awk '{print $2}'); do
    package=$(dirname "$(grep -rlE "^func $target\\(" --include='*_test.go' shared)")
    # By count, never by time: Go calls a run that the clock cuts short failed. Whatever reads or draws whole files takes
    # milliseconds a run and is not worth the time that making a failing file smaller takes.
    case $target in
      FuzzVerify | FuzzWellFormed) much=400x ;;
      FuzzRead | FuzzCells | FuzzAuthor | FuzzList | FuzzDraft) much=3000x ;;
      *) much=100000x ;;
    esac
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-$much}" -fuzzminimizetime 10x "./$package"
  done
fi

printf '\ncheck.sh: all green (%d s)\n' $SECONDS
