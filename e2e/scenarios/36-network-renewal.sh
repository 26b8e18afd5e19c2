# shellcheck shell=bash disable=SC2154 # figures come from the guest
# peace drill network: the watchdog renews a lease that works, then the network is cut for a minute; both are undone and recorded
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_ssh "sed -i 's/^    check: \[\]/    check: [\"10.0.2.2:$outside_port\"]/; s/auto_start: true/auto_start: false/' /etc/peace/peace.yaml"
    guest <<'GUEST'
network_repairs_on
must systemctl restart recorder
connected() { beat && [ "$STATE" = ready ] && [[ $BEAT =~ \"internet_connected\":\ ?true ]]; }
must await 120 connected
before=$(stat -c %Y.%y /run/systemd/netif/leases/*)
peace drill network </dev/null
measured drill "$?"
[ "$before" = "$(stat -c %Y.%y /run/systemd/netif/leases/*)" ] || measured renewed yes
measured event "$(grep '"kind":"operator_request"' /var/lib/peace/watchdog/events.log | grep -c 'drill renew of .*: passed')"
await 60 routed && measured after routed
measured repairs "$(repairs)"
GUEST
    expect_is "drill network" 0 "${drill:-}"
    expect_is "the lease is a newer one" yes "${renewed:-}"
    expect_is "the result is an event" 1 "${event:-}"
    expect_is "afterwards the network is up" routed "${after:-}"
    expect_is "repairs by the ladder, which a drill is not" 0 "${repairs:-}"
}
