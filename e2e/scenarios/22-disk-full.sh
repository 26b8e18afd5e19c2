# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the disk is filled: it refuses to record and says why, nothing is restarted, a mail is received; freed again, it records
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local filled=$SECONDS mailed=
    guest <<'GUEST'
beat && OLD=$PID
free=$(df --output=avail -B1M / | tail -1)
fallocate -l "$((free - 120))M" /var/tmp/full
refuses() { beat && [ "$STATE" = error ]; }
now && T=$NOW
await 120 refuses && measured refused "$(since "$T")"
measured why "$(journalctl -b -o cat -u recorder | grep -o 'the disk is nearly full' | tail -1)"
pause 40
beat && measured same "$([ "$PID" = "$OLD" ] && echo yes)"
measured shown "$(curl -s http://127.0.0.1:9101/metrics | grep -c '^recorder_state{state="error"} 1')"
GUEST
    outside_await 240 mail_about 'free: too little for the recorder' && mailed=$((SECONDS - filled))
    guest <<'GUEST'
OLD=$(unit_pid recorder)
rm /var/tmp/full
now && T=$NOW
await 180 records && measured recording "$(since "$T")"
measured restarts "$(restarts_by_watchdog)"
GUEST
    expect "full, it refuses to record" 60 "${refused:-}"
    expect_is "it says why" "the disk is nearly full" "${why:-}"
    expect_is "the metrics show it" 1 "${shown:-}"
    expect_is "40 s later the same process runs" yes "${same:-}"
    expect "full, the owner has a mail about it (by the host's clock)" 240 "${mailed:-}"
    expect "space freed, recording again" 120 "${recording:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
}
