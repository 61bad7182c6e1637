# What the scripts that upload files have in common; each of them sources it.
# They set PROGRAM, NOUN, KIND, ARCHIVE_KIND and PATTERNS before, and TARGETS and FIELDS (name=value, the first of
# them what tells one destination from another) before they call send_all.

stop() {
    printf '%s: %s\n' "$PROGRAM" "$1" >&2
    exit 2
}

URL=${FIELDSTATION_URL:-http://localhost:8080}
URL=${URL%/}
KEY=${FIELDSTATION_API_KEY:-}
CHUNK_MB=10
HASHES=yes
STATE_DIR=${XDG_STATE_HOME:-${HOME:-.}/.local/state}/fieldstation-uploads
TARGETS=()

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
    local name=$1 size=$2 sha256=$3 kind=$KIND metadata field
    case $name in *.zip | *.ZIP) kind=$ARCHIVE_KIND ;; esac
    metadata="kind $(encode "$kind"),filename $(encode "$name")"
    for field in "${FIELDS[@]}"; do
        if [ -n "${field#*=}" ]; then metadata="$metadata,${field%%=*} $(encode "${field#*=}")"; fi
    done
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

# What is said of a file that is stored; false while there is more to wait for. A script may define it anew.
settle_stored() { good "$1" stored "$2"; }

# Asks for the verdict on the oldest upload sent; false while there is none yet.
settle_oldest() {
    local name=${PENDING_NAMES[$FIRST_PENDING]} place=${PENDING_PLACES[$FIRST_PENDING]} id
    request "$place"
    if [ "$STATUS" = 200 ]; then
        id=$(json_text result id)
        case $(json_text state) in
            stored) settle_stored "$name" "$id" || return 1 ;;
            rejected)
                if [ "$(json_text problem code)" = already-here ]; then good "$name" 'already here' "$id"
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

upload() {
    local file=$1 name size sha256 note
    name=$(basename "$file")
    if [ ! -r "$file" ]; then bad "$name" 'cannot be read'; return; fi
    size=$(size_of "$file")
    sha256=$(sha256_of "$file")
    # Another project, station or content is another upload.
    note=$STATE_DIR/$(printf '%s\n' "$URL" "${FIELDS[0]}" "$name" "$size" "${sha256:-$file}" | cksum | tr ' ' '-')
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
            find "$target" -type f ! -name '.*' \( "${PATTERNS[@]}" \) -print | sort
        else
            printf '%s\n' "$target"
        fi
    done
}

# Sends every file of TARGETS and prints a line for each; the exit code is 0 when all are on the station.
send_all() {
    command -v curl >/dev/null || stop 'curl is needed'
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

    list_files >"$WORK/files"
    [ -s "$WORK/files" ] || stop "there is no $NOUN in the folder"

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
}
