# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the cable is out for two minutes: detected, recording continues, nothing is restarted; in again: detected, and all samples and log lines are delivered
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_ssh "sed -i 's/^    check: \[\]/    check: [\"10.0.2.2:$outside_port\"]/' /etc/peace/peace.yaml"
    guest <<'GUEST'
systemctl restart recorder
await 120 records
online() { beat && [[ $BEAT =~ \"internet_connected\":\ ?true ]]; }
await 90 online && measured before online
beat
measured old "$PID"
# A line every second, from before the cable is pulled until it is in again.
setsid bash -c 'n=0; while sleep 1; do n=$((n + 1)); echo "cable line $n." >>/var/log/recorder/e2e.log; done' </dev/null >/dev/null 2>&1 &
echo $! >/run/e2e/writer
pause 20
GUEST
    local pulled=$SECONDS
    vm_monitor set_link net0 off
    guest <<'GUEST'
offline() { beat && [[ $BEAT =~ \"internet_connected\":\ ?false ]]; }
now && T=$NOW
await 120 offline && measured noticed "$(since "$T")"
pause 120
records && measured out "$PID"
GUEST
    vm_monitor set_link net0 on
    guest <<'GUEST'
online() { beat && [[ $BEAT =~ \"internet_connected\":\ ?true ]]; }
now && T=$NOW
await 120 online && measured again "$(since "$T")"
records && measured in "$PID"
measured restarts "$(restarts_by_watchdog)"
kill "$(cat /run/e2e/writer)"
measured missed "$(curl -s http://127.0.0.1:9101/metrics | awk '$1 == "peace_agent_missed_collections_total" { print $2 }')"
measured lines "$(wc -l </var/log/recorder/e2e.log)"
GUEST
    # One every 15 s, of which the first and the last may be missing.
    local seconds=$((SECONDS - pulled)) whole
    whole=$((seconds / 15 - 1))
    local ended
    ended=$(date +%s)
    # shellcheck disable=SC2317 # outside_await calls it
    all_there() { samples=$(prometheus_value "count_over_time(recorder_up[${seconds}s] @ $ended)") && [ "${samples:-0}" -ge "$whole" ]; }
    outside_await 120 all_there && caught_up=yes
    echo "      $seconds s since the cable was pulled: ${samples:-no} samples of recorder_up were delivered, ${missed:-?} collections were missed"
    expect_is "every sample of the outage was delivered" yes "${caught_up:-}"
    # shellcheck disable=SC2317 # outside_await calls it
    all_lines() { delivered=$(grep -c '^cable line' "$vm/outside/logs") && [ "$delivered" -ge "${lines:-1000000}" ]; }
    outside_await 120 all_lines
    expect_is "log lines that were delivered" "${lines:-?}" "${delivered:-}"
    expect_is "each of them once" "${lines:-?}" "$(grep '^cable line' "$vm/outside/logs" | sort -u | wc -l)"
    expect_is "before" online "${before:-}"
    expect "cable out, detected" 60 "${noticed:-}"
    expect_is "meanwhile the same process records" "$old" "${out:-}"
    expect "cable in, detected" 60 "${again:-}"
    expect_is "and the same process still records" "$old" "${in:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
}
