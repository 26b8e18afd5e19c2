# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the next version is installed while recording: no question, no false alarm, no footage and no setting lost
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local next
    next=$(./release --version "$(dpkg-deb -f "$deb" Version).1" --out "$vm")
    vm_put "$next" /root/next.deb
    guest <<'GUEST'
await 60 records
beat && OLD=$PID
[[ $BEAT =~ \"file\":\ ?\"([^\"]+)\" ]] && FILE=${BASH_REMATCH[1]%.mkv}
sum=$(md5sum /etc/peace/peace.yaml)
events=$(wc -c </var/lib/peace/watchdog/events.log)
now && T=$NOW
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /root/next.deb </dev/null >/root/upgrade.log 2>&1 || cat /root/upgrade.log
echo "upgraded in $(since "$T") s"
await 120 records && measured recording "$([ "$PID" != "$OLD" ] && echo yes)"
measured version "$(peace --version | cut -d' ' -f2)"
measured config "$([ "$sum" = "$(md5sum /etc/peace/peace.yaml)" ] && echo kept)"
measured state "$([ "$(wc -c </var/lib/peace/watchdog/events.log)" -ge "$events" ] && echo kept)"
measured video "$(ls /var/lib/recorder/*/"$FILE".mp4 | wc -l)"
measured restarts "$(restarts_by_watchdog)"
measured held "$(peace watchdog status | grep -c 'held:')"
measured old "$(ls /usr/lib/peace | wc -l)"
GUEST
    expect_is "a new process records" yes "${recording:-}"
    expect_is "version" "$(dpkg-deb -f "$next" Version)" "${version:-}"
    expect_is "configuration" kept "${config:-}"
    expect_is "the watchdog's state" kept "${state:-}"
    expect_is "the interrupted recording was finished into a video" 1 "${video:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
    expect_is "remaining holds" 0 "${held:-}"
    expect_is "versions in /usr/lib/peace" 1 "${old:-}"
}
