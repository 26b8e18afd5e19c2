# shellcheck shell=bash disable=SC2154 # figures come from the guest
# a person's Python program, from "apt install" to a proven recovery from a freeze, with the commands of docs/walk-through.md: 10 minutes at most
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local folder=$vm/walk-through
    rm -rf "$folder"
    mkdir -p "$folder"
    # The page's own commands, as N.sh for its section N, its program and its unit.
    awk -v folder="$folder" '
        /^## [0-9]+\. / { number = $2; sub(/\./, "", number); title = $0; sub(/^## [0-9]+\. /, "", title); print number " " title > (folder "/steps") }
        /^```sh$/ { file = folder "/" number ".sh"; next }
        /^```python$/ { file = folder "/myapp.py"; next }
        /^```ini$/ { file = folder "/myapp.service"; next }
        /^```/ { file = ""; next }
        file != "" { print >> file }
    ' "$root/docs/walk-through.md"
    if [ ! -s "$folder/steps" ] || [ ! -s "$folder/myapp.py" ] || [ ! -s "$folder/myapp.service" ] || ! grep -q 'peace setup' "$folder"/[0-9].sh; then
        echo "      no steps found in docs/walk-through.md"
        return 1
    fi
    # What is typed at the questions of setup, in their order, as the page's table says.
    printf '%s\n' gym-1 gym Balaruc no myapp /run/myapp/heartbeat.json philip none yes yes none none none '' '' >"$folder/answers"
    vm_put "$folder" /root/ || return 1
    a_program_without_a_heartbeat || return 1
    expect_is "before: the program runs" active "${program:-}"
    expect_is "before: without a heartbeat" no "${heartbeat_before:-}"
    walk || return 1
    expect_is "steps of the page that succeeded" 4 "${steps_done:-}"
    expect_is "setup: everything is done" yes "${all_done:-}"
    expect_is "the drill passed: frozen, restarted, beating" 0 "${drill:-}"
    expect_is "by another process than the one that was frozen" yes "${new_process:-}"
    expect_is "restarts by the watchdog since the installation" 1 "${restarts:-}"
    expect "from apt install to the proof, machine time" 600 "${machine_seconds:-}"
}

# A device without this package, on which somebody's program runs.
a_program_without_a_heartbeat() {
    guest <<'GUEST'
must apt-get purge -y peace </dev/null >/root/purge.log 2>&1
must systemctl daemon-reload
must install -d /opt/myapp
grep -v -i heartbeat /root/walk-through/myapp.py >/opt/myapp/myapp.py
grep -v RuntimeDirectory /root/walk-through/myapp.service >/etc/systemd/system/myapp.service
must systemctl daemon-reload
must systemctl enable -q --now myapp
pause 5
measured program "$(systemctl is-active myapp)"
[ -e /run/myapp/heartbeat.json ] || measured heartbeat_before no
GUEST
}

# Everything that the page says, typed by root. The image has no sudo.
walk() {
    guest <<'GUEST'
cd /root || exit 97
cp peace.deb peace_VERSION_all.deb
echo 'APT::Install-Recommends "false";' >/etc/apt/apt.conf.d/99e2e
export DEBIAN_FRONTEND=noninteractive
command -v sudo >/dev/null || {
    sudo() { "$@"; }
    export -f sudo
}
HEARTBEAT=/run/myapp/heartbeat.json
now && START=$NOW
done_steps=0
while read -r next title; do
    number=$next
    now && T=$NOW
    input=/dev/null
    case $number in
    2)
        # What an editor would do between the two blocks of commands.
        must install -m 644 walk-through/myapp.py /opt/myapp/myapp.py
        must install -m 644 walk-through/myapp.service /etc/systemd/system/myapp.service
        ;;
    3) input=/root/walk-through/answers ;;
    4) beat && OLD=$PID ;;
    esac
    status=0
    bash -e "/root/walk-through/$number.sh" <"$input" >"/root/step-$number.txt" 2>&1 || status=$?
    echo "step $number, $title: $(since "$T") s, exit code $status"
    case $number in
    1) ;;
    *) tail -25 "/root/step-$number.txt" ;;
    esac
    [ $status = 0 ] || {
        tail -40 "/root/step-$number.txt"
        journalctl -b --no-pager -o cat -u recorder-watchdog -u myapp | tail -20
        break
    }
    done_steps=$((done_steps + 1))
done </root/walk-through/steps
measured machine_seconds "$(since "$START")"
measured steps_done "$done_steps"
grep -q NOT /root/step-3.txt || measured all_done yes
[ "$number" = 4 ] && measured drill "$status"
peace status | head -12
beats_again && measured new_process yes
measured restarts "$(restarts_by_watchdog)"
GUEST
}
