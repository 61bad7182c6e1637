#!/usr/bin/env bash
# The whole way of a recording through a Fieldstation over its API: upload, search for calls, classify, make a
# batch of tasks, read the tasks, answer them, export. Needs bash 3.2 or later, curl and awk.

set -o nounset -o pipefail

usage() {
    cat <<'HELP'
Usage: annotate_by_script.sh --project ID --classifier ID --label-with COMMAND [options] FOLDER|FILE...

  1. uploads the recordings (with upload_recordings.sh, which goes on where it broke off)
  2. searches each for calls                    POST /api/v1/recordings/ID/segmentations
  3. classifies the calls                       POST /api/v1/classification-runs
  4. makes a batch of tasks of them             POST /api/v1/task-batches
  5. takes tasks, twenty at a time              POST /api/v1/task-batches/ID/next
  6. sends what COMMAND answers                 POST /api/v1/task-batches/ID/decisions
  7. writes the calls with their labels         GET  /api/v1/results/calls/export

COMMAND reads one task a line, columns separated by tabs:

  task  recording  onset_s  offset_s  low_hz  high_hz  predicted  probability

and prints a line for each it can answer: the task's number, a tab, and the label. The label "-" says that this
is no call. Tasks it does not answer are left to others. COMMAND may be your own model, or a person at a terminal.

  --project ID         project of the recordings (required)
  --classifier ID      classifier whose guesses COMMAND sees (required)
  --label-with COMMAND what answers the tasks (required)
  --species ID         species whose call types the labels are
  --preset NAME        what is searched for: auto, echolocation, song … (default auto)
  --name NAME          name of the batch, new in the project (default: script and the time)
  --format NAME        format of the export: csv, csv-full, raven … (default csv)
  --export FILE        where the export goes (default calls.csv)
  --help               this text

Environment:
  FIELDSTATION_URL      address of the station (default http://localhost:8080)
  FIELDSTATION_API_KEY  a key with the scope "write" of an editor of the project (required)

Exit code: 0 when all went well, 1 when some step failed, 2 when it could not begin.
HELP
}

stop() {
    printf 'annotate_by_script: %s\n' "$1" >&2
    exit "${2:-2}"
}

URL=${FIELDSTATION_URL:-http://localhost:8080}
URL=${URL%/}
KEY=${FIELDSTATION_API_KEY:-}
PROJECT='' CLASSIFIER='' COMMAND='' SPECIES=''
PRESET=auto
NAME="Script $(date +%Y-%m-%dT%H:%M:%S)"
FORMAT=csv
EXPORT=calls.csv
TARGETS=()

while [ $# -gt 0 ]; do
    case $1 in
        --project | --classifier | --label-with | --species | --preset | --name | --format | --export)
            [ $# -ge 2 ] || stop "$1 needs a value"
            case $1 in
                --project) PROJECT=$2 ;;
                --classifier) CLASSIFIER=$2 ;;
                --label-with) COMMAND=$2 ;;
                --species) SPECIES=$2 ;;
                --preset) PRESET=$2 ;;
                --name) NAME=$2 ;;
                --format) FORMAT=$2 ;;
                --export) EXPORT=$2 ;;
            esac
            shift 2
            ;;
        --help | -h) usage; exit 0 ;;
        --) shift; TARGETS+=("$@"); break ;;
        -*) stop "unknown option $1 (--help shows what there is)" ;;
        *) TARGETS+=("$1"); shift ;;
    esac
done

command -v curl >/dev/null || stop 'curl is needed'
[ -n "$PROJECT" ] || stop 'name the project with --project ID'
[ -n "$CLASSIFIER" ] || stop 'name the classifier with --classifier ID'
[ -n "$COMMAND" ] || stop 'name what answers the tasks with --label-with COMMAND'
[ ${#TARGETS[@]} -gt 0 ] || stop 'name a folder or files (--help shows how)'
[ -n "$KEY" ] || stop 'set FIELDSTATION_API_KEY to an API key with the scope "write"'

HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d) || stop 'cannot make a temporary folder'
trap 'rm -rf "$WORK"' EXIT

# The key goes into a file only its owner can read, not onto the command line that others can list.
(umask 077; printf 'header = "Authorization: Bearer %s"\n' "$KEY" >"$WORK/curl")

# Sends a request (method, path, JSON body); the answer is in $WORK/body. Stops when it is refused.
ask() {
    local status words=(--request "$1")
    if [ $# -ge 3 ]; then words+=(--header 'Content-Type: application/json' --data-binary "$3"); fi
    status=$(curl --silent --config "$WORK/curl" --max-time 120 --output "$WORK/body" --write-out '%{http_code}' \
        "${words[@]}" "$URL/api/v1$2") || stop "no answer from $URL" 1
    case $status in
        2*) ;;
        *) stop "$1 $2: $(text detail || true) ($status)" 1 ;;
    esac
}

# Text of a JSON member of the last answer.
text() { tr -d '\n' <"$WORK/body" | sed -nE 's/.*"'"$1"'": *"(([^"\\]|\\.)*)".*/\1/p'; }

quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"; }

# Waits for a job, and says what went wrong when it did.
wait_for() {
    local job=$1
    while :; do
        ask GET "/jobs/$job"
        # The job's own members come before those of what it belongs to.
        case $(tr -d '\n' <"$WORK/body" | sed -nE 's/^[^{]*\{[^{]*"state": *"([a-z]+)".*/\1/p') in
            succeeded) return ;;
            failed | cancelled) stop "$2: $(text detail)" 1 ;;
        esac
        sleep 0.5
    done
}

