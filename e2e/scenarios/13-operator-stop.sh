# shellcheck shell=bash disable=SC2154 # figures come from the guest
# systemctl stop by an operator: left alone, and watched again after systemctl start
scenario() {
    guest <<'GUEST'
beat && OLD=$PID
systemctl stop recorder
pause 50
measured state "$(systemctl is-active recorder)"
measured restarts "$(journalctl -b -o cat -u recorder-watchdog | grep -c 'restart 1 in')"
systemctl start recorder
await 60 beats_anew && measured back yes
GUEST
    expect_is "50 s after the stop it is" inactive "${state:-}"
    expect_is "restarts by the watchdog" 0 "${restarts:-}"
    expect_is "started by hand, it beats" yes "${back:-}"
}
