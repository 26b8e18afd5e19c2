# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a device that was set up by the guide is migrated with the commands of docs/from-the-guide.md: nothing of the old is left, and it recovers
# SPDX-License-Identifier: Apache-2.0
scenario() {
    # The page's own commands: its blocks with the language "sh", in their order.
    awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$root/docs/from-the-guide.md" >"$vm/page.sh"
    grep -q 'peace setup' "$vm/page.sh" || {
        echo "      no commands found in docs/from-the-guide.md"
        return 1
    }
    # The table of the guide's recorder; the guest has no program that could make one.
    rm -f "$vm/video_metadata.db"
    python3 - "$vm/video_metadata.db" <<'PYTHON' || return 1
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1])
database.execute("CREATE TABLE videos (filename TEXT UNIQUE NOT NULL, created_at TEXT NOT NULL, status TEXT NOT NULL, quality TEXT)")
rows = [("a.mp4", "completed"), ("b.mp4", "completed"), ("c.mp4", "completed"), ("d.mp4", "failed")]
database.executemany("INSERT INTO videos VALUES (?, '2026-11-01T10:00:00', ?, 'valid')", rows)
database.commit()
PYTHON
    vm_put "$vm/page.sh" "$vm/video_metadata.db" /root/ || return 1
    set_up_by_the_guide || return 1
    expect_is "set up by the guide: its services that run" 5 "${guide_services:-}"
    expect_is "set up by the guide: ports 9100 and 9101 are taken" 2 "${guide_ports:-}"
    migrate || return 1
    check
}

# As the guide says: units, programs in a minimal form, paths, sudoers, the owner of everything.
set_up_by_the_guide() {
    guest <<'GUEST'
must apt-get purge -y peace </dev/null >/root/purge.log 2>&1
must systemctl daemon-reload
app=/opt/raspberry-pi-video-recorder
must install -d -o philip -g philip $app $app/temp_videos $app/.venv/bin /var/log/recorder
must install -o philip -g philip -m 644 /root/video_metadata.db $app/temp_videos/
ln -sf /usr/bin/python3 $app/.venv/bin/python
cat >$app/recorder_service.py <<'PYTHON'
import json
import os
import time
from datetime import datetime
from pathlib import Path

heartbeat_file = Path("/tmp/recorder_heartbeat.json")
started = time.time()
with open("/var/log/recorder/service.log", "a", buffering=1) as log:
    while True:
        beat = {
            "timestamp": datetime.now().isoformat(),
            "uptime_seconds": time.time() - started,
            "state": "ready",
            "recording_active": False,
            "upload_queue_size": 0,
            "currently_uploading": None,
            "pid": os.getpid(),
        }
        temporary = heartbeat_file.with_suffix(".tmp")
        temporary.write_text(json.dumps(beat, indent=2))
        temporary.rename(heartbeat_file)
        log.write(beat["timestamp"] + " ready\n")
        time.sleep(1)
PYTHON
cat >$app/watchdog.py <<'PYTHON'
import time

with open("/var/log/recorder/watchdog.log", "a", buffering=1) as log:
    log.write("Watchdog started\n")
    while True:
        time.sleep(10)
PYTHON
cat >$app/metrics_exporter.py <<'PYTHON'
import os

os.execv("/usr/bin/systemd-socket-activate", ["systemd-socket-activate", "-l", "9101", "--accept", "/bin/cat"])
PYTHON
echo "2026-11-01T03:12:00" >/var/log/recorder/reboot_trigger.log
chown philip:philip /var/log/recorder/reboot_trigger.log
printf '#!/bin/sh\nexec systemd-socket-activate -l 9100 --accept /bin/cat\n' >/usr/local/bin/node_exporter
printf '#!/bin/sh\nexec sleep infinity\n' >/usr/local/bin/grafana-agent
chmod 755 /usr/local/bin/node_exporter /usr/local/bin/grafana-agent
must install -d /etc/grafana-agent
echo "server: {log_level: info}" >/etc/grafana-agent/config.yaml

# unit NAME COMMAND [LINE...]: a unit of the guide
unit() {
    printf '%s\n' '[Unit]' 'After=network.target' '[Service]' 'User=philip' "ExecStart=$2" 'RestartSec=10' "${@:3}" \
        '[Install]' 'WantedBy=multi-user.target' >"/etc/systemd/system/$1.service"
}
in_app="WorkingDirectory=$app"
unit recorder "$app/.venv/bin/python recorder_service.py" "$in_app" Type=simple Restart=on-failure StartLimitBurst=5 \
    StartLimitIntervalSec=600 WatchdogSec=60 Environment=PYTHONUNBUFFERED=1
unit recorder-watchdog "$app/.venv/bin/python watchdog.py" "$in_app" Type=simple Restart=always
unit recorder-metrics "$app/.venv/bin/python metrics_exporter.py" "$in_app" Type=simple Restart=always
unit node-exporter /usr/local/bin/node_exporter Restart=always
unit grafana-agent "/usr/local/bin/grafana-agent -config.file=/etc/grafana-agent/config.yaml" Restart=always
must systemctl daemon-reload
must systemctl enable -q --now recorder recorder-watchdog recorder-metrics node-exporter grafana-agent
cat >>/etc/sudoers <<'SUDOERS'
# Allow philip to restart recorder service without password
philip ALL=(ALL) NOPASSWD: /bin/systemctl restart recorder.service
philip ALL=(ALL) NOPASSWD: /bin/systemctl status recorder.service
philip ALL=(ALL) NOPASSWD: /sbin/reboot
SUDOERS
HEARTBEAT=/tmp/recorder_heartbeat.json
must await 30 beats
old_log() { [ -s /var/log/recorder/watchdog.log ]; }
must await 30 old_log
listening() { [ "$(ss -ltnH '( sport = :9100 or sport = :9101 )' | wc -l)" -ge 2 ]; }
await 30 listening || ss -ltn
measured guide_services "$(systemctl is-active recorder recorder-watchdog recorder-metrics node-exporter grafana-agent | grep -c '^active$')"
measured guide_ports "$(ss -ltnH '( sport = :9100 or sport = :9101 )' | awk '{ print $4 }' | sed 's/.*://' | sort -u | wc -l)"
GUEST
}

