# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the DHCP server is away: a renewal is tried and does not help; once it is back, so is the address, without a person
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest_alone 330 <<'GUEST'
network_repairs_on
dropped protocol ip u32 match ip protocol 17 0xff match ip dport 67 0xffff
must ip -4 addr flush dev "$NET"
now && T=$NOW
tried() { [ "$(repairs)" -ge 1 ]; }
await 220 tried && measured first_rung "$(since "$T")"
routed && measured too_early yes
passing
now && T=$NOW
await 420 routed && measured back "$(since "$T")"
await 120 online && measured after online
await 90 up_again && measured closed yes
GUEST
    expect "without a server, the first rung is tried" 220 "${first_rung:-}"
    expect_is "an address without a server" no "${too_early:-no}"
    expect "the server is back, and so is the address" 420 "${back:-}"
    expect_is "and the network works" online "${after:-}"
    expect_is "the outage is over, as recorded" yes "${closed:-}"
}
