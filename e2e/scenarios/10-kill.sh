# shellcheck shell=bash disable=SC2154 # figures come from the guest
# kill -9: beating again within 15 s
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
now && T=$NOW
kill -9 "$OLD"
recovered beating "$T"
await 60 records && measured recording "$(since "$T")"
measured restarts "$(restarts_by_watchdog)"
GUEST
    expect_recovery "killed, beating again" 15 beating
    expect "killed, recording again (after salvaging the interrupted video)" 120 "${recording:-}"
    expect_is "restarts by the watchdog: systemd was faster" 0 "${restarts:-}"
}
