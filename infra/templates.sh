#!/usr/bin/env bash
# Lints the templates and repeats the policy test on what the SAM translator makes of template.yaml.
# Needs python3 with venv and, the first time, PyPI. With CI=true a missing part is a failure, not a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

versions='cfn-lint==1.58.0 aws-sam-translator==1.115.0'
venv=.cache/templates
stamp="$venv/$(printf %s "$versions" | tr ' =' '__')"

missing() {
  printf 'templates.sh: %s\n' "$1" >&2
  [ "${CI:-}" = true ] && exit 1
  printf 'templates.sh: skipped; CI does not skip\n' >&2
  exit 0
}

mkdir -p .cache
printf '*\n' >.cache/.gitignore # the folder ignores itself
if [ ! -f "$stamp" ]; then
  command -v python3 >/dev/null || missing 'python3 is not installed'
  rm -rf "$venv"
  python3 -m venv "$venv" || missing 'python3 has no venv (Debian: apt-get install python3-venv)'
  # shellcheck disable=SC2086 # two words on purpose
  "$venv/bin/pip" install --quiet --disable-pip-version-check $versions || missing 'PyPI gave no cfn-lint'
  touch "$stamp"
fi

"$venv/bin/cfn-lint" --non-zero-exit-code warning template.yaml infra/*.yaml

# The translator takes code only from S3, so it sees a made-up place; and a Region only so that it asks nobody.
rm -f .cache/expanded.json
AWS_DEFAULT_REGION=eu-central-1 "$venv/bin/python" - <<'PYTHON'
import copy
import json
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """Names of managed policies come from IAM; our functions bring roles of their own and need none."""

    def load(self):
        return {}


with open("template.yaml", encoding="utf-8") as f:
    template = yaml_parse(f)
places = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
for resource in template["Resources"].values():
    if place := places.get(resource["Type"]):
        resource["Properties"][place] = "s3://code/" + resource["Properties"][place] + ".zip"
defaults = {k: p["Default"] for k, p in template["Parameters"].items() if "Default" in p}
expanded = transform(copy.deepcopy(template), defaults, NoManagedPolicies())


def versions(translated):
    return {name for name, r in translated["Resources"].items() if r["Type"] == "AWS::Lambda::Version"}


# The alias serves the version that it was given, with the fonts and the tables of that time.
changed = copy.deepcopy(template)
changed["Resources"]["ReportFonts"]["Properties"]["ContentUri"] = "s3://code/others.zip"
if len(versions(transform(changed, defaults, NoManagedPolicies())) - versions(expanded)) != 2:
    sys.exit("templates.sh: with other fonts a function would still serve the version that has the old ones")
template["Globals"]["Function"]["Tags"]["restored"] = "bucket"
restored = transform(template, defaults, NoManagedPolicies())
if versions(expanded) & versions(restored) or len(versions(restored)) != 5:
    sys.exit("templates.sh: after a restore a function would still serve the version that has the old tables")
with open(".cache/expanded.json", "w", encoding="utf-8") as f:
    json.dump(expanded, f, indent=1, default=str)
print(len(expanded["Resources"]), "resources after translation")
PYTHON

TEMPLATE_EXPANDED="$PWD/.cache/expanded.json" go test -count=1 ./infra/policy
