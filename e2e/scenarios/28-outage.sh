# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the receiver is down for two minutes, and the power is cut meanwhile: samples from before the cut are delivered
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local samples=0
    prometheus_stop
    guest <<'GUEST'
pause 130
measured waiting "$(curl -s http://127.0.0.1:9101/metrics | awk '/^peace_ship_spool_bytes/ { print ($2 > 0) ? "yes" : "no" }')"
measured until "$(date +%s)"
GUEST
    vm_power_cut
    vm_start
    vm_wait || return 1
    prometheus_start
    guest <<'GUEST'
await 150 all_up && measured up yes
GUEST
    expect_is "unsent samples are on the disk" yes "${waiting:-}"
    expect_is "after the cut everything is up" yes "${up:-}"
    # The last seconds before the cut may have been only in memory: docs/shipping.md says how many.
    # shellcheck disable=SC2317 # outside_await calls it
    received() { samples=$(prometheus_value "count_over_time(recorder_up[120s] @ $until)") && [ "${samples:-0}" -ge 4 ]; }
    outside_await 180 received
    expect_is "samples of the 2 minutes before the cut, at least" 4 "$([ "${samples:-0}" -ge 4 ] && echo 4 || echo "${samples:-0}")"
    echo "      $samples of 8 samples of recorder_up from before the cut were delivered"
}
