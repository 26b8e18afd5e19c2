# shellcheck shell=bash disable=SC2154 # figures come from the guest
# DNS and the receivers are dead, and the internet is not: names are the cause, and nothing is repaired
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest_alone 270 <<GUEST
network_repairs_on '  internet: ["10.0.2.2:$outside_port"]'
must peace network test
dropped protocol ip u32 match ip protocol 17 0xff match ip dport 53 0xffff
dropped protocol ip u32 match ip dst 10.0.2.100/32
now && T=\$NOW
names() { down_because 'names are not resolved'; }
await 240 names && measured named "\$(since "\$T")"
pause \$((250 - \$(now; echo "\${NOW%.*}") + \${T%.*}))
measured repairs "\$(repairs)"
routed && measured kept yes
passing
now && T=\$NOW
await 180 online && measured back "\$(since "\$T")"
GUEST
    expect "names are reported as the cause" 240 "${named:-}"
    expect_is "repairs while DNS is dead" 0 "${repairs:-}"
    expect_is "the address and the route are left alone" yes "${kept:-}"
    expect "DNS is back, and the network works" 180 "${back:-}"
}
