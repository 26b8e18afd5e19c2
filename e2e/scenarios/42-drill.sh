# shellcheck shell=bash disable=SC2154 # figures come from the guest
# all of peace drill: it passes, leaves nothing behind, and the agent exports when it last succeeded
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_ssh "sed -i 's/^    check: \[\]/    check: [\"10.0.2.2:$outside_port\"]/' /etc/peace/peace.yaml"
    guest <<'GUEST'
sed -i 's/auto_start: true/auto_start: false/' /etc/peace/peace.yaml
systemctl restart recorder
await 60 beats || { echo "no heartbeat"; exit 1; }
not_recording() { beat && [ "$STATE" = ready ]; }
connected() { beat && [[ $BEAT =~ \"internet_connected\":\ ?true ]]; }
await 60 not_recording
await 60 connected || echo "the recorder reports no network"
peace drill all --html /root/drill.html
measured all "$?"
measured left "$(ls /var/lib/recorder | grep -c -i -E 'drill|ballast')"
await 60 all_up && measured up yes
measured timers "$(systemctl list-timers --all --no-pager --no-legend 'peace-*' | grep -c drill)"
GUEST
    expect_is "drill all" 0 "${all:-}"
    expect_is "everything is up again" yes "${up:-}"
    expect_is "remaining files of the drills" 0 "${left:-}"
    expect_is "remaining timers of the drills" 0 "${timers:-}"
    local kind boot
    for kind in reboot power; do
        boot=$(vm_boot_id)
        guest <<GUEST || true
not_recording() { beat && [ "\$STATE" = ready ]; }
await 120 not_recording
timeout 100 peace drill $kind --yes </dev/null
pause 60
GUEST
        vm_wait "$boot" || return 1
        guest <<GUEST
resumed() { [ "\$(systemctl show -P ActiveState peace-resume)" = inactive ] && [ "\$(systemctl show -P ExecMainExitTimestampMonotonic peace-resume)" != 0 ]; }
await 300 resumed
journalctl -b -o cat -u peace-resume | tail -6
shown() { curl -s http://127.0.0.1:9100/metrics http://127.0.0.1:9101/metrics | grep 'peace_drill_last_success_timestamp_seconds{scenario="$kind"}'; }
await 90 shown >/dev/null && measured shown yes
GUEST
        expect_is "drill $kind, evaluated after the boot: passed" yes "${shown:-}"
        shown=''
    done
    guest <<'GUEST'
curl -s http://127.0.0.1:9100/metrics http://127.0.0.1:9101/metrics | grep '^peace_drill_last'
GUEST
}
