# shellcheck shell=bash
# Runs in the guest: installs the package as a user would, configures it for the scenarios, and waits until everything is up.
# SPDX-License-Identifier: Apache-2.0
set -e
# Under emulation on a busy host, systemd can fail to keep the hardware watchdog alive for 15 s, which would be a false alarm; the scenario
# about the hardware watchdog removes this setting.
mkdir -p /etc/systemd/system.conf.d
printf '[Manager]\nRuntimeWatchdogSec=120\n' >/etc/systemd/system.conf.d/91-e2e.conf
# A resolution that can be encoded under emulation.
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
started=$NOW
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /root/peace.deb </dev/null >/root/install.log 2>&1 || {
    cat /root/install.log
    exit 1
}
echo "installed in $(since "$started") s"
cp /root/peace.yaml /etc/peace/peace.yaml
systemctl restart recorder-watchdog recorder-agent recorder || {
    journalctl -b --no-pager -o cat -u recorder-agent | tail -40
    exit 1
}
await 180 records || { echo "not recording: $BEAT"; exit 1; }
await 60 all_up || { echo "not everything is up"; exit 1; }
for unit in recorder recorder-watchdog recorder-agent; do
    systemd-analyze security --no-pager "$unit.service" | tail -1
done
# Every scenario starts with a recording of some seconds.
pause 10
sync
