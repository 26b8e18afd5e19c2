# shellcheck shell=bash disable=SC2154 # figures come from the guest
# repairs of the network: a lost lease is renewed, a driver that was unloaded is loaded; an interface that was set down by hand and a cable that is out are left alone
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
printf '\nnetwork:\n  repair: true\n' >>/etc/peace/peace.yaml
must systemctl restart recorder-watchdog recorder-agent
online() { peace network >/dev/null 2>&1; }
await 240 online && measured before online
net=$(grep -l 52:54:00:00:00:01 /sys/class/net/*/address | cut -d/ -f5)
measured possible "$(peace doctor 2>/dev/null | grep -A1 'network repair' | grep -c "$net: renew, reconnect")"
repairs() { grep -c '"kind":"network_repair"' /var/lib/peace/watchdog/events.log; }
cut_off() { ! ip -4 route show default dev "$net" 2>/dev/null | grep -q .; }
back() { ip -4 route show default dev "$net" 2>/dev/null | grep -q .; }

# The lease is lost; nobody but the ladder asks for it again.
now && T=$NOW
must ip -4 addr flush dev "$net"
await 10 cut_off && measured lost yes
await 900 back && measured lease "$(since "$T")"
await 240 online && measured after_lease online
measured tried "$(repairs)"

# Set down by hand: left alone.
before=$(repairs)
must ip link set "$net" down
pause 400
measured down "$(cat /sys/class/net/"$net"/operstate)"
measured by_hand "$(($(repairs) - before))"
must ip link set "$net" up
await 240 online && measured after_down online
repairs >/run/e2e/repairs
GUEST
    vm_monitor set_link net0 off
    guest <<'GUEST'
pause 400
repairs() { grep -c '"kind":"network_repair"' /var/lib/peace/watchdog/events.log; }
measured cable_out "$(($(repairs) - $(cat /run/e2e/repairs)))"
measured cable_cause "$(grep -c '"kind":"network_down".*No cable' /var/lib/peace/watchdog/events.log)"
GUEST
    vm_monitor set_link net0 on
    guest <<'GUEST'
online() { peace network >/dev/null 2>&1; }
await 240 online && measured after_cable online
GUEST
    # Both cards have this driver: until it is back, nobody can log in.
    guest <<'GUEST'
now && echo "$NOW" >/run/e2e/unloaded
setsid bash -c 'sleep 3; modprobe -r virtio_net' </dev/null >/dev/null 2>&1 &
GUEST
    vm_disconnect
    sleep 20
    local deadline=$((SECONDS + 1500))
    while ! vm_ssh true 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 5; done
    guest <<'GUEST'
measured driver "$(since "$(cat /run/e2e/unloaded)")"
online() { peace network >/dev/null 2>&1; }
await 240 online && measured after_driver online
measured reloads "$(curl -s http://127.0.0.1:9101/metrics | awk '/^peace_network_recoveries_total\{.*reload.*helped/ { print $2 }')"
measured reboots "$(curl -s http://127.0.0.1:9101/metrics | awk '$1 == "peace_watchdog_reboots_total" { print $2 }')"
closed() { peace incidents | grep -qi 'cut off, recovered after repairs'; }
await 180 closed && measured incident closed
GUEST
    expect_is "before" online "${before:-}"
    expect_is "doctor lists the rungs of this interface" 1 "${possible:-}"
    expect_is "the lease is lost" yes "${lost:-}"
    expect "and renewed" 600 "${lease:-}"
    expect_is "and the network works" online "${after_lease:-}"
    echo "      ${tried:-no} events of repairs until then"
    expect_is "an interface that was set down stays down" down "${down:-}"
    expect_is "repairs of it" 0 "${by_hand:-}"
    expect_is "once it is up the network works" online "${after_down:-}"
    expect_is "repairs while the cable is out" 0 "${cable_out:-}"
    expect_is "the cable is named as the cause" 1 "${cable_cause:-}"
    expect_is "with the cable in the network works" online "${after_cable:-}"
    expect "a driver that was unloaded is loaded again" 900 "${driver:-}"
    expect_is "and the network works" online "${after_driver:-}"
    expect_is "reloads that helped" 1 "${reloads:-}"
    expect_is "reboots by the watchdog" 0 "${reboots:-}"
    expect_is "the incident" closed "${incident:-}"
}
