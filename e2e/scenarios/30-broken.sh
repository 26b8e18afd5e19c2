# shellcheck shell=bash disable=SC2154 # figures come from the guest
# broken for good, with short limits: three restarts, a reboot, and so on; then it gives up, doesn't loop, and recovers once it is fixed
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local boot reboots=0
    guest <<'GUEST'
mkdir -p /etc/systemd/system/recorder.service.d
printf "[Unit]\nStartLimitBurst=1000\n[Service]\nRestartSec=5\nExecStartPre=/bin/sh -c '! test -e /var/lib/broken'\n" \
    >/etc/systemd/system/recorder.service.d/e2e.conf
sed -i '/^  services:/i\  device:\n    reboots_per_hour: 4\n    reboots_per_day: 3\n    quiet_after_boot: 1min\n    retry_after: 1min\n    normal_after: 1min' /etc/peace/peace.yaml
sed -i 's/^      heartbeat_owner: recorder$/&\n      stale_after: 5s\n      start_grace: 15s\n      verify_within: 10s\n      restart_window: 5min/' /etc/peace/peace.yaml
peace config check || exit 1
systemctl daemon-reload
systemctl restart recorder-watchdog
touch /var/lib/broken
sync
beat && kill -9 "$PID"
GUEST
    boot=$(vm_boot_id)
    while [ $reboots -lt 3 ]; do
        # Each time: a minute without reboots after the boot, three restarts, the reboot.
        VM_TIMEOUT=600 vm_wait "$boot" || break
        boot=$(vm_boot_id)
        reboots=$((reboots + 1))
        log "  reboot $reboots"
    done
    expect_is "reboots by the watchdog" 3 "$reboots"
    guest <<'GUEST'
gave_up() { journalctl -b -o cat -u recorder-watchdog | grep -qi 'gave up\|given up\|gives up'; }
await 300 gave_up && measured gave_up yes
measured trigger "$(grep -c Reason /var/log/recorder/reboot_trigger.log)"
pause 150
measured boots "$(journalctl --list-boots -q | wc -l)"
rm /var/lib/broken
now && T=$NOW
OLD=0 recovered beating "$T" 240
normal() { journalctl -b -o cat -u recorder-watchdog | grep -qi 'back to normal'; }
await 180 normal && measured normal yes
GUEST
    expect_is "the budget is spent: it reports that it gave up" yes "${gave_up:-}"
    expect_is "reboots in reboot_trigger.log" 3 "${trigger:-}"
    expect_is "boots, still 150 s later" 4 "${boots:-}"
    expect_recovery "fixed, beating again" 120 beating
    expect_is "and back to normal" yes "${normal:-}"
}
