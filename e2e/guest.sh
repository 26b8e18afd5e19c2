# shellcheck shell=bash
# Functions for scripts that scenarios run in the guest; prepended to each of them. Times are in seconds since the guest's boot,
# and are read without starting a process, which is slow under emulation.
# SPDX-License-Identifier: Apache-2.0

HEARTBEAT=${HEARTBEAT:-/run/recorder/heartbeat.json}
exec {never}<> <(:)

# must COMMAND...: a step without which the rest of the scenario shows nothing: if it fails, so does the scenario
must() {
    "$@" || {
        echo "this step failed: $*"
        exit 97
    }
}

# set_clock DATE: the kernel refuses times before its start, and reports that only in the exit code
set_clock() {
    local target
    target=$(date -d "$1" +%s)
    must date -s "@$target" >/dev/null
    must test $(($(date +%s) - target)) -ge 0
    must test $(($(date +%s) - target)) -lt 30
}

# empty_java: sets CONTROL to the time, in seconds, that an empty Java program takes here. Limits of what a Java program does are
# judged by it: an emulated processor on a busy host is many times slower than the smallest device.
empty_java() {
    # class Empty { public static void main(String[] a) {} }
    [ -e /tmp/Empty.class ] || base64 -d >/tmp/Empty.class <<<yv66vgAAAD0ADAoAAgADBwAEDAAFAAYBABBqYXZhL2xhbmcvT2JqZWN0AQAGPGluaXQ+AQADKClWBwAIAQAFRW1wdHkBAARDb2RlAQAEbWFpbgEAFihbTGphdmEvbGFuZy9TdHJpbmc7KVYAIAAHAAIAAAAAAAIAAAAFAAYAAQAJAAAAEQABAAEAAAAFKrcAAbEAAAAAAAkACgALAAEACQAAAA0AAAABAAAAAbEAAAAAAAA=
    local start
    now && start=$NOW
    must java -Xshare:auto -XX:TieredStopAtLevel=1 -cp /tmp Empty
    CONTROL=$(since "$start")
    measured control "$CONTROL"
}

# pause SECONDS
pause() { read -r -t "$1" -u "$never" || true; }

# now: sets NOW
now() { read -r NOW _ </proc/uptime; }

# since T: seconds from T to now, with one decimal
since() {
    now
    awk -v a="$1" -v b="$NOW" 'BEGIN { printf "%.1f", b - a }'
}

