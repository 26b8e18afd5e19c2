# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the clock steps an hour forward, two back, to 2039 and to 1970: no restart, and a freeze is still detected
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
set_clock '+1 hour' && pause 40
beats && [ "$PID" = "$OLD" ] && measured forth yes
set_clock '-2 hours' && pause 40
beats && [ "$PID" = "$OLD" ] && measured back yes
set_clock '2039-01-01' && pause 40
beats && [ "$PID" = "$OLD" ] && measured far yes
measured restarts "$(restarts_by_watchdog)"
mkdir -p /run/systemd/system/recorder.service.d
printf '[Service]\nWatchdogSec=0\n' >/run/systemd/system/recorder.service.d/e2e.conf
must systemctl daemon-reload
must systemctl restart recorder
must await 150 works_again
pause 5
beat && OLD=$PID
# Twelve days into 1970.
set_clock @1000000
now && T=$NOW
must kill -STOP "$OLD"
set_clock '-1 minute'
recovered beating "$T"
GUEST
    expect_is "an hour forward: the same process beats" yes "${forth:-}"
    expect_is "two hours back: the same process beats" yes "${back:-}"
    expect_is "in 2039: the same process beats" yes "${far:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
    expect_recovery "frozen in 1970, without WatchdogSec: beating again" 45 beating 5
}
