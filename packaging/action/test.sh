#!/usr/bin/env bash
# Runs the action's step as a runner does, with a built command.
#   test.sh PROGRAM
set -euo pipefail

here=$(dirname "$(realpath "$0")")
EXPATCH_PROGRAM=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export EXPATCH_PROGRAM RUNNER_TEMP=$work EXPATCH_DAY=2026-10-09
fail() { echo "test.sh: $*" >&2; exit 1; }
passed=0

# step CODE PATTERN [NAME=VALUE…]: the code it leaves with, and what it says.
step() {
    local code=0 wanted=$1 pattern=$2
    shift 2
    : >"$work/out" && : >"$work/summary"
    env GITHUB_OUTPUT="$work/out" GITHUB_STEP_SUMMARY="$work/summary" "$@" \
        bash "$here/check.sh" >"$work/said" 2>&1 || code=$?
    [ "$code" = "$wanted" ] || fail "$*: code $code, not $wanted: $(cat "$work/said")"
    [ -z "$pattern" ] || grep -qE -- "$pattern" "$work/said" || fail "$*: no $pattern in: $(cat "$work/said")"
    passed=$((passed + 1))
}

mkdir lists
printf 'server,build\nEX01,15.2.2562.53\nEX02,15.1.2507.61\n' >'lists/our servers, all.csv'
printf 'EX03,15.2.2562.53\n' >lists/good.csv
printf 'nothing here\n' >lists/empty.csv

step 2 '^::error file=lists/our servers%2C all.csv,line=3,title=EX02%3A Not patched' EXPATCH_FILES='lists/our*.csv'
grep -qx 'severity=2' out && grep -qx 'patched=no' out || fail "outputs: $(cat out)"
grep -q '| EX01 | 15.2.2562.53 | yes |' summary || fail "summary: $(cat summary)"
jq -e '.version == "2.1.0" and (.runs[0].results[].locations[0].physicalLocation.region.startLine > 1)' \
    "$(sed -n 's/^sarif=//p' out)" >/dev/null || fail "SARIF without lines"
step 0 '^::error' EXPATCH_FILES='lists/our*.csv' EXPATCH_ALLOW='0 1 2'
step 0 '' EXPATCH_FILES='lists/good.csv'
[ ! -s said ] || fail "a list that is well is annotated: $(cat said)"
step 2 '^::error title=EX02' EXPATCH_TEXT=$'EX01,15.2.2562.53\nEX02,15.1.2507.61'
step 3 'shows an Exchange server' EXPATCH_FILES='lists/empty.csv'
step 2 'title=EX02' EXPATCH_FILES=$'lists/good.csv\nlists/*.csv'
step 64 'nothing matches' EXPATCH_FILES='lists/no*.txt'
step 64 'name files or give' EXPATCH_FILES=''
step 64 'severities from 0 to 3' EXPATCH_TEXT=x EXPATCH_ALLOW=critical
step 64 'YYYY-MM-DD' EXPATCH_TEXT=x EXPATCH_DAY=tomorrow
# What a text says cannot become a command of the runner.
step 2 '^::error' EXPATCH_TEXT=$'Name : EX\r\n::set-output name=patched::yes\r\nExSetup.exe 15.1.2507.61\n'
! grep -q '^::set-output' said || fail "a text speaks to the runner"
echo "$passed passed, 0 failed"
