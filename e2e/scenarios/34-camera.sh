# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a camera at a video device: its formats and sizes as configured, a format that it lacks, sound from an ALSA device; each recording is a video
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
cp /etc/peace/peace.yaml /root/original.yaml
# configured LINES: restarts the recorder with these additional lines in its section
configured() {
    sed "s|^  source: .*|&\n$1|" /root/original.yaml >/etc/peace/peace.yaml
    must systemctl restart recorder
}
# recorded_as NAME LINES: measures codecs and size of what is recorded then
recorded_as() {
    configured "$2"
    await 150 records || return 0
    pause 10
    beat
    [[ $BEAT =~ \"file\":\ ?\"([^\"]+)\" ]] || return 0
    measured "$1" "$(ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 "/var/lib/recorder/recording/${BASH_REMATCH[1]}" | paste -sd' ')"
}
listing=$(peace camera formats)
measured listed "$(grep -ciE 'yuyv' <<<"$listing" | awk '{ print ($1 > 0) ? "yes" : "no" }')"
measured chosen "$(sed -n 's/^Recorded: //p' <<<"$listing")"
# Not the sentence about what is chosen, which names formats that are not offered.
mjpeg=$(grep -v '^Recorded: ' <<<"$listing" | grep -ciE 'mjpe?g')
measured mjpeg_offered "$([ "$mjpeg" = 0 ] && echo no || echo yes)"
recorded_as as_set '  camera: {format: driver}'
recorded_as small '  camera: {format: yuyv, size: 320x180, rate: 5}'
recorded_as large '  camera: {format: auto, size: 640x360, rate: 5}'
[ "$mjpeg" = 0 ] || recorded_as as_mjpeg '  camera: {format: mjpeg, size: 320x180, rate: 5}'
configured '  camera: {format: h264, size: 320x180, rate: 5}'
fails() { beat && [ "$STATE" = error ]; }
await 90 fails && measured lacking "$STATE"
[[ $BEAT =~ \"error\":\ ?\"([^\"]+)\" ]] && measured why_lacking "${BASH_REMATCH[1]}"
modprobe snd-aloop && measured card yes
await 20 test -e /dev/snd/controlC0
# A tone into one end of the loopback; the recorder records from the other.
setsid ffmpeg -nostdin -loglevel error -re -f lavfi -i sine=frequency=440:sample_rate=48000 -f alsa plughw:Loopback,0,0 \
    </dev/null >/root/tone.log 2>&1 &
tone=$!
recorded_as with_sound '  camera: {format: yuyv, size: 320x180, rate: 5}\n  audio: plughw:Loopback,1,0\n  check: {pictures: always, every: 5s}'
level() { beat && [[ $BEAT =~ \"audio_level_dbfs\":\ ?(-?[0-9]+) ]]; }
await 60 level && measured loud "$([ "${BASH_REMATCH[1]}" -gt -40 ] && echo yes || echo "${BASH_REMATCH[1]} dBFS")"
kill "$tone"
cat /root/tone.log
configured '  camera: {format: driver}'
await 150 records
finished() { [ "$(find /var/lib/recorder/recording -name '*.mkv' | wc -l)" -le 1 ]; }
await 120 finished
measured made "$(find /var/lib/recorder/pending /var/lib/recorder/uploaded -name 'recording_*' | wc -l)"
measured corrupted "$(find /var/lib/recorder/corrupted -type f | wc -l)"
measured restarts "$(restarts_by_watchdog)"
GUEST
    expect_is "the camera lists its formats" yes "${listed:-}"
    echo "      chosen without a configuration: ${chosen:-nothing}"
    expect_is "as its driver is set" h264,320,180 "${as_set:-}"
    expect_is "YUYV of 320x180" h264,320,180 "${small:-}"
    expect_is "the format chosen, 640x360" h264,640,360 "${large:-}"
    if [ "${mjpeg_offered:-}" = yes ]; then
        expect_is "MJPEG" h264,320,180 "${as_mjpeg:-}"
    else
        echo "      this kernel's virtual camera offers no MJPEG"
    fi
    expect_is "a format that it lacks is an error" error "${lacking:-}"
    echo "      which says: ${why_lacking:-nothing}"
    expect_is "a sound card" yes "${card:-}"
    expect_is "picture and sound" "h264,320,180 aac" "${with_sound:-}"
    expect_is "the sound is the tone" yes "${loud:-}"
    expect_is "videos made" yes "$([ "${made:-0}" -ge 4 ] && echo yes || echo "${made:-none}")"
    expect_is "of them corrupted" 0 "${corrupted:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
}
