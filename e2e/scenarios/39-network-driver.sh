# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the driver of the network card is unloaded: the ladder loads it after its wait of five minutes, and nobody else does
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
network_repairs_on
now && echo "$NOW" >/run/e2e/unloaded
# Both cards have this driver: until it is back, nobody can log in.
setsid bash -c 'sleep 3; modprobe -r virtio_net' </dev/null >/dev/null 2>&1 &
GUEST
    vm_disconnect
    sleep 20
    local deadline=$((SECONDS + 700))
    while ! vm_ssh true 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 5; done
    guest <<'GUEST'
measured driver "$(since "$(cat /run/e2e/unloaded)")"
await 120 online && measured after online
reloaded() { curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^peace_network_recoveries_total{.*reload.*helped.* 1'; }
await 90 reloaded && measured helped yes
await 90 up_again && measured closed yes
GUEST
    expect "a driver that was unloaded is loaded again" 600 "${driver:-}"
    expect_is "and the network works" online "${after:-}"
    expect_is "a reload that helped is counted" yes "${helped:-}"
    expect_is "the outage is over, as recorded" yes "${closed:-}"
}
