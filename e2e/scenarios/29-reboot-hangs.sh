# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a reboot that does not happen: the watchdog's own has no effect either, systemd resets the device; a shutdown that hangs is ended
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
# The clean way is refused, and so is the system call of the watchdog.
must systemctl mask --runtime reboot.target
mkdir -p /run/systemd/system/recorder-watchdog.service.d
printf '[Service]\nCapabilityBoundingSet=\nAmbientCapabilities=\n' >/run/systemd/system/recorder-watchdog.service.d/e2e.conf
grep -q force_reboot_after /etc/peace/peace.yaml || sed -i 's/^watchdog:$/watchdog:\n  device: {force_reboot_after: 20s}/' /etc/peace/peace.yaml
must peace config check
must systemctl daemon-reload
must systemctl restart recorder-watchdog
responds() { peace watchdog status >/dev/null 2>&1; }
must await 150 responds
pause 5
GUEST
    local boot started events
    boot=$(vm_boot_id)
    events=$(wc -l <"$vm/events.log")
    started=$(date +%s)
    vm_ssh peace reboot --yes 2>&1 | sed 's/^/      /' || true
    vm_wait "$boot" || return 1
    local reset
    reset=$(tail -n +$((events + 1)) "$vm/events.log" | grep '"RESET"' | head -1 | sed 's/.*"seconds": \([0-9]*\).*/\1/')
    expect "no kind of reboot has an effect (2 x 20 s): reset by systemd after" 75 "$((${reset:-99999} - started))"
    guest <<'GUEST'
await 150 all_up && measured up yes
measured told "$(journalctl -b -1 -o cat -u recorder-watchdog | grep -c 'resetting the device')"
measured counted "$(peace watchdog status --json | grep -o '"total": *[0-9]*' | grep -o '[0-9]*$')"
measured limit "$(systemctl show -P JobTimeoutUSec reboot.target)"
# A unit that never stops; with a shorter limit than the package's.
printf '[Service]\nExecStart=/bin/sleep infinity\nExecStop=/bin/sleep infinity\nTimeoutStopSec=infinity\n' >/run/systemd/system/stubborn.service
mkdir -p /run/systemd/system/reboot.target.d
printf '[Unit]\nJobTimeoutSec=30\n' >/run/systemd/system/reboot.target.d/99-e2e.conf
must systemctl daemon-reload
must systemctl start stubborn
GUEST
    expect_is "afterwards everything is up" yes "${up:-}"
    expect_is "the journal says who reset it" 1 "${told:-}"
    expect_is "limit of a shutdown in the package" 5min "${limit:-}"
    boot=$(vm_boot_id)
    started=$(date +%s)
    vm_ssh systemctl reboot 2>/dev/null || true
    vm_wait "$boot" || return 1
    expect "a shutdown that hangs is ended (30 s here), and it is up again after" 180 "$(($(date +%s) - started))"
}
