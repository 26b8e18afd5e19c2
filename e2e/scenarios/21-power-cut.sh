# shellcheck shell=bash disable=SC2154 # figures come from the guest
# power cut while recording, and again while the watchdog writes its state: all up, at most 2 s of footage lost, no state lost
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/recorded.py" /root/
    guest <<'GUEST'
await 60 records
pause 8
beat
[[ $BEAT =~ \"file\":\ ?\"([^\"]+)\" ]] && measured file "${BASH_REMATCH[1]%.mkv}"
sync
# The length of the recording, as close to the cut as possible.
measured recorded "$(python3 /root/recorded.py /var/lib/recorder/recording/*.mkv)"
GUEST
    vm_power_cut
    vm_start
    vm_wait || return 1
    guest <<GUEST
await 150 all_up && await 90 records && measured up yes
await 60 compgen -G "/var/lib/recorder/*/$file.mp4" >/dev/null
video=\$(ls /var/lib/recorder/*/"$file".mp4)
measured salvaged "\$(ffprobe -v error -show_entries format=duration -of csv=p=0 "\$video")"
measured recovery "\$(journalctl -b -o cat -k | grep -c 'recovery complete')"
GUEST
    expect_is "after the cut everything is up, and it records" yes "${up:-}"
    expect "footage lost" 2 "$(awk -v a="${recorded:-0}" -v b="${salvaged:--9}" 'BEGIN { d = a - b; printf "%.1f", d < 0 ? 0 : d }')"
    echo "      $file: $recorded s were recorded at the cut, $salvaged s were salvaged"
    # Each hold is written to the history at once: cut the power while many are written.
    guest <<'GUEST'
mkdir -p /run/e2e
cat >/run/e2e/write.py <<'PY'
import json, socket
n = 0
while True:
    n += 1
    with socket.socket(socket.AF_UNIX) as s:
        s.connect("/run/peace/watchdog.sock")
        s.sendall(json.dumps({"command": "hold", "length": "1h", "why": "write %d" % n}).encode() + b"\n")
        s.recv(4096)
PY
setsid python3 /run/e2e/write.py </dev/null >/dev/null 2>&1 &
pause 7
GUEST
    vm_power_cut
    vm_start
    vm_wait || return 1
    guest <<'GUEST'
await 150 all_up && measured up_again yes
measured lost "$(journalctl -b -o cat -u recorder-watchdog | grep -c 'history is lost')"
measured held "$(peace watchdog status | grep -c 'held:')"
GUEST
    expect_is "after the second cut everything is up" yes "${up_again:-}"
    expect_is "lost histories of the watchdog" 0 "${lost:-}"
    expect_is "holds that survived" 1 "${held:-}"
}
