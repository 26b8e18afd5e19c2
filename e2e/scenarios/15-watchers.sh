# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the watchdog and the agent, killed and frozen: systemd restarts them, and the recorder is not affected
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
# Not while the machine is still busy with its boot.
pause 30
empty_java
beat && RECORDER=$PID
replaced() { [ "$(unit_pid "$1")" != "$2" ] && [ "$(systemctl is-active "$1")" = active ]; }
hurt() { # NAME UNIT SIGNAL LIMIT
    local old start
    old=$(unit_pid "$2")
    now && start=$NOW
    kill "$3" "$old"
    await "$4" replaced "$2" "$old" && measured "$1" "$(since "$start")"
}
hurt watchdog_killed recorder-watchdog -9 60
hurt watchdog_frozen recorder-watchdog -STOP 90
hurt agent_killed recorder-agent -9 60
hurt agent_frozen recorder-agent -STOP 150
await 30 all_up && measured up yes
beat && [ "$PID" = "$RECORDER" ] && measured untouched yes
GUEST
    echo "      an empty Java program takes ${control:-?} s here"
    # systemd waits 1 or 2 s before it restarts them, and notices a freeze after 15 and 50 s.
    expect "watchdog killed, up again" "$(above_control 3 6 "${control:-0}")" "${watchdog_killed:-}"
    expect "watchdog frozen, up again" "$(above_control 18 6 "${control:-0}")" "${watchdog_frozen:-}"
    expect "agent killed, up again" "$(above_control 4 10 "${control:-0}")" "${agent_killed:-}"
    expect "agent frozen, up again" "$(above_control 56 10 "${control:-0}")" "${agent_frozen:-}"
    expect_is "everything responds" yes "${up:-}"
    expect_is "the recorder kept running" yes "${untouched:-}"
}
