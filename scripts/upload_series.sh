#!/usr/bin/env bash
# Uploads a folder of time series to a Fieldstation, in pieces, and goes on where it broke off.
# Needs bash 3.2 or later, curl, and uploading.sh beside it.

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

PROGRAM=upload_series
NOUN='file of values'
KIND=series
ARCHIVE_KIND=series
PATTERNS=()
for ending in csv tsv txt xlsx parquet ndjson; do
    for packed in '' .gz .zip; do PATTERNS+=(-o -iname "*.$ending$packed"); done
done
PATTERNS=("${PATTERNS[@]:1}")
PROJECT='' SITE='' ZONE='' DIRECT=true

# shellcheck source=scripts/uploading.sh
. "$(dirname "${BASH_SOURCE[0]}")/uploading.sh"

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

[ -n "$PROJECT" ] || stop 'name the project with --project ID'

# What became of a file that is stored; false while it is looked at or read.
settle_stored() {
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

FIELDS=("project_id=$PROJECT" "direct=$DIRECT" "site_id=$SITE" "time_zone=$ZONE")
send_all
