# shellcheck shell=bash disable=SC2154 # figures come from the guest
# power cuts while recording (PEACE_POWER_CUTS: 1), and one while the watchdog writes its state: all up, at most 2 s of footage lost, no state lost
# SPDX-License-Identifier: Apache-2.0

# cut_while_recording N: sets footage_lost; each cut is at another moment of the recording, of its clusters and of the disk's commits
cut_while_recording() {
    unset file recorded up salvaged recovery
    guest <<GUEST
await 60 records
pause $(awk -v n="$1" 'BEGIN { printf "%.2f", 8 + n * 1.37 % 5 }')
beat
[[ \$BEAT =~ \"file\":\ ?\"([^\"]+)\" ]] && measured file "\${BASH_REMATCH[1]%.mkv}"
sync
# The length of the recording, as close to the cut as possible.
measured recorded "\$(python3 /root/recorded.py /var/lib/recorder/recording/*.mkv)"
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
    footage_lost=$(awk -v a="${recorded:-0}" -v b="${salvaged:--9}" 'BEGIN { d = a - b; printf "%.2f", d < 0 ? 0 : d }')
    expect_is "after cut $1 everything is up, and it records" yes "${up:-}"
    expect "footage lost by cut $1" 2 "$footage_lost"
    echo "      $file: $recorded s were recorded at the cut, $salvaged s were salvaged"
}

scenario() {
    local n footage_lost all_lost=()
    vm_put "$here/recorded.py" /root/
    for ((n = 1; n <= ${PEACE_POWER_CUTS:-1}; n++)); do
        cut_while_recording "$n" || return 1
        all_lost+=("$footage_lost")
    done
    echo "      footage lost in ${#all_lost[@]} power cut(s), at most: $(printf '%s\n' "${all_lost[@]}" | sort -n | tail -1) s (${all_lost[*]})"
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
