# shellcheck shell=bash disable=SC2154 # figures come from the guest
# hangs and ignores SIGTERM, with a unit that waits 90 s for its stop: recovered within 45 s
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
replace_recorder --ignore-sigterm TimeoutStopSec=90 || exit 1
pause 5
beat && OLD=$PID
now && T=$NOW
kill -USR1 "$OLD"
recovered beating "$T"
GUEST
    expect_recovery "hung, ignoring SIGTERM: beating again" 45 beating 5
}
