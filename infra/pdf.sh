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

for program in qpdf pdftotext pdftoppm javac; do
  command -v $program >/dev/null || missing "$program is not installed; on Debian: apt-get install qpdf poppler-utils default-jdk-headless"
done
checker="$PWD/.cache/pdfua"
if ! cmp -s infra/pdfua/pom.xml "$checker/pom.xml"; then
  command -v mvn >/dev/null || missing 'mvn is not installed; it fetches veraPDF; on Debian: apt-get install maven'
  rm -rf "$checker"
  mvn -q -B -f infra/pdfua/pom.xml org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies "-DoutputDirectory=$checker" >/dev/null ||
    missing 'mvn could not fetch veraPDF; run mvn dependency:resolve in infra/pdfua to see why'
  cp infra/pdfua/pom.xml "$checker/"
fi
mkdir -p .cache/pdf
rm -f .cache/pdf/*
printf '*\n' >.cache/pdf/.gitignore
PICTURES="$PWD/.cache/pdf" go test -count=1 -run '^TestPrinted$' ./shared/report
java -cp "$checker/*" infra/pdfua/PDFUA.java .cache/pdf/*.pdf
for print in .cache/pdf/*.pdf; do
  pdftoppm -r 60 -png -l 5 "$print" "${print%.pdf}"
done
