# shellcheck shell=bash disable=SC2154 # figures come from the guest
# systemctl reboot: everything is up soon after a boot without our units would be, judged by what an empty Java program takes here
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local boot
    guest <<'GUEST'
must systemctl mask recorder recorder-watchdog recorder-agent peace-resume
sync
GUEST
    boot=$(vm_boot_id)
    vm_ssh systemctl reboot 2>/dev/null || true
    vm_wait "$boot" || return 1
    guest <<'GUEST'
booted() { [ "$(systemctl show -P FinishTimestampMonotonic)" -gt 0 ]; }
must await 150 booted
measured without "$(awk -v a="$(systemctl show -P UserspaceTimestampMonotonic)" -v b="$(systemctl show -P FinishTimestampMonotonic)" \
    'BEGIN { printf "%.1f", (b - a) / 1e6 }')"
pause 15
empty_java
must systemctl unmask recorder recorder-watchdog recorder-agent peace-resume
sync
GUEST
    boot=$(vm_boot_id)
    vm_ssh systemctl reboot 2>/dev/null || true
    vm_wait "$boot" || return 1
    boot_figures
    echo "      a boot without our units takes ${without:-?} s here, an empty Java program ${control:-?} s"
    # Three programs start at once on two processors.
    expect "from the start of userspace to all three units ready" \
        "$(above_control "${without:-0}" 20 "${control:-0}")" "${userspace_to_up:-}"
    expect_is "everything responds, and it records" yes "${up:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
}

# After a boot: measures userspace_to_up (s), up (yes), restarts
boot_figures() {
    guest <<'GUEST'
await 150 all_up && await 60 records && measured up yes
start=$(systemctl show -P UserspaceTimestampMonotonic)
last=0
for unit in recorder recorder-watchdog recorder-agent; do
    at=$(systemctl show -P ActiveEnterTimestampMonotonic "$unit")
    from=$(systemctl show -P ExecMainStartTimestampMonotonic "$unit")
    awk -v u="$unit" -v a="$start" -v f="$from" -v b="$at" \
        'BEGIN { printf "%s: its process started %.1f s after userspace, and was ready after %.1f s\n", u, (f - a) / 1e6, (b - f) / 1e6 }'
    [ "$at" -le "$last" ] || last=$at
done
awk -v b="$(systemctl show -P ActiveEnterTimestampMonotonic recorder)" \
    'BEGIN { printf "the recorder was ready and had beaten %.1f s after the kernel started\n", b / 1e6 }'
measured userspace_to_up "$(awk -v a="$start" -v b="$last" 'BEGIN { printf "%.1f", (b - a) / 1e6 }')"
measured restarts "$(restarts_by_watchdog)"
GUEST
}
