#!/usr/bin/env bash
# Asks a model of a Fieldstation for a forecast and prints it as CSV.
# Needs bash 3.2 or later, curl and awk.

set -o nounset -o errexit -o pipefail

usage() {
    cat <<'HELP'
Usage: forecast.sh --model ID [--at TIME] [--csv FILE] [--json]

Forecasts with a trained model: from the stored series as they are now, up to a moment in them, or from a file.
Prints value and interval of each target, one line a step; when step 1 is, is told on standard error.

  --model ID   the model, from the address of its page (required)
  --at TIME    what counts as known ends here, such as 2026-06-01T00:00:00Z
  --csv FILE   forecast from this file instead: a header "time,NAME,NAME…" with the names of the model's inputs,
               times with their zone (2026-06-01T00:00:00Z), an empty cell for a missing value
  --json       print the answer as it comes
  --help       this text

Environment:
  FIELDSTATION_URL      address of the station (default http://localhost:8080)
  FIELDSTATION_API_KEY  a key with the scope "write", from the page Settings, API keys (required)

Exit code: 0 with a forecast, 1 when the station refused (its answer is printed), 2 when it could not begin.
HELP
}

stop() {
    printf 'forecast: %s\n' "$1" >&2
    exit 2
}

MODEL='' AT='' CSV='' AS_JSON=false
while [ $# -gt 0 ]; do
    case $1 in
        --model | --at | --csv)
            [ $# -ge 2 ] || stop "$1 needs a value"
            case $1 in
                --model) MODEL=$2 ;;
                --at) AT=$2 ;;
                --csv) CSV=$2 ;;
            esac
            shift 2
            ;;
        --json) AS_JSON=true && shift ;;
        --help) usage && exit 0 ;;
        *) stop "unknown word $1; --help tells which there are" ;;
    esac
done
[ -n "$MODEL" ] || stop '--model is missing'
[ -n "${FIELDSTATION_API_KEY:-}" ] || stop 'FIELDSTATION_API_KEY is not set'
[ -z "$CSV" ] || [ -r "$CSV" ] || stop "$CSV cannot be read"

# The columns of a file as {"name", "time", "value"}.
series_of() {
    awk -F, '
        function quoted(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return "\"" text "\"" }
        { sub(/\r$/, "") }
        NR == 1 { n = NF; for (i = 2; i <= n; i++) name[i] = $i; next }
        NF { times = times (rows ? "," : "") quoted($1)
             for (i = 2; i <= n; i++) values[i] = values[i] (rows ? "," : "") ($i == "" ? "null" : $i)
             rows++ }
        END { printf "["
              for (i = 2; i <= n; i++)
                  printf "%s{\"name\":%s,\"time\":[%s],\"value\":[%s]}", (i > 2 ? "," : ""), quoted(name[i]), times, values[i]
              printf "]" }' "$1"
}

BODY='{'
[ -z "$AT" ] || BODY="$BODY\"at\":\"$AT\""
if [ -n "$CSV" ]; then
    [ "$BODY" = '{' ] || BODY="$BODY,"
    BODY="$BODY\"series\":$(series_of "$CSV")"
fi
BODY="$BODY}"

ADDRESS="${FIELDSTATION_URL:-http://localhost:8080}/api/v1/forecast-models/$MODEL/predictions"
ANSWER=$(printf '%s' "$BODY" | curl --silent --show-error --write-out '\n%{http_code}' \
    --header "Authorization: Bearer $FIELDSTATION_API_KEY" --header 'Content-Type: application/json' \
    --data-binary @- "$ADDRESS") || stop "no answer from $ADDRESS"
STATUS=${ANSWER##*$'\n'}
ANSWER=${ANSWER%$'\n'*}
if [ "$STATUS" != 200 ]; then
    printf '%s\n' "$ANSWER" >&2
    exit 1
fi
if $AS_JSON; then
    printf '%s\n' "$ANSWER"
    exit 0
fi

# start_at, step_s and the lists of each target, turned into lines.
printf '%s' "$ANSWER" | awk '
    function list(text, key, out,   from, part) {
        from = index(text, "\"" key "\":[")
        if (!from) return 0
        part = substr(text, from + length(key) + 4)
        return split(substr(part, 1, index(part, "]") - 1), out, ",")
    }
    function word(text, key,   part) {
        part = substr(text, index(text, "\"" key "\":") + length(key) + 3)
        return match(part, /^"[^"]*"/) ? substr(part, 2, RLENGTH - 2) : substr(part, 1, match(part, /[,}]/) - 1)
    }
    { text = text $0 }
    END {
        printf "start_at=%s step_s=%s\n", word(text, "start_at"), word(text, "step_s") > "/dev/stderr"
        n = split(substr(text, index(text, "\"series\":[") + 10), target, /\},\{/)
        header = "step"
        for (k = 1; k <= n; k++) {
            name = word(target[k], "name")
            header = header "," name "," name " low," name " high"
            steps = list(target[k], "value", value)
            list(target[k], "low", low)
            list(target[k], "high", high)
            for (i = 1; i <= steps; i++) line[i] = line[i] "," value[i] "," low[i] "," high[i]
            if (steps > most) most = steps
        }
        print header
        for (i = 1; i <= most; i++) print i line[i]
    }'
