# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the gateway does not respond: the router is named as the cause, and nothing is repaired
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest_alone 270 <<'GUEST'
network_repairs_on
dropped protocol all u32 match u32 0 0
now && T=$NOW
router() { down_because 'The router does not respond'; }
await 240 router && measured named "$(since "$T")"
pause $((250 - $(now; echo "${NOW%.*}") + ${T%.*}))
measured repairs "$(repairs)"
routed && measured kept yes
passing
now && T=$NOW
await 180 online && measured back "$(since "$T")"
GUEST
    expect "the router is named as the cause" 240 "${named:-}"
    expect_is "repairs while it is dead" 0 "${repairs:-}"
    expect_is "the address and the route are left alone" yes "${kept:-}"
    expect "the router is back, and the network works" 180 "${back:-}"
}
