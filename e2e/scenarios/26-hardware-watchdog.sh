# shellcheck shell=bash disable=SC2154 # figures come from the guest
# systemd crashes; the kernel panics: the hardware watchdog resets the machine, and everything comes up
# SPDX-License-Identifier: Apache-2.0
scenario() {
    armed || return 1
    # This card can be disabled, and systemd disables it when it crashes: the reboot is due to CrashReboot.
    crash "PID 1 crashes" 'kill -SEGV 1' '"RESET"' || return 1
    armed || return 1
    crash "the kernel panics" 'sysctl -q kernel.panic=0; echo 1 >/proc/sys/kernel/sysrq; echo c >/proc/sysrq-trigger' '"WATCHDOG"' || return 1
    guest <<'GUEST'
printf '[Manager]\nRuntimeWatchdogSec=0\n' >/etc/systemd/system.conf.d/91-e2e.conf
systemctl daemon-reexec
pause 3
sync
GUEST
    crash "the kernel panics without a hardware watchdog" 'echo c >/proc/sysrq-trigger' '"RESET"'
}

# Restores the packaged timeout, which prepare.sh overrides.
armed() {
    guest <<'GUEST'
rm -f /etc/systemd/system.conf.d/91-e2e.conf
systemctl daemon-reexec
pause 3
measured limit "$(cat /sys/class/watchdog/watchdog0/timeout)"
sync
GUEST
    expect_is "timeout of the hardware watchdog, s" 15 "${limit:-}"
}

# crash WHAT COMMAND EVENT: runs the command and expects that event of qemu
crash() {
    local boot started events
    boot=$(vm_boot_id)
    events=$(wc -l <"$vm/events.log")
    started=$(date +%s)
    timeout 5 ssh "${ssh_options[@]}" -p "$ssh_port" root@127.0.0.1 "$2" 2>/dev/null || true
    vm_wait "$boot" || return 1
    local reset
    reset=$(tail -n +$((events + 1)) "$vm/events.log" | grep "$3" | head -1 | sed 's/.*"seconds": \([0-9]*\).*/\1/')
    expect "$1: reset after" 25 "$((${reset:-99999} - started))"
    guest <<'GUEST'
await 150 all_up && measured up yes
GUEST
    expect_is "$1: afterwards everything is up" yes "${up:-}"
    up=
}
