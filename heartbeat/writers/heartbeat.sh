# SPDX-License-Identifier: Apache-2.0
# A heartbeat for the watchdog of Peace of Mind: one function for any POSIX shell, no dependencies but date and mv.
#
#     . /usr/share/peace/writers/heartbeat.sh
#     while work; do
#         beat /run/myapp/heartbeat.json ready
#     done
#
# Call it from the main loop, about once a second. It always succeeds, also under "set -eu"; a failure costs the beat. A shell cannot write
# without waiting for the disk: choose a file below /run, which is in memory.

# beat FILE [STATE]
beat() {
    # In a shell of its own, which a failed redirection may end.
    (
        set +e
        temporary=$(dirname -- "$1")/.$(basename -- "$1").tmp
        umask 022
        if printf '{"timestamp":"%s","state":"%s","pid":%s}\n' \
            "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(printf %s "${2:-ready}" | tr -d '\000-\037"\\')" "$$" >"$temporary"; then
            mv -f -- "$temporary" "$1"
        else
            rm -f -- "$temporary"
        fi
    ) </dev/null >/dev/null 2>&1 || :
}
