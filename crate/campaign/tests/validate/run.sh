#!/bin/sh
# Asks each format's own library or schema about a bundle.
#   run.sh BUNDLE TOOLS     TOOLS is a folder for what is installed once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bundle=$1
tools=$2/validate
mkdir -p "$tools"
if [ ! -e "$tools/venv/ready" ]; then
    python3 -m venv "$tools/venv"
    "$tools/venv/bin/pip" install -q -r "$here/requirements.txt"
    touch "$tools/venv/ready"
fi
if [ ! -e "$tools/node_modules/.ready" ]; then
    cp "$here/package.json" "$tools/package.json"
    (cd "$tools" && npm install --silent --no-audit --no-fund --ignore-scripts)
    touch "$tools/node_modules/.ready"
fi
"$tools/venv/bin/python" "$here/validate.py" "$bundle"
# A module looks for its packages where it lies.
cp "$here/validate.mjs" "$tools/validate.mjs"
node "$tools/validate.mjs" "$bundle"
