# shellcheck shell=bash disable=SC2154 # figures come from the guest
# hung and deaf to SIGTERM, with a unit that waits 90 s for its stop: recovered within 45 s
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
stand_in --deaf TimeoutStopSec=90 || exit 1
pause 5
beat && OLD=$PID
now && T=$NOW
kill -USR1 "$OLD"
recovered beating "$T"
GUEST
    expect_recovery "hung and deaf, beating again" 45 beating
}
