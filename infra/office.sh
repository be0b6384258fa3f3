#!/usr/bin/env bash
# Opens answer workbooks in LibreOffice, saves them again and prints them; what it saved must come back without loss
# (shared/workbook, TestOffice). Prints go to .cache/office, and with pdftoppm their first pages as pictures, to be
# looked at. Reports for Word are opened and printed too (shared/report, TestOffice). Workbooks and reports are held
# against the schemas of their formats (infra/ooxml). Needs LibreOffice Calc and Writer, a JDK from 17 and, the first
# time, Maven. With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

SOFFICE=${SOFFICE:-$(command -v soffice || command -v libreoffice || true)}
missing() {
  printf 'office.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'office.sh: skipped; CI does not skip\n' >&2
  exit 0
}
[ -n "$SOFFICE" ] || missing 'LibreOffice is not installed; on Debian: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui'
checker=$(infra/jars.sh infra/ooxml) || missing 'the schemas of the formats could not be had'
export SOFFICE
mkdir -p .cache/office
rm -f .cache/office/*
printf '*\n' >.cache/office/.gitignore
export PICTURES="$PWD/.cache/office"
go test -count=1 -timeout 10m -run '^TestOffice' ./shared/workbook ./shared/report
java -cp "$checker/*" infra/ooxml/OOXML.java .cache/office/*.xlsx .cache/office/*.docx
if command -v pdftoppm >/dev/null; then
  for print in .cache/office/*.pdf; do
    pdftoppm -r 80 -png -l 4 "$print" "${print%.pdf}"
  done
fi
