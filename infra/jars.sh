#!/usr/bin/env bash
# Fetches what the checker in a folder needs (infra/pdfua, infra/ooxml), as its pom.xml says, and prints where it is. Needs a
# JDK from 17 and, the first time or after a change, Maven. Fails with what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$1
jars="$PWD/.cache/$(basename "$folder")"
command -v javac >/dev/null || { printf 'javac is not installed; on Debian: apt-get install default-jdk-headless\n' >&2; exit 1; }
if ! cmp -s "$folder/pom.xml" "$jars/pom.xml"; then
  command -v mvn >/dev/null || { printf 'mvn is not installed; it fetches what %s needs; on Debian: apt-get install maven\n' "$folder" >&2; exit 1; }
  rm -rf "$jars"
  mvn -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies "-DoutputDirectory=$jars" >/dev/null ||
    { printf 'mvn could not fetch what %s needs; run mvn dependency:resolve there to see why\n' "$folder" >&2; exit 1; }
  cp "$folder/pom.xml" "$jars/"
fi
printf '%s\n' "$jars"
