# shellcheck shell=bash disable=SC2154 # figures come from the guest
# eight services fall silent at once, under the package's limits: each is restarted in time, each with its evidence
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
empty_java
must systemctl stop recorder
install -d /run/e2e
{
    sed '/^    - name: recorder/,/^$/d' /etc/peace/peace.yaml | sed '/^  services:/q'
    for n in 1 2 3 4 5 6 7 8; do
        printf '    - {name: app%s, unit: app%s.service, heartbeat: /run/e2e/%s.json}\n' $n $n $n
    done
} >/root/peace.yaml.head
{ sed '/^watchdog:/,$d' /root/peace.yaml.head; sed -n '/^watchdog:/,$p' /root/peace.yaml.head; printf '\nagent:\n  heartbeat: /run/e2e/1.json\n'; } >/root/eight.yaml
must install -m 644 /root/eight.yaml /etc/peace/peace.yaml
cat >/etc/polkit-1/rules.d/60-e2e.rules <<'RULE'
polkit.addRule(function (action, subject) {
    if (subject.user === "peace-watchdog" && action.id === "org.freedesktop.systemd1.manage-units"
            && /^app[1-8]\.service$/.test(action.lookup("unit"))) {
        return polkit.Result.YES;
    }
    return polkit.Result.NOT_HANDLED;
});
RULE
for n in 1 2 3 4 5 6 7 8; do
    printf '[Service]\nExecStart=/usr/bin/python3 /root/heartbeat.py /run/e2e/%s.json\nTimeoutStopSec=90\n' $n >/run/systemd/system/app$n.service
done
must systemctl daemon-reload
must systemctl start app1 app2 app3 app4 app5 app6 app7 app8
must systemctl restart polkit
must systemctl restart recorder-watchdog
watched() { peace watchdog status --json 2>/dev/null | grep -o '"condition": *"healthy"' | wc -l | grep -qx 8; }
must await 150 watched
pause 10
units=$(echo app{1..8})
# One process, and not often: what this scenario asks must not be what slows the guest down.
# shellcheck disable=SC2086 # one word each
pids() { systemctl show -P MainPID $units | grep .; }
old=$(pids)
threads=$(systemctl show -P TasksCurrent recorder-watchdog)
echo "threads of the watchdog with eight services: $threads (limit $(systemctl show -P TasksMax recorder-watchdog))"
now && T=$NOW
# shellcheck disable=SC2086 # one word each
must kill -STOP $old
# beating: sets BEATING to the number of services that another process than before beats for
beating() {
    local n
    BEATING=0
    for n in 1 2 3 4 5 6 7 8; do
        HEARTBEAT=/run/e2e/$n.json
        beat && [[ " $(echo $old) " != *" $PID "* ]] && BEATING=$((BEATING + 1))
    done
    [ $BEATING = 8 ]
}
await 200 beating && measured beating "$(since "$T")"
pause 5
measured restarts "$(restarts_by_watchdog)"
measured proven "$(journalctl -b -o cat -u recorder-watchdog | grep -c 'beats again, .* after the restart')"
measured evidence "$(ls -d /var/lib/peace/watchdog/evidence/*app* 2>/dev/null | wc -l)"
GUEST
    echo "      an empty Java program takes ${control:-?} s here"
    # 30 s of silence, then evidence of one after the other, and eight restarts at once.
    expect "eight frozen at once: all beat again" "$(above_control 45 10 "${control:-0}")" "${beating:-}"
    expect_is "restarts" 8 "${restarts:-}"
    expect_is "restarts that are verified" 8 "${proven:-}"
    expect_is "folders with evidence" 8 "${evidence:-}"
}
