# shellcheck shell=bash disable=SC2154 # figures come from the guest
# systemctl stop by an operator: left alone, whatever the program's exit code; a program that exits on its own is started again
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
systemctl stop recorder
pause 50
measured state "$(systemctl is-active recorder)"
measured restarts "$(restarts_by_watchdog)"
systemctl start recorder
await 60 beats_again && measured back yes
GUEST
    expect_is "50 s after the stop it is" inactive "${state:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
    expect_is "started by hand, it beats" yes "${back:-}"
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
replace_recorder --fail-on-sigterm || exit 1
pause 5
systemctl stop recorder
pause 50
measured failing "$(systemctl is-active recorder)"
measured failing_restarts "$(restarts_by_watchdog)"
printf 'Restart=on-failure\n' >>/run/systemd/system/recorder.service.d/e2e.conf
systemctl daemon-reload
systemctl start recorder
await 30 beats || { echo "no heartbeat"; exit 1; }
pause 5
beat && OLD=$PID
now && T=$NOW
kill -USR2 "$OLD"
recovered beating "$T"
GUEST
    expect_is "it exits with code 1 on the stop: 50 s later it is" failed "${failing:-}"
    expect_is "restarts by the watchdog" 0 "${failing_restarts:-}"
    expect_recovery "it exits on its own, which systemd accepts: beating again" 20 beating 4
}
