#!/usr/bin/env bash
# Uploads a folder of time series to a Fieldstation, in pieces, and goes on where it broke off.
# Needs bash 3.2 or later and curl.

set -o nounset

usage() {
    cat <<'HELP'
Usage: upload_series.sh --project ID [options] FOLDER|FILE...

Uploads files of values (every .csv, .tsv, .txt, .xlsx, .parquet, .ndjson below a folder, also with .gz or .zip
behind it, or the files named), imports them, and prints one line a file: name, verdict, id.
The verdict is "imported" with the id of the dataset, "asks" with the id of the import when the file leaves
something open that a person must say (day or month first, the zone, the decimal mark), or "failed".
Run it again after a break: what has come already is not sent again.

  --project ID         project the series go into (required)
  --site ID            site they were measured at
  --zone NAME          zone of times without one, such as Europe/Berlin (default: the site's, else it is asked)
  --look-only          do not import; what was detected waits on the page for a person's word
  --chunk-mb N         megabytes sent at a time (default 10)
  --state DIR          folder that remembers unfinished uploads
                       (default ${XDG_STATE_HOME:-~/.local/state}/fieldstation-uploads)
  --no-hash            do not compute SHA-256 sums for the station to check
  --help               this text

Environment:
  FIELDSTATION_URL      address of the station (default http://localhost:8080)
  FIELDSTATION_API_KEY  a key with the scope "write", from the page Settings, API keys (required)

Exit code: 0 when every file is on the station, 1 when some failed, 2 when it could not begin.
HELP
}

stop() {
    printf 'upload_series: %s\n' "$1" >&2
    exit 2
}

URL=${FIELDSTATION_URL:-http://localhost:8080}
URL=${URL%/}
KEY=${FIELDSTATION_API_KEY:-}
PROJECT='' SITE='' ZONE='' DIRECT=true
CHUNK_MB=10
HASHES=yes
STATE_DIR=${XDG_STATE_HOME:-${HOME:-.}/.local/state}/fieldstation-uploads
TARGETS=()

while [ $# -gt 0 ]; do
    case $1 in
        --project | --site | --zone | --chunk-mb | --state)
            [ $# -ge 2 ] || stop "$1 needs a value"
            case $1 in
                --project) PROJECT=$2 ;;
                --site) SITE=$2 ;;
                --zone) ZONE=$2 ;;
                --chunk-mb) CHUNK_MB=$2 ;;
                --state) STATE_DIR=$2 ;;
            esac
            shift 2
            ;;
        --look-only) DIRECT=false; shift ;;
        --no-hash) HASHES=no; shift ;;
        --help | -h) usage; exit 0 ;;
        --) shift; TARGETS+=("$@"); break ;;
        -*) stop "unknown option $1 (--help shows what there is)" ;;
        *) TARGETS+=("$1"); shift ;;
    esac
done