# Everything that the page says, typed by root. The image has no sudo, and therefore no visudo either.
migrate() {
    guest <<'GUEST'
cd /root || exit 97
cp peace.deb peace_VERSION_all.deb
echo 'APT::Install-Recommends "false";' >/etc/apt/apt.conf.d/99e2e
export DEBIAN_FRONTEND=noninteractive
command -v sudo >/dev/null || {
    sudo() { "$@"; }
    export -f sudo
}
command -v visudo >/dev/null || {
    visudo() { test -r /etc/sudoers; }
    export -f visudo
}
bash -e /root/page.sh </dev/null >/root/page.log 2>&1 || {
    tail -40 /root/page.log
    must false
}
measured migrated yes
grep -A4 'peace: \|NOT done' /root/page.log
tail -25 /root/page.log
GUEST
}

check() {
    guest <<'GUEST'
HEARTBEAT=/tmp/recorder_heartbeat.json
path_of() { systemctl show -P FragmentPath "$1"; }
measured fragments "$(for unit in recorder-watchdog recorder-metrics node-exporter grafana-agent; do path_of "$unit"; done | sort -u | tr '\n' ' ')"
measured own_unit "$(path_of recorder)"
measured old_programs "$(pgrep -c -f 'watchdog\.py|metrics_exporter\.py|local/bin/node_exporter|local/bin/grafana-agent|socket-activate')"
measured rights "$(grep -c '^philip' /etc/sudoers)"
healthy() { peace watchdog status --json | grep -q '"healthy"'; }
await 120 healthy && measured watched yes
# The alert rules' input: up, and the figures of the guide's database.
up() { curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^recorder_up 1'; }
await 120 up && measured metric_up yes
completed() { curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^recorder_videos_total{status="completed"} 3'; }
await 60 completed && measured metric_videos yes
system() { curl -s -m 5 http://127.0.0.1:9100/metrics | grep -q '^node_boot_time_seconds '; }
await 60 system && measured metric_system yes
measured log_owner "$(stat -c %U /var/log/recorder/watchdog.log)"
measured old_logs "$(ls /var/log/recorder-guide | tr '\n' ' ')"
lines() { wc -l </var/log/recorder/service.log; }
before=$(lines)
pause 5
[ "$(lines)" -gt "$before" ] && measured own_log grows
# Longer than the WatchdogSec= of the guide's unit: nobody kills it any more.
beat && OLD=$PID
pause 75
beat && [ "$PID" = "$OLD" ] && measured unharmed yes
measured restarts "$(restarts_by_watchdog)"
beat && OLD=$PID
now && T=$NOW
kill -STOP "$OLD"
recovered beating "$T"
peace status --json | tr ',' '\n' | grep -m1 '"sentence"'
GUEST
    expect_is "each command of the page succeeded" yes "${migrated:-}"
    expect_is "units of the old names" "/usr/lib/systemd/system/recorder-agent.service /usr/lib/systemd/system/recorder-watchdog.service " "${fragments:-}"
    expect_is "the recorder's unit is still its owner's" /etc/systemd/system/recorder.service "${own_unit:-}"
    expect_is "old programs that still run" 0 "${old_programs:-}"
    expect_is "lines of philip in sudoers" 0 "${rights:-}"
    expect_is "the recorder is watched, and healthy" yes "${watched:-}"
    expect_is "the metrics say that it is up" yes "${metric_up:-}"
    expect_is "the metrics have the figures of its database" yes "${metric_videos:-}"
    expect_is "the system's metrics at the old port" yes "${metric_system:-}"
    expect_is "the watchdog's log belongs to" peace-watchdog "${log_owner:-}"
    expect_is "the old logs, put aside" "reboot_trigger.log watchdog.log " "${old_logs:-}"
    expect_is "the recorder's own log" grows "${own_log:-}"
    expect_is "not killed by systemd within 75 s" yes "${unharmed:-}"
    expect_is "restarts by the new watchdog so far" 0 "${restarts:-}"
    expect_recovery "frozen, beating again" 45 beating 5
}
