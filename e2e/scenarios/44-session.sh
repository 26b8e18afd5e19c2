# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a customer's session: start, extension, warnings, stop, upload to an SSH server, and what the lights show in each state
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
# A panel without a chip: the recorder publishes what its lights would show, and reports that they do not work. The button is the control
# file, which is executed at once, and a command; scenario lights presses a real one.
light() { beat && [[ $BEAT =~ \"lights\":[[:space:]]*\{[[:space:]]*\"state\":\ ?\"([a-z0-9_]+)\" ]] && LIGHT=${BASH_REMATCH[1]}; }
shows() { light && [ "$LIGHT" = "$1" ]; }
white() { beat && [[ $BEAT =~ \"white\":\ ?true ]]; }
blue() { beat && [[ $BEAT =~ \"blue\":\ ?true ]]; }
number() { beat && [[ $BEAT =~ \"$1\":\ ?([0-9]+) ]] && NUMBER=${BASH_REMATCH[1]}; }
state() { beat && [ "$STATE" = "$1" ]; }
press() { echo "$1" >/run/recorder/control.new && mv /run/recorder/control.new /run/recorder/control.cmd; }
# Each state of the lights, in its order.
watch_lights() {
    local last=
    while :; do
        if light && [ "$LIGHT" != "$last" ]; then
            last=$LIGHT
            echo "$LIGHT" >>/run/e2e/lights
        fi
        pause 0.2
    done
}

# The server: this machine's sshd, with a user that has a folder.
must useradd -m -s /bin/sh uploads
must usermod -p '*' uploads
credentials=/var/lib/recorder/credentials
must install -d -o recorder -g peace -m 700 "$credentials"
must ssh-keygen -q -t ed25519 -N '' -f "$credentials/key"
awk '{ print "127.0.0.1", $1, $2 }' /etc/ssh/ssh_host_ed25519_key.pub >"$credentials/known_hosts"
must chown -R recorder:peace "$credentials"
must install -d -o uploads -g uploads -m 700 /home/uploads/.ssh
must install -o uploads -g uploads -m 600 "$credentials/key.pub" /home/uploads/.ssh/authorized_keys

sed -i -e 's/auto_start: true/auto_start: false/' -e 's/default_length: .*/default_length: 200s/' \
    -e 's/check: \[\]/check: ["127.0.0.1:22"]/' \
    -e 's|^recorder:$|&\
  extension: 60s\
  longest: 10min\
  control_file: /run/recorder/control.cmd\
  lights: {enabled: true}\
  upload:\
    max_rate: 100KB\
    targets:\
      - sftp: {host: 127.0.0.1, user: uploads, folder: videos, key_file: '"$credentials/key"', known_hosts: '"$credentials/known_hosts"'}|' \
    /etc/peace/peace.yaml
must systemctl restart recorder
# What the scenarios' own recording has become is uploaded first; it is not the customer's.
await 150 shows ready && measured ready_light ready
await 60 white && measured online_light white
uploaded() { number upload_queue_size && [ "$NUMBER" = 0 ] && ! blue; }
await 400 uploaded
# The queue is empty before it is read for the first time, too.
pause 5
await 400 uploaded && measured earlier_uploaded yes
earlier=$(find /home/uploads/videos -type f 2>/dev/null | wc -l)
: >/run/e2e/lights
watch_lights &
watcher=$!
# Without it, bash would report that it was ended.
disown "$watcher"

now && T=$NOW
press START
await 60 state recording && measured first_picture "$(since "$T")"
await 20 shows recording && measured recording_light recording
number length_seconds && measured length "$NUMBER"
peace recorder extend >/dev/null
extended() { number length_seconds && [ "$NUMBER" = 260 ]; }
await 30 extended && measured extended "$NUMBER"
for left in 120 60 30; do
    await 200 shows "ends_in_$left" && number left_seconds && measured "warned_$left" "$NUMBER"
done
# Another program writes to the database for a moment (the byte of the WAL index that stands for writing is locked), or the video of these
# few minutes could be made between two heartbeats.
runuser -u recorder -- python3 -c '
import fcntl, time
with open("/var/lib/recorder/video_metadata.db-shm", "rb+") as shared:
    fcntl.lockf(shared, fcntl.LOCK_EX, 1, 120)
    print("locked", flush=True)
    time.sleep(4)
' >/run/e2e/locked &
locked() { [ -s /run/e2e/locked ]; }
await 30 locked || echo "the database was not locked"
press STOP
await 60 shows processing && measured processing_light processing
await 120 shows ready && measured light_after ready
await 120 blue && measured upload_light blue
await 400 uploaded && measured uploaded yes
kill "$watcher"
measured seen "$(paste -sd' ' /run/e2e/lights)"
measured on_server "$(($(find /home/uploads/videos -type f | wc -l) - earlier))"
video=$(find /var/lib/recorder/uploaded -type f -name '*.mp4' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2-)
same=$(cmp "$video" "/home/uploads/videos/$(basename "$video")" && echo same)
measured content "${same:-different}"
measured seconds "$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$video" | cut -d. -f1)"
measured logged "$(grep -cE 'the recording ends in (120|60|30) s' /var/log/recorder/service.log)"
beat && [[ $BEAT =~ \"panel_problem\":\ ?\"([^\"]+) ]] && measured panel "${BASH_REMATCH[1]}"

# An error: a format that the camera lacks.
sed -i 's|^  source: .*|&\n  camera: {format: h264, size: 320x180, rate: 5}|' /etc/peace/peace.yaml
must systemctl restart recorder
await 150 shows ready
press START
await 90 shows error && measured error_light error
measured restarts "$(restarts_by_watchdog)"
GUEST
    expect_is "ready" ready "${ready_light:-}"
    expect_is "the network is there" white "${online_light:-}"
    expect_is "what was recorded before is uploaded" yes "${earlier_uploaded:-}"
    figure "from the button to the first picture" 1 "${first_picture:-}" s
    expect_is "recording" recording "${recording_light:-}"
    expect_is "its length" 200 "${length:-}"
    expect_is "extended by a minute" 260 "${extended:-}"
    expect "the first warning: seconds left" 120 "${warned_120:-}"
    expect "the second" 60 "${warned_60:-}"
    expect "the last" 30 "${warned_30:-}"
    expect_is "the log has them, too" 3 "${logged:-}"
    expect_is "stopped: a video is being made" processing "${processing_light:-}"
    expect_is "and then ready" ready "${light_after:-}"
    expect_is "during the upload" blue "${upload_light:-}"
    expect_is "the upload ends" yes "${uploaded:-}"
    expect_is "the lights in their order" "ready recording ends_in_120 ends_in_60 ends_in_30 processing ready" "${seen:-}"
    expect_is "videos on the server, besides earlier ones" 1 "${on_server:-}"
    expect_is "the content there" same "${content:-}"
    expect "its length in seconds" 260 "${seconds:-}"
    echo "      without a chip the panel says: ${panel:-nothing}"
    expect_is "an error" error "${error_light:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
}
