# shellcheck shell=bash disable=SC2154 # figures come from the guest
# kill -STOP: recovered within 20 s by systemd's WatchdogSec, and without it within 45 s by the watchdog
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
now && T=$NOW
kill -STOP "$OLD"
recovered by_systemd "$T"
GUEST
    expect_recovery "frozen, with WatchdogSec" 20 by_systemd
    guest <<'GUEST'
mkdir -p /run/systemd/system/recorder.service.d
printf '[Service]\nWatchdogSec=0\n' >/run/systemd/system/recorder.service.d/e2e.conf
systemctl daemon-reload
systemctl restart recorder
await 90 records
pause 5
beat && OLD=$PID
now && T=$NOW
kill -STOP "$OLD"
recovered by_watchdog "$T"
measured restarts "$(restarts_by_watchdog)"
ls /var/lib/peace/watchdog/evidence | tail -1
GUEST
    expect_recovery "frozen, without WatchdogSec" 45 by_watchdog 5
    expect_is "restarts by the watchdog" 1 "${restarts:-}"
}
