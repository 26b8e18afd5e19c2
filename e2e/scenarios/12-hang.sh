# shellcheck shell=bash disable=SC2154 # figures come from the guest
# hung and deaf to SIGTERM, with a unit that waits 90 s for its stop: recovered within 45 s
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
systemctl stop recorder
mkdir -p /run/systemd/system/recorder.service.d
cat >/run/systemd/system/recorder.service.d/e2e.conf <<'UNIT'
[Service]
Type=simple
ExecStart=
ExecStart=/usr/bin/python3 /run/recorder/heartbeat.py /run/recorder/heartbeat.json --deaf
WatchdogSec=0
TimeoutStopSec=90
SuccessExitStatus=
UNIT
cp /root/heartbeat.py /run/recorder/
chmod 755 /run/recorder/heartbeat.py
systemctl daemon-reload
systemctl start recorder
await 30 beats || { echo "it does not beat"; exit 1; }
pause 5
beat && OLD=$PID
now && T=$NOW
kill -USR1 "$OLD"
recovered beating "$T"
GUEST
    expect_recovery "hung and deaf, beating again" 45 beating
}
