# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a lease of the network that is lost is renewed without a person; doctor lists the repairs that are possible
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest_alone 230 <<'GUEST'
network_repairs_on
measured possible "$(peace doctor 2>/dev/null | grep -A1 'network repair' | grep -c "$NET: renew, reconnect")"
must ip -4 addr flush dev "$NET"
now && T=$NOW
cut_off() { ! routed; }
must await 10 cut_off
await 400 routed && measured lease "$(since "$T")"
await 120 online && measured after online
measured tried "$(repairs)"
await 90 up_again && measured closed yes
measured reboots "$(curl -s http://127.0.0.1:9101/metrics | awk '$1 == "peace_watchdog_reboots_total" { print $2 }')"
GUEST
    expect_is "doctor lists the rungs of this interface" 1 "${possible:-}"
    expect "the lease is lost, and renewed" 400 "${lease:-}"
    expect_is "and the network works" online "${after:-}"
    echo "      ${tried:-no} repair events until then"
    expect_is "the outage is over, as recorded" yes "${closed:-}"
    expect_is "reboots by the watchdog" 0 "${reboots:-}"
}
