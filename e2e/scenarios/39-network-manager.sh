# shellcheck shell=bash disable=SC2154 # figures come from the guest
# NetworkManager as the manager: a renewal is impossible and says why, doctor lists the other way, and that brings a lost address back
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
command -v nmcli >/dev/null && measured nmcli yes
GUEST
    if [ "${nmcli:-no}" = no ]; then
        not_run "the image has no NetworkManager"
        return
    fi
    guest_alone 300 <<'GUEST'
network_repairs_on
# Only one of them may manage the card.
printf '[Match]\nMACAddress=52:54:00:00:00:01\n[Link]\nUnmanaged=yes\n' >/etc/systemd/network/10-net0.network
must networkctl reload
must systemctl restart NetworkManager
must nmcli device set "$NET" managed yes
connected() { nmcli -g GENERAL.STATE device show "$NET" | grep -q '^100'; }
must await 60 connected
measured doctor "$(peace doctor 2>/dev/null | grep -A1 'network repair' | grep -c 'no renew: NetworkManager renews leases only by connecting again')"
peace drill renew </dev/null >/run/e2e/drill 2>&1
measured drill "$?"
measured why "$(grep -c 'NetworkManager renews leases only by connecting again' /run/e2e/drill)"
must await 120 online
must ip -4 addr flush dev "$NET"
now && T=$NOW
cut_off() { ! routed; }
must await 10 cut_off
await 400 routed && measured back "$(since "$T")"
await 120 online && measured after online
await 90 up_again && measured closed yes
measured tried "$(repairs)"
GUEST
    expect_is "doctor says what is not possible" 1 "${doctor:-}"
    expect_is "the drill is refused" 1 "${drill:-}"
    expect_is "with the reason" 1 "${why:-}"
    expect "the address is lost, and back" 400 "${back:-}"
    expect_is "and the network works" online "${after:-}"
    expect_is "the outage is over, as recorded" yes "${closed:-}"
    echo "      ${tried:-no} repair events until then"
}
