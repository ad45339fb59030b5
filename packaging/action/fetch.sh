#!/usr/bin/env bash
# Fetches the program of a release for this runner and verifies where it was built.
# Used by action.yml.
set -euo pipefail

repository=${GITHUB_ACTION_REPOSITORY:-expatch/expatch}
case "$RUNNER_OS-$RUNNER_ARCH" in
Linux-X64) target=x86_64-unknown-linux-gnu end= ;;
Linux-ARM64) target=aarch64-unknown-linux-gnu end= ;;
macOS-ARM64) target=aarch64-apple-darwin end= ;;
Windows-X64) target=x86_64-pc-windows-msvc end=.exe ;;
*)
    echo "::error::there is no expatch for $RUNNER_OS on $RUNNER_ARCH; build it and name it: program"
    exit 64
    ;;
esac
folder=$RUNNER_TEMP/expatch
mkdir -p "$folder"
if [ "$VERSION" = latest ]; then
    VERSION=$(gh release view --repo "$repository" --json tagName --jq .tagName)
fi
gh release download "$VERSION" --repo "$repository" --dir "$folder" --clobber --pattern "expatch-$target$end"
gh attestation verify "$folder/expatch-$target$end" --repo "$repository" >/dev/null
mv "$folder/expatch-$target$end" "$folder/expatch$end"
chmod +x "$folder/expatch$end"
echo "$folder" >>"$GITHUB_PATH"
