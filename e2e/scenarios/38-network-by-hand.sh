# shellcheck shell=bash disable=SC2154 # figures come from the guest
# an interface that a person has set down stays down
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest_alone 260 <<'GUEST'
network_repairs_on
must ip link set "$NET" down
pause 240
measured state "$(cat /sys/class/net/"$NET"/operstate)"
measured repairs "$(repairs)"
down_because 'was set down' && measured named yes
must ip link set "$NET" up
now && T=$NOW
await 180 online && measured back "$(since "$T")"
GUEST
    expect_is "an interface that was set down stays down" down "${state:-}"
    expect_is "repairs of it" 0 "${repairs:-}"
    expect_is "a person is named as the cause" yes "${named:-}"
    expect "once it is up, the network works" 180 "${back:-}"
}
