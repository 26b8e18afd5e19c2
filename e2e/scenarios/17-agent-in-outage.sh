# shellcheck shell=bash disable=SC2154 # figures come from the guest
# the agent is restarted, and killed, while the recorder is silent: no all-clear before it beats again
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
# The agent alone observes it.
must systemctl stop recorder-watchdog
mkdir -p /run/systemd/system/recorder.service.d
printf '[Service]\nWatchdogSec=0\n' >/run/systemd/system/recorder.service.d/e2e.conf
must systemctl daemon-reload
OLD=0
must systemctl restart recorder
must await 150 works_again
beat
must kill -STOP "$PID"
measured frozen "$PID"
GUEST
    # In one mail with the watchdog, which is down as well, or in one of its own.
    outside_await 300 mail_with "The recorder is down" && down=yes
    expect_is "a mail says that the recorder is down" yes "${down:-}"
    guest <<'GUEST'
is_up() { curl -s -m 5 http://127.0.0.1:9101/metrics | grep '^recorder_up '; }
must systemctl restart recorder-agent
must await 150 is_up
measured after_restart "$(is_up)"
pause 60
must systemctl kill --signal=SIGKILL recorder-agent
pause 5
must await 150 is_up
measured after_kill "$(is_up)"
pause 90
GUEST
    expect_is "restarted: the first page says" "recorder_up 0" "${after_restart:-}"
    expect_is "killed: the first page says" "recorder_up 0" "${after_kill:-}"
    mail_about "resolved:.*recorder is down" && false_alarm=yes
    expect_is "a mail gives the all-clear" no "${false_alarm:-no}"
    guest <<GUEST
must kill -CONT "$frozen"
GUEST
    outside_await 240 mail_about "resolved:.*recorder is down" && resolved=yes
    expect_is "it beats again: a mail gives the all-clear" yes "${resolved:-}"
}
