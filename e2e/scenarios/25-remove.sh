# shellcheck shell=bash disable=SC2154 # figures come from the guest
# removed: configuration, state and videos are kept; purged: only the videos are
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
apt-get remove -y peace </dev/null >/root/remove.log 2>&1 || cat /root/remove.log
measured running "$(pgrep -c -f peaceofmind)"
measured kept "$(ls -d /etc/peace/peace.yaml /var/lib/peace/watchdog/history.json /var/lib/recorder/video_metadata.db | wc -l)"
measured left "$(ls -d /usr/lib/peace /usr/bin/peace 2>/dev/null | wc -l)"
apt-get purge -y peace </dev/null >/root/purge.log 2>&1 || cat /root/purge.log
measured purged "$(ls -d /etc/peace /var/lib/peace /var/log/recorder /etc/systemd/system/multi-user.target.wants/recorder* /etc/systemd/system/grafana-agent.service 2>/dev/null | wc -l)"
measured videos "$(ls -d /var/lib/recorder/video_metadata.db | wc -l)"
GUEST
    expect_is "removed: processes that still run" 0 "${running:-}"
    expect_is "removed: configuration, state and videos are kept" 3 "${kept:-}"
    expect_is "removed: remaining programs" 0 "${left:-}"
    expect_is "purged: remaining configuration, state, logs, links" 0 "${purged:-}"
    expect_is "purged: the videos' database is kept" 1 "${videos:-}"
}
