# shellcheck shell=bash disable=SC2154 # figures come from the guest
# Wi-Fi (mac80211_hwsim, hostapd): the access point is off, then has another passphrase; each time it is back without a person
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/access-point" /root/
    guest_alone 560 <<'GUEST'
by_radio
no_link() { down_because 'not connected to an access point'; }
must systemctl stop e2e-access-point
now && T=$NOW
await 120 no_link && measured named "$(since "$T")"
tried() { [ "$(repairs)" -ge 1 ]; }
await 300 tried && measured first_rung "$(since "$T")"
routed && measured too_early yes
access_point "correct horse"
now && T=$NOW
await 240 online && measured back "$(since "$T")"
await 90 up_again && measured closed yes
access_point "wrong battery"
pause 120
online && measured wrong_key yes
access_point "correct horse"
now && T=$NOW
await 240 online && measured right_key "$(since "$T")"
measured reboots "$(curl -s http://127.0.0.1:9101/metrics | awk '$1 == "peace_watchdog_reboots_total" { print $2 }')"
GUEST
    expect "the missing access point is named as the cause" 120 "${named:-}"
    expect "without an access point, the first rung is tried" 300 "${first_rung:-}"
    expect_is "a default route without an access point" no "${too_early:-no}"
    expect "the access point is on, and the network works" 240 "${back:-}"
    expect_is "the outage is over, as recorded" yes "${closed:-}"
    expect_is "online with the wrong passphrase" no "${wrong_key:-no}"
    expect "the passphrase is right again, and the network works" 240 "${right_key:-}"
    expect_is "reboots by the watchdog" 0 "${reboots:-}"
}