command -v curl >/dev/null || stop 'curl is needed'
[ -n "$PROJECT" ] || stop 'name the project with --project ID'
[ ${#TARGETS[@]} -gt 0 ] || stop 'name a folder or files (--help shows how)'
[ -n "$KEY" ] || stop 'set FIELDSTATION_API_KEY to an API key with the scope "write"'
case $CHUNK_MB in '' | *[!0-9]* | 0*) stop "--chunk-mb: expected a whole number, found $CHUNK_MB" ;; esac

CHUNK=$((CHUNK_MB * 1024 * 1024))
mkdir -p "$STATE_DIR" || stop "cannot make the folder $STATE_DIR"
WORK=$(mktemp -d) || stop 'cannot make a temporary folder'
trap 'rm -rf "$WORK"' EXIT
trap 'printf "\nBroken off; run the same command again to go on.\n" >&2; exit 130' INT TERM

# The key goes into a file only its owner can read, not onto the command line that others can list.
(umask 077; printf 'header = "Authorization: Bearer %s"\n' "$KEY" >"$WORK/curl")

# Sends one request; its status is in $STATUS ("000": no answer), headers and body in files.
request() {
    : >"$WORK/headers"; : >"$WORK/body"
    STATUS=$(curl --silent --config "$WORK/curl" --connect-timeout 15 --speed-limit 1 --speed-time 90 \
        --header 'Tus-Resumable: 1.0.0' --header 'Expect:' --dump-header "$WORK/headers" \
        --output "$WORK/body" --write-out '%{http_code}' "$@" 2>"$WORK/error") || STATUS=000
}

# Value of a header of the last answer, whatever the case of its name.
header() {
    tr -d '\r' <"$WORK/headers" | awk -v name="$1:" '
        tolower(substr($0, 1, length(name))) == tolower(name) { sub(/^[^:]*: */, ""); found = $0 }
        END { print found }'
}

# Text of a JSON member of the last answer; with a second name, of a member within that object.
json_text() {
    local pattern='"'$1'": *"(([^"\\]|\\.)*)"'
    if [ $# -eq 2 ]; then pattern='"'$1'": *\{[^{}]*"'$2'": *"(([^"\\]|\\.)*)"'; fi
    tr -d '\n' <"$WORK/body" | sed -nE "s/.*$pattern.*/\1/p"
}

encode() { printf '%s' "$1" | base64 | tr -d '\n'; }

sha256_of() {
    if [ "$HASHES" = no ]; then return; fi
    if command -v sha256sum >/dev/null; then sha256sum <"$1" | cut -d ' ' -f 1
    elif command -v shasum >/dev/null; then shasum -a 256 <"$1" | cut -d ' ' -f 1
    fi
}

size_of() { wc -c <"$1" | tr -d ' '; }

bar() {
    [ -t 2 ] || return 0
    local name=$1 offset=$2 size=$3 begun_at=$4 begun_offset=$5 percent=100 rate='' filled
    if [ "$size" -gt 0 ]; then percent=$((offset * 100 / size)); fi
    filled=$((percent * 24 / 100))
    if [ $((SECONDS - begun_at)) -gt 0 ]; then
        rate="$(((offset - begun_offset) / (SECONDS - begun_at) / 104858))"
        rate=" ${rate%?}.${rate#"${rate%?}"} MB/s"
    fi
    printf '\r\033[K[%-24s] %3d %% %s, %d of %d MB%s' \
        "$(printf '%*s' "$filled" '' | tr ' ' '#')" "$percent" "$name" \
        $((offset / 1048576)) $((size / 1048576)) "$rate" >&2
}

clear_bar() { [ -t 2 ] && printf '\r\033[K' >&2; return 0; }

N_GOOD=0
N_BAD=0

good() { clear_bar; N_GOOD=$((N_GOOD + 1)); printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }

bad() { clear_bar; N_BAD=$((N_BAD + 1)); printf '%s\tfailed\t%s\n' "$1" "$2"; }

why() {
    local detail
    detail=$(json_text detail)
    if [ "$STATUS" = 000 ]; then printf 'no answer from %s' "$URL"
    else printf '%s' "${detail:-the station answered $STATUS}"; fi
}

# Nothing that follows could go better: the key, the project or the role is wrong.
stop_if_hopeless() {
    case $STATUS in 401 | 403) clear_bar; stop "$(why)" ;; esac
}

create() {
    local name=$1 size=$2 sha256=$3 metadata
    metadata="kind $(encode series),filename $(encode "$name"),project_id $(encode "$PROJECT")"
    metadata="$metadata,direct $(encode "$DIRECT")"
    if [ -n "$SITE" ]; then metadata="$metadata,site_id $(encode "$SITE")"; fi
    if [ -n "$ZONE" ]; then metadata="$metadata,time_zone $(encode "$ZONE")"; fi
    if [ -n "$sha256" ]; then metadata="$metadata,sha256 $(encode "$sha256")"; fi
    request --request POST --header "Upload-Length: $size" --header "Upload-Metadata: $metadata" \
        "$URL/api/v1/uploads"
}

# Waits longer after each failure; false when it has waited often enough.
FAULTS=0
wait_again() {
    local asked
    FAULTS=$((FAULTS + 1))
    [ "$FAULTS" -le 8 ] || return 1
    asked=$(header Retry-After)
    case $asked in '' | *[!0-9]*) asked=$((1 << (FAULTS - 1))) ;; esac
    if [ "$asked" -gt 120 ]; then asked=120; fi
    sleep "$asked"
}

# Sends the rest of a file to $PLACE; false, with $PROBLEM, when it cannot be done.
send_rest() {
    local file=$1 name=$2 size=$3 offset='' begun_at=$SECONDS begun_offset=''
    FAULTS=0
    while :; do
        if [ -z "$offset" ]; then
            request --head "$PLACE"
            case $STATUS in
                200) offset=$(header Upload-Offset); begun_offset=${begun_offset:-$offset} ;;
                404 | 410) PROBLEM=gone; return 1 ;;
                *) stop_if_hopeless; wait_again || { PROBLEM=$(why); return 1; }; continue ;;
            esac
        fi
        bar "$name" "$offset" "$size" "$begun_at" "$begun_offset"
        [ "$offset" -lt "$size" ] || return 0
        tail -c "+$((offset + 1))" "$file" 2>/dev/null | head -c "$CHUNK" >"$WORK/piece"
        request --request PATCH --header "Upload-Offset: $offset" \
            --header 'Content-Type: application/offset+octet-stream' --data-binary "@$WORK/piece" "$PLACE"
        case $STATUS in
            204) offset=$(header Upload-Offset); FAULTS=0 ;;
            410) PROBLEM=gone; return 1 ;;
            400 | 413 | 415 | 422 | 507) PROBLEM=$(why); return 1 ;;
            *) stop_if_hopeless; offset=''; wait_again || { PROBLEM=$(why); return 1; } ;;
        esac
    done
}

PENDING_NAMES=()
PENDING_PLACES=()
PENDING_NOTES=()
FIRST_PENDING=0

