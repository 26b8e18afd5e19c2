# shellcheck shell=bash disable=SC2154 # figures come from the guest
# an update of the watched program: kept if it beats, rolled back if it does not, and resumed after a power cut
# SPDX-License-Identifier: Apache-2.0
scenario() {
    local mailed=
    update_setup || return 1
    guest <<'GUEST'
peace update --to 2 || echo "exit code $?"
measured kept "$(readlink /opt/recorder/current | sed 's|.*/||')"
await 30 beats && measured beats "$(tr '\0' ' ' <"/proc/$PID/cmdline" | grep -o 'version=[0-9]*')"
peace update --to 3
measured refused "$?"
measured back "$(readlink /opt/recorder/current | sed 's|.*/||')"
await 60 beats && measured beats_again "$(tr '\0' ' ' <"/proc/$PID/cmdline" | grep -o 'version=[0-9]*')"
measured held "$(peace watchdog status | grep -c 'held:')"
measured journal_lines "$(journalctl -b -o cat -t peace-update | grep -c .)"
now && T=$NOW
shown() { curl -s http://127.0.0.1:9100/metrics http://127.0.0.1:9101/metrics | grep -q '^peace_update_last_success 0'; }
await 60 shown && measured metric "$(since "$T")"
GUEST
    expect_is "a good version is kept" 2 "${kept:-}"
    expect_is "and it is the one that beats" version=2 "${beats:-}"
    expect_is "a version that never beats: the update fails" 1 "${refused:-}"
    expect_is "and the old one is back" 2 "${back:-}"
    expect_is "and beats" version=2 "${beats_again:-}"
    expect_is "remaining holds" 0 "${held:-}"
    expect_is "the update is in the journal" yes "$([ "${journal_lines:-0}" -gt 3 ] && echo yes)"
    expect "a metric says that it failed, within" 60 "${metric:-}"
    outside_await 60 mail_about 'update failed' && mailed=yes
    expect_is "a mail says that it failed" yes "${mailed:-}"
    update_cut watch 4
}

# Runs version 1 of a program in place of the recorder, with newer ones in a folder: 2 and 4 are good, 3 never beats.
update_setup() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
systemctl stop recorder
mkdir -p /opt/recorder/versions/1 /srv/updates /etc/systemd/system/recorder.service.d
cp /root/heartbeat.py /opt/recorder/versions/1/
ln -s versions/1 /opt/recorder/current
for version in 2 3 4; do
    mkdir -p /tmp/new
    cp /root/heartbeat.py /tmp/new/
    [ $version != 3 ] || echo 'import time; time.sleep(100000)' >/tmp/new/heartbeat.py
    tar -C /tmp/new -czf /srv/updates/program-$version.tar.gz .
    rm -r /tmp/new
done
(cd /srv/updates && sha256sum ./*.tar.gz | sed 's|\./||' >SHA256SUMS)
cat >/etc/systemd/system/recorder.service.d/e2e.conf <<'UNIT'
[Service]
Type=simple
ExecStart=
ExecStart=/bin/sh -c 'exec /usr/bin/python3 /opt/recorder/current/heartbeat.py /run/recorder/heartbeat.json version=$$(readlink /opt/recorder/current | sed "s|.*/||")'
WatchdogSec=0
UNIT
printf 'update: {source: /srv/updates, verify_within: 60s, healthy_for: 10s}\n' >>/etc/peace/peace.yaml
peace config check || exit 1
systemctl daemon-reload
systemctl restart recorder-agent
systemctl start recorder
await 60 beats || { echo "no heartbeat"; exit 1; }
peace update --check
GUEST
}

# update_cut STEP VERSION: cuts the power while the update is at that step. After the boot the update must finish automatically, with the
# new or the old version, which beats, and without a hold. Some steps are very short: if the cut comes too late, it is tried again.
update_cut() {
    local boot from ended current missed=yes
    for _ in 1 2 3; do
        missed=''
        boot=$(vm_boot_id)
        # An immediate reset without a sync, as if the plug were pulled: the guest loses what it has only in memory.
        guest <<GUEST || true
measured from "\$(readlink /opt/recorder/current | sed 's|.*/||')"
setsid bash -c 'echo 1 >/proc/sys/kernel/sysrq
    exec 3>/proc/sysrq-trigger
    until [[ \$text =~ \"step\":\ *\"$1\" ]]; do IFS= read -r -d "" text 2>/dev/null </var/lib/peace/update/state.json; done
    echo b >&3' </dev/null >/dev/null 2>&1 &
timeout 300 peace update --to $2 </dev/null >/dev/null 2>&1
kill %1
measured missed yes
GUEST
        [ -n "$missed" ] || break
        update_reset
    done
    expect_is "power cut at \"$1\": it came too late" no "${missed:-no}"
    [ -z "$missed" ] || return 1
    vm_wait "$boot" || return 1
    guest <<'GUEST'
resumed() { [ "$(systemctl show -P ActiveState peace-resume)" = inactive ] && [ "$(systemctl show -P ExecMainExitTimestampMonotonic peace-resume)" != 0 ]; }
await 300 resumed || systemctl status peace-resume --no-pager | tail -5
measured ended "$(sed -n 's/.*"step": *"\([a-z_]*\)".*/\1/p' /var/lib/peace/update/state.json)"
measured current "$(readlink /opt/recorder/current | sed 's|.*/||')"
await 60 beats && measured beats "$(tr '\0' ' ' <"/proc/$PID/cmdline" | grep -o 'version=[0-9]*')"
measured held "$(peace watchdog status | grep -c 'held:')"
GUEST
    case ${ended:-} in done | rolled_back | abandoned) ;; *) ended=unfinished ;; esac
    expect_is "power cut at \"$1\": after the boot the update has finished" yes "$([ "$ended" != unfinished ] && echo yes)"
    echo "      it is $ended, with version ${current:-?}"
    expect_is "power cut at \"$1\": the installed version beats" "version=${current:-?}" "${beats:-}"
    expect_is "power cut at \"$1\": remaining holds" 0 "${held:-}"
    if [ "$ended" = "done" ]; then
        expect_is "power cut at \"$1\": installed version" "$2" "$current"
    else
        expect_is "power cut at \"$1\": the old version is back" "${from:-?}" "$current"
    fi
    beats='' held=''
}

# Installs version 1 again, and removes the others.
update_reset() {
    guest <<'GUEST'
[ "$(readlink /opt/recorder/current | sed 's|.*/||')" = 1 ] || peace update --to 1
rm -rf /opt/recorder/versions/[2-9]
GUEST
}
