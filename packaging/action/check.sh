#!/usr/bin/env bash
# Checks files or a text, annotates each server that is not well, writes a summary and
# SARIF, and leaves with the worst severity where that is not allowed. Used by action.yml;
# needs jq.
set -euo pipefail

program=${EXPATCH_PROGRAM:-expatch}
sarif=${RUNNER_TEMP:-/tmp}/expatch.sarif
stop() { echo "::error title=expatch::$1"; exit 64; }

[[ ${EXPATCH_ALLOW:=0} =~ ^[0-3](\ [0-3])*$ ]] || stop "allow: severities from 0 to 3, such as \`0 1\`, not \`$EXPATCH_ALLOW\`"
files=()
while IFS= read -r pattern; do
    [ -n "$pattern" ] || continue
    # A pattern that matches nothing must not look like a list that is well.
    compgen -G "$pattern" >/dev/null || stop "files: nothing matches $pattern"
    while IFS= read -r file; do files+=("$file"); done < <(compgen -G "$pattern")
done <<<"${EXPATCH_FILES:-}"
[ ${#files[@]} -gt 0 ] || [ -n "${EXPATCH_TEXT:-}" ] || stop "name files or give a text"

words=(check --format sarif --lang "${EXPATCH_LANG:-en}")
[ -z "${EXPATCH_DAY:-}" ] || words+=(--as-of "$EXPATCH_DAY")
[ ${#files[@]} -eq 0 ] || words+=("${files[@]}")
[ -z "${EXPATCH_TEXT:-}" ] || words+=(-)
severity=0
printf '%s' "${EXPATCH_TEXT:-}" | "$program" "${words[@]}" >"$sarif" 2>"$sarif.said" || severity=$?
if [ "$severity" -gt 3 ]; then
    cat "$sarif.said" >&2
    echo "::error title=expatch::$(tail -1 "$sarif.said")"
    exit "$severity"
fi

# A command of the runner ends at a line's end, its properties at colons and commas.
escaped() {
    local text=${1//'%'/%25}
    text=${text//:/%3A}
    printf '%s' "${text//,/%2C}"
}
while IFS=$'\t' read -r kind uri line title summary; do
    place=
    # SARIF has addresses, the runner wants names.
    [ "$uri" = - ] || place="file=$(escaped "$(printf '%b' "${uri//'%'/\\x}")"),line=$line,"
    echo "::$kind ${place}title=$(escaped "$title")::${summary//'%'/%25}"
done < <(jq -r '
  def text: gsub("[\t\r\n\\\\]"; " ");
  .runs[0].results[]
  | .properties.server as $server
  | $server.verdict as $verdict
  | select($verdict.severity > 0)
  | (.locations[0].physicalLocation // {}) as $place
  | [ ["notice", "warning", "error", "warning"][$verdict.severity],
      ($place.artifactLocation.uri // "-"),
      ($place.region.startLine // 1 | tostring),
      (($server.name // $server.build // "Exchange") + ": " + $verdict.headline | text),
      ($verdict.summary | text) ]
  | join("\t")
' "$sarif")

jq -r '
  def cell: tostring | gsub("[|\r\n]"; " ") | gsub("<"; "&lt;");
  .runs[0] as $run
  | "| server | build | patched | answer |", "|---|---|---|---|",
    ($run.results[].properties.server
     | "| \(.name // "" | cell) | \(.build // "" | cell) | \(.verdict.patched) | \(.verdict.headline | cell) |"),
    "", "Facts of \($run.properties.database.asOf), verdict for \($run.properties.asOf)."
' "$sarif" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"

patched=$(jq -r '
  [.runs[0].results[].properties.server.verdict.patched] as $all
  | if ($all | length) == 0 then "unknown" else first("no", "unknown", "not-applicable", "yes" | select(. as $one | $all | index($one))) end
' "$sarif")
{
    echo "severity=$severity"
    echo "patched=$patched"
    echo "sarif=$sarif"
} >>"${GITHUB_OUTPUT:-/dev/stdout}"

# No server at all is 3 as well, and no annotation has told it.
[ "$(jq '.runs[0].results | length' "$sarif")" -gt 0 ] ||
    echo "::warning title=expatch::nothing in this input shows an Exchange server"

if [ "${EXPATCH_UPLOAD:-false}" = true ]; then
    # What is well is no alert.
    jq 'del(.runs[].results[] | select(.properties.server.verdict.severity == 0 or .kind == "notApplicable"))' \
        "$sarif" | gzip -c | base64 -w0 >"$sarif.upload"
    gh api --method POST "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" --silent \
        -f commit_sha="$GITHUB_SHA" -f ref="$GITHUB_REF" -f tool_name=expatch -F sarif=@"$sarif.upload"
fi

case " $EXPATCH_ALLOW " in
*" $severity "*) exit 0 ;;
*) exit "$severity" ;;
esac
