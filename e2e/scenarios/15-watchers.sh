# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the watchdog and the agent, killed and frozen: back by themselves, and the recorder notices nothing
scenario() {
    guest <<'GUEST'
# A machine that works, not one that boots.
pause 30
beat && RECORDER=$PID
asked() { [ "$(unit_pid "$1")" != "$2" ] && [ "$(systemctl is-active "$1")" = active ]; }
hurt() { # NAME UNIT SIGNAL LIMIT
    local old begin
    old=$(unit_pid "$2")
    now && begin=$NOW
    kill "$3" "$old"
    await "$4" asked "$2" "$old" && measured "$1" "$(since "$begin")"
}
hurt watchdog_killed recorder-watchdog -9 60
hurt watchdog_frozen recorder-watchdog -STOP 90
hurt agent_killed recorder-agent -9 60
hurt agent_frozen recorder-agent -STOP 150
await 30 all_up && measured up yes
beat && [ "$PID" = "$RECORDER" ] && measured untouched yes
GUEST
    expect "watchdog killed, up again" 15 "${watchdog_killed:-}"
    expect "watchdog frozen, up again" 30 "${watchdog_frozen:-}"
    expect "agent killed, up again" 20 "${agent_killed:-}"
    expect "agent frozen, up again" 80 "${agent_frozen:-}"
    expect_is "everything answers" yes "${up:-}"
    expect_is "the recorder ran on" yes "${untouched:-}"
}
