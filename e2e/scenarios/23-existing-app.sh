# shellcheck shell=bash disable=SC2154 # figures come from the guest
# an existing recorder in Python, with its own folder and unit, set up by "peace setup": watched, frozen, recovered
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
systemctl disable --now recorder >/dev/null 2>&1
install -d -o philip -g philip /opt/raspberry-pi-video-recorder
install -m 644 /root/heartbeat.py /opt/raspberry-pi-video-recorder/recorder_service.py
cat >/etc/systemd/system/gym-recorder.service <<'UNIT'
[Service]
User=philip
ExecStart=/usr/bin/python3 /opt/raspberry-pi-video-recorder/recorder_service.py /tmp/recorder_heartbeat.json
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable -q --now gym-recorder
peace setup --name gym-1 --customer gym --location Balaruc --unit gym-recorder.service \
    --heartbeat /tmp/recorder_heartbeat.json --heartbeat-owner philip --yes || exit 1
HEARTBEAT=/tmp/recorder_heartbeat.json
pause 20
watched() { peace watchdog status --json | grep -q '"healthy"'; }
beats || echo "no heartbeat"
measured metric "$(curl -s http://127.0.0.1:9101/metrics | grep -c '^recorder_up 1')"
beat && OLD=$PID
now && T=$NOW
kill -STOP "$OLD"
UNIT=gym-recorder recovered beating "$T"
# The polkit rule allows no other unit.
setpriv --reuid=peace-watchdog --regid=peace --clear-groups systemctl --no-ask-password restart ssh 2>&1 | grep -qi 'denied\|required' && measured refused yes
GUEST
    expect_is "the metrics say that it is up" 1 "${metric:-}"
    expect_recovery "frozen, beating again" 45 beating
    expect_is "the watchdog's user cannot restart another unit" yes "${refused:-}"
}
