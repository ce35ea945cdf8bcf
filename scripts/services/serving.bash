# For the scripts beside it: each starts one real server on the loopback for tests, in a folder of its own.
#
#   scripts/services/NAME FOLDER [OPTION…]
#
# The folder is removed when the server ends.
#
# It prints how to reach the server, as `key=value` lines, then `ready`; and it ends the server when its own stdin
# ends, so that no server outlives the one who asked for it. What the server says goes to FOLDER/NAME.log.
# shellcheck shell=bash

set -euo pipefail
folder=$1
shift

# A port that nobody listens on now.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || {
            echo "missing=$program"
            exit 69
        }
    done
}

# The same for programs that scripts/services/packages installs.
packages=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.build/services/bin
need_package() {
    local program
    for program in "$@"; do
        [ -x "$packages/$program" ] || {
            echo "missing=$program"
            exit 69
        }
    done
}

# make_certificate NAME: in the folder, a certificate for NAME, server.pem with server.key, by the authority
# authority.pem. A name is as openssl has it: DNS:localhost, IP:127.0.0.1.
make_certificate() {
    local server_name=$1
    (
        cd "$folder"
        local curve=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
        openssl req -x509 "${curve[@]}" -keyout authority.key -out authority.pem -days 2 -subj /CN=authority
        openssl req "${curve[@]}" -keyout server.key -out server.csr -subj /CN=localhost
        openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -days 2 -out server.pem \
            -extfile <(echo "subjectAltName=$server_name")
    ) 2>/dev/null
}

# Whether somebody listens on a port.
answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1")
}

# wait_for SERVER_PID COMMAND…: until the command succeeds; fails when the server ends before, or after two minutes.
wait_for() {
    local server=$1
    shift
    local attempt
    for attempt in $(seq 1200); do
        if "$@" >/dev/null 2>&1; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    echo "the server did not answer after $attempt attempts; its log:" >&2
    tail -n 30 "$folder"/*.log >&2
    exit 70
}

# end_with_us SERVER_PID [SIGNAL]: whatever ends this script ends the server.
end_with_us() {
    # shellcheck disable=SC2064
    trap "kill -${2-KILL} $1 2>/dev/null || true; wait $1 2>/dev/null || true; rm -rf '$folder'" EXIT
    trap 'exit 143' TERM INT HUP
}

# serve_until_eof SERVER_PID: says `ready`, and waits for the end of stdin or of the server.
serve_until_eof() {
    local server=$1
    echo ready
    # With a limit, so that a server that was killed is not waited for.
    while kill -0 "$server" 2>/dev/null; do
        local status=0
        read -r -t 1 _ || status=$?
        # Above 128 is the limit; anything else the end of stdin.
        if [ "$status" -ne 0 ] && [ "$status" -le 128 ]; then break; fi
    done
}