# Asks for the verdict on the oldest upload sent; false while there is none yet.
settle_oldest() {
    local name=${PENDING_NAMES[$FIRST_PENDING]} place=${PENDING_PLACES[$FIRST_PENDING]}
    request "$place"
    if [ "$STATUS" = 200 ]; then
        case $(json_text state) in
            stored) settle_import "$name" "$(json_text result id)" || return 1 ;;
            rejected)
                if [ "$(json_text problem code)" = already-here ]; then good "$name" 'already here' "$(json_text result id)"
                else bad "$name" "$(json_text problem code): $(json_text problem detail)"; fi
                ;;
            expired) bad "$name" 'given up by the station' ;;
            *) return 1 ;;
        esac
    elif [ "$STATUS" = 404 ]; then bad "$name" 'forgotten by the station'
    else return 1
    fi
    rm -f "${PENDING_NOTES[$FIRST_PENDING]}"
    FIRST_PENDING=$((FIRST_PENDING + 1))
}

# What became of a file that is stored; false while it is looked at or read.
settle_import() {
    local name=$1 id=$2
    request "$URL/api/v1/dataset-imports/$id"
    case $STATUS in
        200) ;;
        404) bad "$name" 'given up by someone'; return 0 ;;
        *) return 1 ;;
    esac
    # The detection holds words of the file itself: the state is read from in front of it.
    case $(sed -E 's/"detection".*//' "$WORK/body" | tr -d '\n' | sed -nE 's/.*"state": *"([a-z]+)".*/\1/p') in
        done) good "$name" imported "$(tr -d '\n' <"$WORK/body" | sed -nE 's/.*"dataset_id": *"([0-9a-f-]+)".*/\1/p')" ;;
        detected) good "$name" asks "$id" ;;
        failed) bad "$name" "$(json_text problem code): $(json_text problem detail)" ;;
        *) return 1 ;;
    esac
}

upload() {
    local file=$1 name size sha256 note
    name=$(basename "$file")
    if [ ! -r "$file" ]; then bad "$name" 'cannot be read'; return; fi
    size=$(size_of "$file")
    sha256=$(sha256_of "$file")
    # Another project, station or content is another upload.
    note=$STATE_DIR/$(printf '%s\n' "$URL" "$PROJECT" "$name" "$size" "${sha256:-$file}" | cksum | tr ' ' '-')
    PLACE=''
    if [ -s "$note" ]; then PLACE=$URL$(cat "$note"); fi
    for _ in 1 2; do
        if [ -z "$PLACE" ]; then
            FAULTS=0
            create "$name" "$size" "$sha256"
            while case $STATUS in 000 | 429 | 5*) [ "$STATUS" != 507 ] ;; *) false ;; esac; do
                wait_again || break
                create "$name" "$size" "$sha256"
            done
            stop_if_hopeless
            if [ "$STATUS" != 201 ]; then bad "$name" "$(why)"; return; fi
            PLACE=$(header Location)
            case $PLACE in http*) PLACE=${PLACE#"$URL"} ;; esac
            printf '%s\n' "$PLACE" >"$note"
            PLACE=$URL$PLACE
        fi
        PROBLEM=''
        if send_rest "$file" "$name" "$size"; then
            PENDING_NAMES+=("$name"); PENDING_PLACES+=("$PLACE"); PENDING_NOTES+=("$note")
            return
        fi
        rm -f "$WORK/piece"
        if [ "$PROBLEM" != gone ]; then bad "$name" "$PROBLEM"; return; fi
        rm -f "$note"
        PLACE=''
    done
    bad "$name" 'the station forgets this upload again and again'
}

list_files() {
    local target
    for target in "${TARGETS[@]}"; do
        if [ -d "$target" ]; then
            find "$target" -type f ! -name '.*' | grep -iE '\.(csv|tsv|txt|xlsx|parquet|ndjson)(\.gz|\.zip)?$' | sort
        else
            printf '%s\n' "$target"
        fi
    done
}

list_files >"$WORK/files"
[ -s "$WORK/files" ] || stop 'there is no file of values in the folder'

while IFS= read -r file <&3; do
    upload "$file"
    while [ "$FIRST_PENDING" -lt "${#PENDING_NAMES[@]}" ] && settle_oldest; do :; done
done 3<"$WORK/files"

MAX_WAIT_S=1800
waiting_since=$SECONDS
while [ "$FIRST_PENDING" -lt "${#PENDING_NAMES[@]}" ]; do
    if settle_oldest; then
        waiting_since=$SECONDS
    elif [ $((SECONDS - waiting_since)) -gt "$MAX_WAIT_S" ]; then
        bad "${PENDING_NAMES[$FIRST_PENDING]}" 'sent, but not verified yet; ask again later'
        FIRST_PENDING=$((FIRST_PENDING + 1))
    else
        sleep 0.5
    fi
done

printf '%d on the station, %d failed\n' "$N_GOOD" "$N_BAD" >&2
[ "$N_BAD" -eq 0 ]
