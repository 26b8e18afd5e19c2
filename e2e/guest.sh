# shellcheck shell=bash
# What scenarios use inside the guest; sent in front of each of their scripts. Times are the guest's own, in seconds since its boot,
# and are taken without starting a process: that is dear on an emulated processor.

HEARTBEAT=${HEARTBEAT:-/run/recorder/heartbeat.json}
exec {never}<> <(:)

# pause SECONDS
pause() { read -r -t "$1" -u "$never" || true; }

# now: sets NOW
now() { read -r NOW _ </proc/uptime; }

# since T: seconds from then to now, with one digit
since() {
    now
    awk -v a="$1" -v b="$NOW" 'BEGIN { printf "%.1f", b - a }'
}

# beat: sets BEAT (the text), PID and STATE of the newest heartbeat; 1 when there is none
beat() {
    BEAT='' PID='' STATE=''
    { IFS= read -r -d '' BEAT <"$HEARTBEAT"; } 2>/dev/null || [ -n "$BEAT" ] || return 1
    [[ $BEAT =~ \"pid\":\ ?([0-9]+) ]] && PID=${BASH_REMATCH[1]}
    [[ $BEAT =~ \"state\":\ ?\"([a-z]+)\" ]] && STATE=${BASH_REMATCH[1]}
    [ -n "$PID" ]
}

# await LIMIT COMMAND...: tries it five times a second; 1 when it never succeeded within so many seconds
await() {
    local limit=$1 begin
    shift
    now
    begin=${NOW%.*}
    while ! "$@"; do
        now
        [ $((${NOW%.*} - begin)) -lt "$limit" ] || return 1
        pause 0.2
    done
}

# beats_anew: another process than $OLD beats. works_anew: and has finished its start
beats_anew() { beat && [ "$PID" != "$OLD" ]; }
works_anew() { beats_anew && [ "$STATE" != booting ]; }

# started UNIT: seconds from the start of its process to now. A start takes Java some seconds here, and many on a busy machine.
started() {
    local at
    at=$(systemctl show -P ExecMainStartTimestampMonotonic "$1")
    now
    awk -v a="$at" -v b="$NOW" 'BEGIN { printf "%.1f", b - a / 1e6 }'
}

# recovered NAME T: waits until another process than $OLD beats; measures the time since T as NAME, and as NAME_start what of it the
# start of the new process took
recovered() {
    local total
    await "${3:-150}" beats_anew || return 1
    total=$(since "$2")
    measured "$1_start" "$(started "${UNIT:-recorder}")"
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

# Any recorder that beats, and a watchdog and an agent that answer.
all_up() {
    beats && [ -S /run/peace/watchdog.sock ] && curl -s -m 5 http://127.0.0.1:9101/metrics | grep -q '^recorder_up 1'
}

# stand_in OPTION [LINE...]: puts the Python program of /root in the recorder's place, with these lines more in its unit, and waits until it
# beats
stand_in() {
    systemctl stop recorder
    mkdir -p /run/systemd/system/recorder.service.d
    printf '%s\n' '[Service]' Type=simple ExecStart= \
        "ExecStart=/usr/bin/python3 /run/recorder/heartbeat.py /run/recorder/heartbeat.json $1" \
        WatchdogSec=0 SuccessExitStatus= "${@:2}" >/run/systemd/system/recorder.service.d/e2e.conf
    install -m 755 /root/heartbeat.py /run/recorder/
    systemctl daemon-reload
    systemctl start recorder
    await 30 beats || {
        echo "it does not beat"
        return 1
    }
}

# unit_pid UNIT
unit_pid() { systemctl show -P MainPID "$1"; }

# measured NAME VALUE: hands a figure to the scenario
measured() { echo "@$1=$2"; }
