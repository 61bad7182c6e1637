#!/usr/bin/env bash
# Uploads a folder of pictures to a Fieldstation, in pieces, and goes on where it broke off.
# Needs bash 3.2 or later, curl, and uploading.sh beside it.

set -o nounset

usage() {
    cat <<'HELP'
Usage: upload_images.sh (--project ID | --group ID) [options] FOLDER|FILE...

Uploads pictures (every .jpg, .jpeg, .png, .webp, .tif, .tiff, .heic, .heif, .avif, .gif below a folder, or the
files named; a .zip that is named is unpacked by the station, with its metadata.csv) and prints one line a file:
name, verdict, id of the picture. Run it again after a break: what has come already is not sent again.

  --project ID         project the pictures go into
  --group ID           group they go into, when to no project
  --site ID            site they were taken at
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

PROGRAM=upload_images
NOUN=picture
KIND=image
ARCHIVE_KIND=image-archive
PATTERNS=(-iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' -o -iname '*.webp' -o -iname '*.tif' -o -iname '*.tiff'
    -o -iname '*.heic' -o -iname '*.heif' -o -iname '*.avif' -o -iname '*.gif')
PROJECT='' GROUP='' SITE=''

# shellcheck source=scripts/uploading.sh
. "$(dirname "${BASH_SOURCE[0]}")/uploading.sh"

while [ $# -gt 0 ]; do
    case $1 in
        --project | --group | --site | --chunk-mb | --state)
            [ $# -ge 2 ] || stop "$1 needs a value"
            case $1 in
                --project) PROJECT=$2 ;;
                --group) GROUP=$2 ;;
                --site) SITE=$2 ;;
                --chunk-mb) CHUNK_MB=$2 ;;
                --state) STATE_DIR=$2 ;;
            esac
            shift 2
            ;;
        --no-hash) HASHES=no; shift ;;
        --help | -h) usage; exit 0 ;;
        --) shift; TARGETS+=("$@"); break ;;
        -*) stop "unknown option $1 (--help shows what there is)" ;;
        *) TARGETS+=("$1"); shift ;;
    esac
done

[ -n "$PROJECT$GROUP" ] || stop 'say where they go with --project ID or --group ID'
# The first of them tells one destination from another.
if [ -n "$PROJECT" ]; then FIELDS=("project_id=$PROJECT" "site_id=$SITE"); else FIELDS=("group_id=$GROUP"); fi
send_all
