# For scripts/image-proof and its steps: a root folder, entered as a container is.
# shellcheck shell=bash

# make_root FOLDER SUITE PACKAGES: a Debian of that age with those packages, unless it is there.
make_root() {
    local folder=$1 suite=$2 packages=$3
    # What is installed belongs to a list; another list is another root folder.
    if [ "$(cat "$folder.packages" 2>/dev/null)" = "$packages" ]; then return; fi
    rm -rf "$folder"
    debootstrap --variant=minbase --include="$packages" "$suite" "$folder" http://deb.debian.org/debian >"$folder.log" ||
        { tail -n 20 "$folder.log" >&2; return 1; }
    echo "$packages" >"$folder.packages"
}

# start_service NAME WORK: a real server of scripts/services until stop_services; sets `port`.
start_service() {
    local name=$1 work=$2
    [ -p "$work/lifeline" ] || mkfifo "$work/lifeline"
    scripts/services/"$name" "$work/$name" <"$work/lifeline" 3>&- >"$work/$name.facts" 2>"$work/$name.err" &
    local server=$!
    { true >&3; } 2>/dev/null || exec 3>"$work/lifeline"
    until grep -qs '^ready' "$work/$name.facts"; do
        kill -0 "$server" 2>/dev/null || { cat "$work/$name.err" "$work/$name.facts" >&2; return 1; }
        sleep 0.2
    done
    port=$(sed -n 's/^port=//p' "$work/$name.facts")
}

# Asks MariaDB as root.
sql() {
    env MYSQL_PWD=test mariadb --no-defaults --host=127.0.0.1 --port="$port" --user=root --batch --skip-column-names "$@"
}

# The servers end with their lifeline.
stop_services() {
    exec 3>&-
    wait
}

failed=0
mounts=() variables=() arguments=()

# contain ROOT [FOLDER]: runs lifeboat as process number 1 of a container: root folder read-only, a user without rights, no
# way to get any, nothing of the outside but the network.
#
# The folder is what lies at /opt/lifeboat, where the root folder has none of its own. As in a pod, the caller sets: `user` (UID:GID), `mounts` (HOST:CONTAINER[:ro]), `variables` (NAME=VALUE), `arguments`.
contain() {
    local root=$1 bundle=${2-}
    unshare --mount --pid --ipc --uts --fork --kill-child --propagation private \
        bash "$(dirname "${BASH_SOURCE[0]}")/enter" "$root" "$bundle" "${user-65532:65532}" \
        "${#mounts[@]}" "${mounts[@]}" "${#variables[@]}" "${variables[@]}" "${arguments[@]}"
}

# expect STATUS WHAT COMMAND…: says whether a command ended so; its output is in $said.
expect() {
    local wanted=$1 what=$2 got=0
    shift 2
    said=$("$@" 2>&1) || got=$?
    if [ "$got" -eq "$wanted" ]; then
        echo "ok    $what"
    else
        printf 'FAIL  %s: status %s, not %s\n%s\n' "$what" "$got" "$wanted" "$said"
        failed=1
    fi
}

# holds WHAT COMMAND…: says whether a command succeeded.
holds() { expect 0 "$@"; }

# says WHAT TEXT: whether that text is in what the last command said.
says() {
    case "$said" in
    *"$2"*) echo "ok    $1" ;;
    *)
        printf 'FAIL  %s: %s is not in\n%s\n' "$1" "$2" "$said"
        failed=1
        ;;
    esac
}
