#!/usr/bin/env bash
# Has qpdf check reports in PDF, pdftotext read them (shared/report, TestPrinted), and veraPDF hold them against PDF/UA-1
# (infra/pdfua). The files go to .cache/pdf, with their first pages as pictures, to be looked at. Needs qpdf,
# poppler-utils, a JDK from 17 and, the first time, Maven. With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() {
  printf 'pdf.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'pdf.sh: skipped; CI does not skip\n' >&2
  exit 0
}

for program in qpdf pdftotext pdftoppm; do
  command -v $program >/dev/null || missing "$program is not installed; on Debian: apt-get install qpdf poppler-utils"
done
checker=$(infra/jars.sh infra/pdfua) || missing 'veraPDF could not be had'
mkdir -p .cache/pdf
rm -f .cache/pdf/*
printf '*\n' >.cache/pdf/.gitignore
PICTURES="$PWD/.cache/pdf" go test -count=1 -run '^TestPrinted$' ./shared/report
java -cp "$checker/*" infra/pdfua/PDFUA.java .cache/pdf/*.pdf
for print in .cache/pdf/*.pdf; do
  pdftoppm -r 60 -png -l 5 "$print" "${print%.pdf}"
done
