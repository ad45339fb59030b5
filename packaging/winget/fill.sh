#!/usr/bin/env bash
# Fills the winget manifests for a release's program, into the folder OUT.
#   fill.sh VERSION PROGRAM OUT
# `winget validate OUT` reads them, `winget install --manifest OUT` tries them.
set -euo pipefail

version=$1 program=$2 out=$3
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || { echo "fill.sh: $version is no version" >&2; exit 1; }
sha256=$(sha256sum "$program" | cut -d' ' -f1 | tr a-f A-F)
day=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%F)
mkdir -p "$out"
for manifest in "$(dirname "$(realpath "$0")")"/*.yaml; do
    sed -e "s/@VERSION@/$version/" -e "s/@SHA256@/$sha256/" -e "s/@DATE@/$day/" "$manifest" \
        >"$out/$(basename "$manifest")"
done
! grep -l '@[A-Z0-9]*@' "$out"/*.yaml >&2 || { echo "fill.sh: something is not filled" >&2; exit 1; }
