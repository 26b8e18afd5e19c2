# shellcheck shell=bash disable=SC2154 # figures come from the guest
# start-limit-hit: systemd has given up, the watchdog has not; once it is fixed, it beats within 60 s
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
mkdir -p /run/systemd/system/recorder.service.d
printf "[Service]\nExecStartPre=/bin/sh -c '! test -e /run/e2e/broken'\n" >/run/systemd/system/recorder.service.d/e2e.conf
touch /run/e2e/broken
systemctl daemon-reload
beat && OLD=$PID
kill -9 "$OLD"
# The unit's Result is that of its last run, so it does not show the start limit.
limit_hit() { journalctl -b -o cat -u recorder | grep -q 'Start request repeated too quickly'; }
await 90 limit_hit && measured hit yes
rm /run/e2e/broken
now && T=$NOW
recovered beating "$T"
GUEST
    expect_is "systemd's start limit was hit" yes "${hit:-}"
    expect_recovery "fixed after that: beating again" 60 beating 4
}
