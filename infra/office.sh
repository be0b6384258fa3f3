#!/usr/bin/env bash
# Opens answer workbooks in LibreOffice, saves them again and prints them; what it saved must come back without loss
# (shared/workbook, TestOffice). Prints go to .cache/office, and with pdftoppm their first pages as pictures, to be
# looked at. Reports for Word are opened and printed too (shared/report, TestOffice). Needs LibreOffice Calc and
# Writer. With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

SOFFICE=${SOFFICE:-$(command -v soffice || command -v libreoffice || true)}
if [ -z "$SOFFICE" ]; then
  printf 'office.sh: LibreOffice is not installed; on Debian: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui\n' >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'office.sh: skipped; CI does not skip\n' >&2
  exit 0
fi
export SOFFICE
mkdir -p .cache/office
printf '*\n' >.cache/office/.gitignore
export PICTURES="$PWD/.cache/office"
go test -count=1 -timeout 10m -run '^TestOffice' ./shared/workbook ./shared/report
if command -v pdftoppm >/dev/null; then
  for print in .cache/office/*.pdf; do
    pdftoppm -r 80 -png -l 4 "$print" "${print%.pdf}"
  done
fi
