# shellcheck shell=bash disable=SC2154 # figures come from the guest
# NetworkManager as the manager: a renewal is impossible and says why, and doctor lists the other way
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
command -v nmcli >/dev/null && measured nmcli yes
GUEST
    if [ "${nmcli:-no}" = no ]; then
        not_run "the image has no NetworkManager"
        return
    fi
    guest <<'GUEST'
network_repairs_on
must systemctl restart NetworkManager
must nmcli device set "$NET" managed yes
connected() { nmcli -g GENERAL.STATE device show "$NET" | grep -q '^100'; }
must await 60 connected
measured doctor "$(peace doctor 2>/dev/null | grep -A1 'network repair' | grep -c 'no renew: NetworkManager renews leases only by connecting again')"
peace drill renew </dev/null >/run/e2e/drill 2>&1
measured drill "$?"
measured why "$(grep -c 'NetworkManager renews leases only by connecting again' /run/e2e/drill)"
GUEST
    expect_is "doctor says what is not possible" 1 "${doctor:-}"
    expect_is "the drill is refused" 1 "${drill:-}"
    expect_is "with the reason" 1 "${why:-}"
}
