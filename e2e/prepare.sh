# shellcheck shell=bash
# In the guest: installs the package as a user does, configures it for the bench, and waits until everything is up.
set -e
# An emulated processor on a busy machine can keep systemd from feeding for 15 s, which is no fault of anybody's; the scenario
# about the hardware watchdog takes this away.
mkdir -p /etc/systemd/system.conf.d
printf '[Manager]\nRuntimeWatchdogSec=120\n' >/etc/systemd/system.conf.d/91-e2e.conf
# A picture that an emulated processor can encode.
cat >/etc/systemd/system/e2e-camera.service <<'UNIT'
[Unit]
Before=recorder.service
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /root/camera.py
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable -q --now e2e-camera
now
begun=$NOW
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /root/peace.deb </dev/null >/root/install.log 2>&1 || {
    cat /root/install.log
    exit 1
}
echo "installed in $(since "$begun") s"
cp /root/peace.yaml /etc/peace/peace.yaml
systemctl restart recorder-watchdog recorder-agent recorder || {
    journalctl -b --no-pager -o cat -u recorder-agent | tail -40
    exit 1
}
await 180 records || { echo "it does not record: $BEAT"; exit 1; }
await 60 all_up || { echo "not everything is up"; exit 1; }
for unit in recorder recorder-watchdog recorder-agent; do
    systemd-analyze security --no-pager "$unit.service" | tail -1
done
# A recording of some seconds stands behind every scenario.
pause 10
sync
