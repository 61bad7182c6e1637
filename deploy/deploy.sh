#!/usr/bin/env bash
# Puts a version of Fieldstation into service, or the former one back. Releases lie side by side; `current` points to
# the one in service. Web processes are reloaded one after the other, so that people notice nothing, unless the
# database changes: then the maintenance page is shown for as long as that takes.

set -o errexit -o nounset -o pipefail

usage() {
    cat <<'HELP'
Usage: deploy.sh release DIRECTORY   put the version that lies in DIRECTORY into service
       deploy.sh rollback            put the former version back, its database schema too
       deploy.sh maintenance on|off  show or remove the maintenance page
       deploy.sh status              what is in service, and whether it is well

Environment:
  FIELDSTATION_HOME   where releases lie (default /srv/fieldstation)
  FIELDSTATION_ENV_FILE  settings of the station (default /etc/fieldstation/fieldstation.env)
  MAINTENANCE_FILE    what nginx looks for (default /run/fieldstation/maintenance)
  WEB_PORTS           ports of the web processes (default "8081 8082")
  WORKERS             names of the workers on this machine (default "1 2")
  SYSTEMCTL           what starts and stops services (default systemctl)
  KEEP_RELEASES       how many releases stay (default 5)

Before the database changes a backup is made to BACKUP_TARGET. Exit code: 0 when the new version is well, 1 when it
was not and the former one is back in service, 2 when nothing was changed.
HELP
}

HOME_DIR=${FIELDSTATION_HOME:-/srv/fieldstation}
ENV_FILE=${FIELDSTATION_ENV_FILE:-/etc/fieldstation/fieldstation.env}
MAINTENANCE=${MAINTENANCE_FILE:-/run/fieldstation/maintenance}
read -ra PORTS <<<"${WEB_PORTS:-8081 8082}"
read -ra CREW <<<"${WORKERS:-1 2}"
SYSTEMCTL=${SYSTEMCTL:-systemctl}
KEEP=${KEEP_RELEASES:-5}
WAIT_S=${DEPLOY_WAIT_S:-60}

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

stop() {
    say "$*" >&2
    exit 2
}

# Runs the command line of a release with the station's settings.
flask_of() {
    local release=$1
    shift
    (
        set -o allexport
        # shellcheck disable=SC1090
        . "$ENV_FILE"
        cd "$release"
        "$release/.venv/bin/python" -m flask --app "app:create_app(role='cli')" "$@"
    )
}

# Revision that the database has.
revision() { flask_of "$1" db current 2>/dev/null | awk 'NF { print $1; exit }'; }

# Revision that the code of a release wants.
wanted() { flask_of "$1" db heads 2>/dev/null | awk 'NF { print $1; exit }'; }

is_ready() { curl --silent --fail --max-time 5 --output /dev/null "http://127.0.0.1:$1/ready"; }

wait_ready() {
    local port=$1 until=$((SECONDS + WAIT_S))
    until is_ready "$port"; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.5
    done
}

maintenance() {
    case $1 in
        on) mkdir -p "$(dirname "$MAINTENANCE")" && : >"$MAINTENANCE" ;;
        off) rm -f "$MAINTENANCE" ;;
        *) usage >&2; exit 2 ;;
    esac
}

point_to() {
    ln -sfn "$1" "$HOME_DIR/.next"
    # A rename replaces the link in one step: no moment is without a version.
    mv -fT "$HOME_DIR/.next" "$HOME_DIR/current"
}

others() {
    local name
    for name in "${CREW[@]}"; do printf 'fieldstation-worker@%s ' "$name"; done
    printf 'fieldstation-scheduler fieldstation-ingest fieldstation-detection'
}

# Web processes one after the other, each well before the next goes; then those nobody waits for.
reload() {
    local port
    for port in "${PORTS[@]}"; do
        $SYSTEMCTL restart "fieldstation-web@$port"
        wait_ready "$port" || return 1
        say "web process on port $port is well"
    done
    # shellcheck disable=SC2046
    $SYSTEMCTL restart $(others)
}

