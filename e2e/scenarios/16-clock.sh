# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the clock steps an hour forward, two back, and to 1970: no restart, and a freeze is still detected
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
date -s '+1 hour' >/dev/null && pause 40
beats && [ "$PID" = "$OLD" ] && measured forth yes
date -s '-2 hours' >/dev/null && pause 40
beats && [ "$PID" = "$OLD" ] && measured back yes
measured restarts "$(journalctl -b -o cat -u recorder-watchdog | grep -c 'restart 1 in')"
mkdir -p /run/systemd/system/recorder.service.d
printf '[Service]\nWatchdogSec=0\n' >/run/systemd/system/recorder.service.d/e2e.conf
systemctl daemon-reload
systemctl restart recorder
await 150 works_again
pause 5
beat && OLD=$PID
date -s @100 >/dev/null
now && T=$NOW
kill -STOP "$OLD"
date -s '-1 minute' >/dev/null
recovered beating "$T"
GUEST
    expect_is "an hour forward: the same process beats" yes "${forth:-}"
    expect_is "two hours back: the same process beats" yes "${back:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
    expect_recovery "frozen in 1970, without WatchdogSec: beating again" 45 beating
}
