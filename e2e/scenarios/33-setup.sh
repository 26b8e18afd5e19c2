# shellcheck shell=bash disable=SC2154 # figures come from the guest
# peace setup, with a wrong answer to each question and a unit typed without ".service": what it ends with recovers
# SPDX-License-Identifier: Apache-2.0
scenario() {
    vm_put "$here/heartbeat.py" /root/
    guest <<'GUEST'
install_gym_recorder
must await 30 beats
# Wrong answers are followed by a right one; an empty line keeps the value that is shown.
cat >/root/answers <<'ANSWERS'
gym-1
gym
Balaruc
perhaps
no
gym recorder
nosuch
gym-recorder
tmp/recorder_heartbeat.json
/tmp

nobodyhere
daemon
philip
/tmp/nosuch.db

maybe
yes
x
yes
metrics.example
none
ftp://logs.example
none
mail server
127.0.0.1:9
me
me@example.org
none
not an address

healthchecks

short
k3v9xw2m7pqd
ANSWERS
peace setup </root/answers >/root/setup.txt 2>&1
measured with_a_dead_mail_server $?
cat /root/setup.txt
measured rejected "$(grep -o 'Please try again' /root/setup.txt | wc -l)"
# The same answers are the current values now: only the mail server is taken back.
printf '%s\n' '' '' '' '' '' '' '' '' '' '' '' none '' '' | peace setup >/root/again.txt 2>&1
measured again $?
cat /root/again.txt
grep -q 'NOT' /root/again.txt || measured all_done yes
measured unit "$(grep -o 'unit: *"\?gym-recorder[.a-z]*' /etc/peace/peace.yaml | sed 's/.*gym/gym/' | head -1)"
measured packaged "$(systemctl is-enabled recorder)"
pause 10
beat && OLD=$PID
now && T=$NOW
must kill -STOP "$OLD"
UNIT=gym-recorder recovered beating "$T"
GUEST
    expect_is "wrong answers that were asked again" 17 "${rejected:-}"
    expect_is "exit code with a mail server that does not exist" 1 "${with_a_dead_mail_server:-}"
    expect_is "exit code without it" 0 "${again:-}"
    expect_is "and everything is done" yes "${all_done:-}"
    expect_is "the unit's name" gym-recorder.service "${unit:-}"
    expect_is "the recorder of the package" disabled "${packaged:-}"
    expect_recovery "frozen, beating again" 45 beating 5
}