stop_all() {
    local port
    # shellcheck disable=SC2046
    $SYSTEMCTL stop $(others)
    for port in "${PORTS[@]}"; do $SYSTEMCTL stop "fieldstation-web@$port"; done
}

prepare() {
    local source=$1 release=$2
    mkdir -p "$HOME_DIR/releases"
    cp -a "$source" "$release"
    if [ ! -x "$release/.venv/bin/python" ]; then
        say "installing what it needs"
        python3 -m venv "$release/.venv"
        "$release/.venv/bin/pip" install --quiet --disable-pip-version-check \
            -r "$release/requirements.txt" -c "$release/constraints.txt"
    fi
}

serve() {
    local release=$1 former=$2
    if [ "$(revision "$release")" = "$(wanted "$release")" ]; then
        point_to "$release"
        reload
        return
    fi
    say "the database changes: the maintenance page is shown"
    maintenance on
    stop_all
    if [ -n "$former" ]; then
        revision "$release" >"$release/.former-revision"
        flask_of "$former" backup create || return 1
    fi
    flask_of "$release" db upgrade || return 1
    point_to "$release"
    reload || return 1
    maintenance off
}

release() {
    local source=${1:?} former='' release
    [ -f "$source/app.py" ] || stop "$source holds no Fieldstation"
    [ -f "$ENV_FILE" ] || stop "the settings $ENV_FILE are not there"
    [ -e "$HOME_DIR/current" ] && former=$(readlink -f "$HOME_DIR/current")
    release=$HOME_DIR/releases/$(date -u +%Y%m%dT%H%M%SZ)-$$
    prepare "$source" "$release" || stop "the release could not be prepared; nothing was changed"
    printf '%s\n' "$former" >"$release/.former"
    if serve "$release" "$former"; then
        say "$release is in service"
        clean
        return 0
    fi
    say "$release is not well"
    [ -n "$former" ] || exit 1
    back_to "$release" "$former"
    exit 1
}

# The former version with the database as it knew it; rows stay where the schema lets them.
back_to() {
    local release=$1 former=$2
    if [ -s "$release/.former-revision" ] && [ "$(revision "$release")" != "$(cat "$release/.former-revision")" ]; then
        maintenance on
        stop_all
        flask_of "$release" db downgrade "$(cat "$release/.former-revision")"
    fi
    point_to "$former"
    reload
    maintenance off
    say "$former is back in service"
}

rollback() {
    local release former
    [ -e "$HOME_DIR/current" ] || stop "nothing is in service"
    release=$(readlink -f "$HOME_DIR/current")
    former=$(cat "$release/.former" 2>/dev/null || true)
    [ -n "$former" ] && [ -d "$former" ] || stop "there is no former version"
    back_to "$release" "$former"
}

# Old releases go; the one in service and the one before it stay whatever the number.
clean() {
    local current former old
    current=$(readlink -f "$HOME_DIR/current")
    former=$(cat "$current/.former" 2>/dev/null || true)
    for old in $(ls -1d "$HOME_DIR"/releases/*/ | sort -r | tail -n "+$((KEEP + 1))"); do
        old=${old%/}
        [ "$old" = "$current" ] || [ "$old" = "$former" ] || rm -rf "$old"
    done
}

status() {
    local port bad=0
    printf 'in service: %s\n' "$(readlink -f "$HOME_DIR/current" 2>/dev/null || echo nothing)"
    [ -e "$MAINTENANCE" ] && printf 'the maintenance page is shown\n'
    for port in "${PORTS[@]}"; do
        if is_ready "$port"; then printf 'port %s is well\n' "$port"; else printf 'port %s is not well\n' "$port"; bad=1; fi
    done
    return "$bad"
}

case ${1:-} in
    release) release "${2:-}" ;;
    rollback) rollback ;;
    maintenance) maintenance "${2:-}" ;;
    status) status ;;
    --help | -h | help) usage ;;
    *) usage >&2; exit 2 ;;
esac
