#!/usr/bin/env bash
# Uploads a folder of recordings to a Fieldstation, in pieces, and goes on where it broke off.
# Needs bash 3.2 or later, curl, and uploading.sh beside it.

set -o nounset

usage() {
    cat <<'HELP'
Usage: upload_recordings.sh --project ID [options] FOLDER|FILE...

Uploads recordings (every .wav, .flac, .ogg, .mp3, .aif, .aiff below a folder, or the files named; a .zip
that is named is unpacked by the station) and prints one line a file: name, verdict, id of the recording.
Run it again after a break: what has come already is not sent again.

  --project ID         project the recordings go into (required)
  --site ID            site they were recorded at
  --species ID         species they are about
  --no-split           do not show long recordings in parts
  --time-expansion N   factor by which the sound was slowed down (default: what the files say)
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

PROGRAM=upload_recordings
NOUN=recording
KIND=recording
ARCHIVE_KIND=archive
PATTERNS=(-iname '*.wav' -o -iname '*.flac' -o -iname '*.ogg' -o -iname '*.oga' -o -iname '*.mp3' -o -iname '*.aif'
    -o -iname '*.aiff')
PROJECT='' SITE='' SPECIES='' SPLIT='' EXPANSION=''

# shellcheck source=scripts/uploading.sh
. "$(dirname "${BASH_SOURCE[0]}")/uploading.sh"

while [ $# -gt 0 ]; do
    case $1 in
        --project | --site | --species | --time-expansion | --chunk-mb | --state)
            [ $# -ge 2 ] || stop "$1 needs a value"
            case $1 in
                --project) PROJECT=$2 ;;
                --site) SITE=$2 ;;
                --species) SPECIES=$2 ;;
                --time-expansion) EXPANSION=$2 ;;
                --chunk-mb) CHUNK_MB=$2 ;;
                --state) STATE_DIR=$2 ;;
            esac
            shift 2
            ;;
        --no-split) SPLIT=false; shift ;;
        --no-hash) HASHES=no; shift ;;
        --help | -h) usage; exit 0 ;;
        --) shift; TARGETS+=("$@"); break ;;
        -*) stop "unknown option $1 (--help shows what there is)" ;;
        *) TARGETS+=("$1"); shift ;;
    esac
done

[ -n "$PROJECT" ] || stop 'name the project with --project ID'
FIELDS=("project_id=$PROJECT" "site_id=$SITE" "species_id=$SPECIES" "auto_split=$SPLIT" "time_expansion=$EXPANSION")
send_all
