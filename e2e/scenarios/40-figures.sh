# shellcheck shell=bash disable=SC2154 # figures come from the guest
# five minutes without a fault: the units may read every source; memory, disk writes and CPU time of watchdog and agent
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
pids="$(unit_pid recorder-watchdog) $(unit_pid recorder-agent)"
sum() { # FILE FIELD
    local pid total=0 value
    for pid in $pids; do
        value=$(awk -v f="$2" '$1 == f { print $2 }' "/proc/$pid/$1")
        total=$((total + value))
    done
    echo "$total"
}
ticks() {
    local pid total=0
    for pid in $pids; do total=$((total + $(awk '{ print $14 + $15 + $16 + $17 }' "/proc/$pid/stat"))); done
    echo "$total"
}
pause 60
failing="$(for port in 9100 9101; do curl -s "http://127.0.0.1:$port/metrics"; done | sed -n 's/^[a-z_]*collector_success{collector="\([a-z_]*\)"} 0.*/\1/p' | tr '\n' ' ')"
measured sources "$(for port in 9100 9101; do curl -s "http://127.0.0.1:$port/metrics"; done | grep -c '^[a-z_]*collector_success{.*} 1')"
measured failing "${failing:-none}"
written=$(sum io write_bytes:)
used=$(ticks)
pause 300
measured memory "$(awk -v k="$(sum smaps_rollup Pss:)" 'BEGIN { printf "%.0f", k / 1000 }')"
measured writes "$(awk -v b=$(($(sum io write_bytes:) - written)) 'BEGIN { printf "%.1f", b * 12 / 1e6 }')"
measured processor "$(awk -v t=$(($(ticks) - used)) -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", t / hz / 5 }')"
GUEST
    expect_is "collectors that fail" none "${failing:-}"
    expect_is "collectors succeed" yes "$([ "${sources:-0}" -gt 20 ] && echo yes)"
    figure "watchdog and agent: memory (PSS)" 85 "${memory:-}" MB
    figure "watchdog and agent: written to the disk" 0.83 "${writes:-}" "MB an hour"
    echo "      they used ${processor:-?} s of CPU time a minute, under emulation"
    expect_is "measured" yes "$([ -n "${memory:-}" ] && [ -n "${writes:-}" ] && echo yes)"
}
