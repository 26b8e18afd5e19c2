# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a radio that hangs (nothing arrives over it): connecting again does not help, loading its driver again does, without a person
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/access-point" /root/
    guest_alone 620 <<'GUEST'
by_radio
must tc qdisc add dev "$NET" clsact
must tc filter add dev "$NET" ingress matchall action drop
now && T=$NOW
offline() { ! online; }
must await 240 offline
hangs() { down_because 'Nothing arrives over wlan0'; }
await 240 hangs && measured named "$(since "$T")"
await 900 online && measured back "$(since "$T")"
reloaded() { curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^peace_network_recoveries_total{.*reload.*helped.* 1'; }
await 120 reloaded && measured helped yes
await 90 up_again && measured closed yes
measured tried "$(repairs)"
GUEST
    expect "the radio is named as the cause" 240 "${named:-}"
    expect "from the hang to the first sample delivered" 900 "${back:-}"
    expect_is "a reload that helped is counted" yes "${helped:-}"
    expect_is "the outage is over, as recorded" yes "${closed:-}"
    echo "      ${tried:-no} repair events"
}
