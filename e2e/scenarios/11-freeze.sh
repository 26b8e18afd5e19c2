# shellcheck shell=bash disable=SC2154 # figures come from the guest
# kill -STOP: recovered within 20 s by systemd's own watchdog, and within 45 s by ours alone
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
now && T=$NOW
kill -STOP "$OLD"
recovered by_systemd "$T"
GUEST
    expect_recovery "frozen, systemd's watchdog in front" 20 by_systemd
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
measured why "$(journalctl -b -o cat -u recorder-watchdog | grep -o 'restart 1 in' | tail -1)"
ls /var/lib/peace/watchdog/evidence | tail -1
GUEST
    expect_recovery "frozen, our watchdog alone" 45 by_watchdog
    expect_is "the watchdog says that it restarted it" "restart 1 in" "${why:-}"
}
