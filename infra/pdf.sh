#!/usr/bin/env bash
# Has qpdf check reports in PDF, and pdftotext read them (shared/report, TestPrinted). The files go to .cache/pdf, with
# their first pages as pictures, to be looked at. Needs qpdf and poppler-utils. With CI=true a missing part is a
# failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in qpdf pdftotext pdftoppm; do
  if ! command -v $program >/dev/null; then
    printf 'pdf.sh: %s is not installed; on Debian: apt-get install qpdf poppler-utils\n' $program >&2
    [ "${CI:-}" = true ] && exit 1
    printf 'pdf.sh: skipped; CI does not skip\n' >&2
    exit 0
  fi
done
mkdir -p .cache/pdf
printf '*\n' >.cache/pdf/.gitignore
PICTURES="$PWD/.cache/pdf" go test -count=1 -run '^TestPrinted$' ./shared/report
for print in .cache/pdf/*.pdf; do
  pdftoppm -r 60 -png -l 5 "$print" "${print%.pdf}"
done