told() { printf '%s\n' "$1" >&2; }

# A number that belongs to one answer: sent again after a break, it is not taken twice.
key_of() {
    printf '%s\n' "$@" | (sha256sum 2>/dev/null || shasum -a 256) |
        sed -E 's/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/\1-\2-\3-\4-\5/'
}

"$HERE/upload_recordings.sh" --project "$PROJECT" "${TARGETS[@]}" >"$WORK/uploads" 2>"$WORK/upload_log" || {
    cat "$WORK/uploads" "$WORK/upload_log" >&2
    stop 'some recordings could not be uploaded' 1
}
awk -F '\t' '{ print $3 }' "$WORK/uploads" >"$WORK/recordings"
told "uploaded: $(wc -l <"$WORK/recordings" | tr -d ' ') recordings"

while IFS= read -r recording <&3; do
    ask POST "/recordings/$recording/segmentations" "{\"preset\": $(quoted "$PRESET")}"
    wait_for "$(text job_id)" 'the search for calls'
    ask POST /classification-runs "{\"recording_id\": \"$recording\", \"classifier_id\": $(quoted "$CLASSIFIER")}"
    wait_for "$(text job_id)" 'the classification'
done 3<"$WORK/recordings"
told 'searched and classified'

LIST=$(awk '{ printf "%s\"%s\"", (NR > 1 ? ", " : ""), $0 }' "$WORK/recordings")
BODY="{\"project_id\": $(quoted "$PROJECT"), \"name\": $(quoted "$NAME"), \"classifier_id\": $(quoted "$CLASSIFIER"),"
if [ -n "$SPECIES" ]; then BODY="$BODY \"species_id\": $(quoted "$SPECIES"),"; fi
ask POST /task-batches "$BODY \"source\": {\"kind\": \"segments\", \"recording_ids\": [$LIST]}}"
BATCH=$(sed -nE 's/^ *\{ *"id": *"([^"]*)".*/\1/p' "$WORK/body")
wait_for "$(text job_id)" 'the making of the batch'
told "batch: $URL/batches/$BATCH"

# The tasks of an answer as lines: each begins where a task's number and its batch stand beside each other.
task_lines() {
    tr -d '\n' <"$WORK/body" | awk '
        function after(name, pattern,    found) {
            if (!match($0, "\"" name "\": *" pattern)) return ""
            found = substr($0, RSTART, RLENGTH)
            sub("^\"" name "\": *\"?", "", found)
            sub("\"$", "", found)
            return found
        }
        BEGIN { OFS = "\t"; NUMBER = "[0-9.eE+-]+"; TEXT = "\"([^\"\\\\]|\\\\.)*\"" }
        { whole = whole $0 }
        END {
            n = split(whole, parts, "\"batch_id\": *\"")
            for (i = 2; i <= n; i++) {
                number = parts[i - 1]; sub(/, *$/, "", number); sub(/.*[^0-9]/, "", number)
                rest = substr(parts[i], index(parts[i], "\"recording\":"))
                $0 = substr(parts[i], 1, length(parts[i]) - length(rest))
                onset = after("onset_s", NUMBER); offset = after("offset_s", NUMBER)
                low = after("low_hz", NUMBER); high = after("high_hz", NUMBER)
                $0 = rest
                name = after("name", TEXT)
                guess = ""; probability = ""
                if (match($0, /"ranking": *\[ *\{/)) {
                    $0 = substr($0, RSTART)
                    guess = after("label", TEXT); probability = after("probability", NUMBER)
                }
                print number, name, onset, offset, low, high, guess, probability
            }
        }'
}

N_ANSWERED=0
: >"$WORK/seen"
while :; do
    ask POST "/task-batches/$BATCH/next" '{"n": 20}'
    task_lines >"$WORK/tasks"
    # What was left open comes again at the end: then there is nothing more to ask.
    grep -vxFf "$WORK/seen" <(cut -f 1 "$WORK/tasks") >"$WORK/new" || break
    cut -f 1 "$WORK/tasks" >>"$WORK/seen"
    sh -c "$COMMAND" <"$WORK/tasks" >"$WORK/answers" || stop 'the labelling command failed' 1
    DECISIONS=''
    while IFS= read -r task <&3; do
        label=$(awk -F '\t' -v task="$task" '$1 == task { print $2; exit }' "$WORK/answers")
        case $label in
            '') ANSWER='"action": "skip"' ;;
            -) ANSWER='"action": "reject"' ;;
            *) ANSWER="\"action\": \"label\", \"label\": $(quoted "$label")" ;;
        esac
        DECISIONS="$DECISIONS${DECISIONS:+, }{\"key\": \"$(key_of "$task" "$label")\", \"task_id\": $task, $ANSWER}"
        if [ -n "$label" ]; then N_ANSWERED=$((N_ANSWERED + 1)); fi
    done 3<"$WORK/new"
    ask POST "/task-batches/$BATCH/decisions" "{\"decisions\": [$DECISIONS]}"
    if grep -q '"outcome": *"refused"' "$WORK/body"; then told "some answers were refused: $(text detail)"; fi
done
ask POST "/task-batches/$BATCH/release"
told "answered: $N_ANSWERED tasks"

ask GET "/results/calls/export?project_id=$PROJECT&format=$FORMAT"
cat "$WORK/body" >"$EXPORT" || stop "cannot write $EXPORT" 1
told "exported: $EXPORT"
