# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the cable is out, with repairs switched on: it is named as the cause, and nothing is repaired
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
network_repairs_on
GUEST
    vm_monitor set_link net0 off
    guest_alone 245 <<'GUEST'
uplink
pause 240
measured repairs "$(repairs)"
down_because 'No cable' && measured named yes
GUEST
    vm_monitor set_link net0 on
    guest <<'GUEST'
now && T=$NOW
await 180 online && measured back "$(since "$T")"
GUEST
    expect_is "repairs while the cable is out" 0 "${repairs:-}"
    expect_is "the cable is named as the cause" yes "${named:-}"
    expect "with the cable in, the network works" 180 "${back:-}"
}