# beat: sets BEAT (the text), PID and STATE from the heartbeat file; returns 1 without one
beat() {
    BEAT='' PID='' STATE=''
    { IFS= read -r -d '' BEAT <"$HEARTBEAT"; } 2>/dev/null || [ -n "$BEAT" ] || return 1
    [[ $BEAT =~ \"pid\":\ ?([0-9]+) ]] && PID=${BASH_REMATCH[1]}
    [[ $BEAT =~ \"state\":\ ?\"([a-z]+)\" ]] && STATE=${BASH_REMATCH[1]}
    [ -n "$PID" ]
}

# await SECONDS COMMAND...: runs it five times a second until it succeeds; returns 1 after the time limit
await() {
    local limit=$1 start
    shift
    now
    start=${NOW%.*}
    while ! "$@"; do
        now
        [ $((${NOW%.*} - start)) -lt "$limit" ] || return 1
        pause 0.2
    done
}

# beats_again: a process other than $OLD beats. works_again: and has finished starting
beats_again() { beat && [ "$PID" != "$OLD" ]; }
works_again() { beats_again && [ "$STATE" != booting ]; }

# started UNIT: seconds since its process was started. Java takes some seconds to start here, and many on a busy machine.
started() {
    local at
    at=$(systemctl show -P ExecMainStartTimestampMonotonic "$1")
    now
    awk -v a="$at" -v b="$NOW" 'BEGIN { printf "%.1f", b - a / 1e6 }'
}

# recovered NAME T [SECONDS]: waits until a process other than $OLD beats; measures the time since T as NAME, and as NAME_start the part
# of it that the new process took to start, and as NAME_systemctl what a call of systemctl takes meanwhile
recovered() {
    local total call
    await "${3:-150}" beats_again || return 1
    total=$(since "$2")
    measured "$1_start" "$(started "${UNIT:-recorder}")"
    now && call=$NOW
    systemctl show -P MainPID "${UNIT:-recorder}" >/dev/null
    measured "$1_systemctl" "$(since "$call")"
    measured "$1" "$total"
}
beats() {
    local before
    beat || return 1
    before=$BEAT
    pause 1.5
    beat && [ "$BEAT" != "$before" ] && [ "$STATE" != booting ]
}
records() { beat && [ "$STATE" = recording ]; }

# A recorder that beats, a watchdog with its socket, and an agent that serves metrics.
all_up() {
    beats && [ -S /run/peace/watchdog.sock ] && curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^recorder_up 1'
}

# restarts_by_watchdog: of all services since the installation; empty when the watchdog does not respond
restarts_by_watchdog() {
    peace watchdog status --json | awk -F'[:, ]+' '/"restarts_total"/ { n += $3; found = 1 } END { if (found) print n }'
}

# replace_recorder OPTION [LINE...]: runs /root/heartbeat.py in place of the recorder, with these additional lines in its unit, and waits
# until it beats
replace_recorder() {
    systemctl stop recorder
    mkdir -p /run/systemd/system/recorder.service.d
    printf '%s\n' '[Service]' Type=simple ExecStart= \
        "ExecStart=/usr/bin/python3 /run/recorder/heartbeat.py /run/recorder/heartbeat.json $1" \
        WatchdogSec=0 SuccessExitStatus= "${@:2}" >/run/systemd/system/recorder.service.d/e2e.conf
    install -m 755 /root/heartbeat.py /run/recorder/
    systemctl daemon-reload
    systemctl start recorder
    await 30 beats || {
        echo "no heartbeat"
        return 1
    }
}

# install_gym_recorder: an existing recorder in Python, with its own folder, user and unit, which runs; sets HEARTBEAT
install_gym_recorder() {
    HEARTBEAT=/tmp/recorder_heartbeat.json
    must install -d -o philip -g philip /opt/raspberry-pi-video-recorder
    must install -m 644 /root/heartbeat.py /opt/raspberry-pi-video-recorder/recorder_service.py
    cat >/etc/systemd/system/gym-recorder.service <<'UNIT'
[Service]
User=philip
ExecStart=/usr/bin/python3 /opt/raspberry-pi-video-recorder/recorder_service.py /tmp/recorder_heartbeat.json
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
    must systemctl daemon-reload
    must systemctl enable -q --now gym-recorder
}

# uplink: sets NET, the interface of the device's own network; the other one is for the tests
uplink() {
    NET=$(grep -l 52:54:00:00:00:01 /sys/class/net/*/address | cut -d/ -f5)
    must test -n "$NET"
}

# online: the agent has seen that the receivers accept metrics
online() { curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^peace_network_layer{layer="receivers"} 1'; }

# routed: there is an address and a default route
routed() { ip -4 route show default dev "$NET" 2>/dev/null | grep -q .; }

# repairs: the number of events of network repairs
repairs() { grep -c '"kind":"network_repair"' /var/lib/peace/watchdog/events.log; }

# down_because TEXT: an outage of the network has been recorded, with that text in its cause or its next one
down_because() { grep -E '"kind":"network_(down|cause)"' /var/lib/peace/watchdog/events.log | grep -q "$1"; }

# up_again: the outage is over, as recorded
up_again() { grep -q '"kind":"network_up"' /var/lib/peace/watchdog/events.log; }

# network_repairs_on [LINE...]: switches repairs of the network on, and waits until it works; sets NET
network_repairs_on() {
    printf '%s\n' '' 'network:' '  repair: true' "$@" >>/etc/peace/peace.yaml
    must systemctl restart recorder-watchdog recorder-agent
    uplink
    must await 180 online
    must routed
}

# access_point PASSPHRASE: an access point on a virtual radio, with the device's card behind it
access_point() {
    systemctl stop -q e2e-access-point 2>/dev/null
    must systemd-run -q --collect --unit e2e-access-point bash /root/access-point "$1"
}

# by_radio [LINE...]: the first virtual radio has the device's default route, over an access point, with repairs of the network switched on; sets NET
by_radio() {
    NET=wlan0
    printf '[Match]\nName=wlan0\n[Network]\nDHCP=ipv4\n' >/etc/systemd/network/20-wlan0.network
    printf 'ctrl_interface=/run/wpa_supplicant\nnetwork={\n    ssid="gym"\n    psk="correct horse"\n}\n' \
        >/etc/wpa_supplicant/wpa_supplicant-wlan0.conf
    must networkctl reload
    must modprobe mac80211_hwsim
    access_point "correct horse"
    must systemctl enable -q --now wpa_supplicant@wlan0
    must await 90 routed
    printf '%s\n' '' 'network:' '  repair: true' "$@" >>/etc/peace/peace.yaml
    must systemctl restart recorder-watchdog recorder-agent
    must await 180 online
}

# dropped FILTER...: packets to the network that match are dropped, as if what is behind did not respond; nobody sees an interface or an
# address change
dropped() {
    tc qdisc show dev "$NET" | grep -q clsact || must tc qdisc add dev "$NET" clsact
    must tc filter add dev "$NET" egress "$@" action drop
}

# passing: everything passes again
passing() { must tc qdisc del dev "$NET" clsact; }

# unit_pid UNIT
unit_pid() { systemctl show -P MainPID "$1"; }

# measured NAME VALUE: passes a figure to the scenario
measured() { echo "@$1=$2"; }
