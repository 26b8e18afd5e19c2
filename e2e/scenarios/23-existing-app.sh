# shellcheck shell=bash disable=SC2154 # figures come from the guest
# an existing recorder in Python, with its own folder and unit, set up by "peace setup": watched, frozen, recovered
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
must systemctl disable -q --now recorder
install_gym_recorder
peace setup --name gym-1 --customer gym --location Balaruc --unit gym-recorder.service \
    --heartbeat /tmp/recorder_heartbeat.json --heartbeat-owner philip --yes || exit 1
pause 20
beats || echo "no heartbeat"
measured metric "$(curl -s http://127.0.0.1:9101/metrics | grep -c '^recorder_up 1')"
beat && OLD=$PID
now && T=$NOW
must kill -STOP "$OLD"
UNIT=gym-recorder recovered beating "$T"
# The polkit rule allows no other unit.
setpriv --reuid=peace-watchdog --regid=peace --clear-groups systemctl --no-ask-password restart ssh 2>&1 | grep -qi 'denied\|required' && measured refused yes
GUEST
    expect_is "the metrics say that it is up" 1 "${metric:-}"
    expect_recovery "frozen, beating again" 45 beating 5
    expect_is "the watchdog's user cannot restart another unit" yes "${refused:-}"
}
