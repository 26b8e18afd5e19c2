# shellcheck shell=bash disable=SC2154 # figures come from the guest
# lights and button on the kernel's simulated GPIO chip: each state's light, a press starts and stops, a busy line is reported
# SPDX-License-Identifier: Apache-2.0
scenario() {
    guest <<'GUEST'
modprobe gpio-sim 2>/dev/null || { measured sim missing; exit 0; }
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
chip=/sys/kernel/config/gpio-sim/panel
mkdir "$chip" "$chip/bank0"
echo 32 >"$chip/bank0/num_lines"
echo panel >"$chip/bank0/label"
echo 1 >"$chip/live"
measured sim live
lines=$(echo /sys/devices/platform/"$(cat "$chip/dev_name")"/gpiochip*)
lit() { [ "$(cat "$lines/sim_gpio$1/value")" = 1 ]; }
dark() { ! lit "$1"; }
state() { beat && [ "$STATE" = "$1" ]; }
press() { echo pull-down >"$lines/sim_gpio18/pull"; pause "$1"; echo pull-up >"$lines/sim_gpio18/pull"; }
echo pull-up >"$lines/sim_gpio18/pull"
sed -i -e 's/auto_start: true/auto_start: false/' -e 's/^recorder:$/recorder:\n  lights: {enabled: true, chip: panel}/' /etc/peace/peace.yaml
systemctl restart recorder
await 60 state ready
await 10 lit 13 && measured ready_green yes
press 0.2
await 15 state recording && measured pressed_starts yes
await 10 dark 13 && await 10 lit 13 && measured recording_blinks yes
before=$(peace recorder status --json | grep -o '"length_seconds": *[0-9]*' | grep -o '[0-9]*$')
press 1.5
extended() { [ "$(peace recorder status --json | grep -o '"length_seconds": *[0-9]*' | grep -o '[0-9]*$')" -gt "${before:-0}" ]; }
await 10 extended && measured long_extends yes
press 0.2
stopped() { beat && [ "$STATE" != recording ]; }
await 15 stopped && measured pressed_stops yes
systemctl stop recorder
all_dark() { ! lit 12 && ! lit 13 && ! lit 17 && ! lit 19 && ! lit 27; }
await 10 all_dark && measured off_when_stopped yes
# A chip that does not exist.
sed -i 's/chip: panel/chip: nosuch/' /etc/peace/peace.yaml
systemctl start recorder
reported() { peace status --json | grep -q 'no GPIO chip is called nosuch'; }
await 60 reported && measured missing_reported yes
await 60 state ready && peace recorder start 1 >/dev/null && await 20 state recording && measured records_without yes
GUEST
    if [ "${sim:-}" = missing ]; then
        not_run "the kernel of this guest has no gpio-sim"
        return 0
    fi
    expect_is "ready: green" yes "${ready_green:-}"
    expect_is "a press starts a recording" yes "${pressed_starts:-}"
    expect_is "recording: green blinks" yes "${recording_blinks:-}"
    expect_is "a long press extends it" yes "${long_extends:-}"
    expect_is "a press stops it" yes "${pressed_stops:-}"
    expect_is "stopped: all lights are off" yes "${off_when_stopped:-}"
    expect_is "a chip that is missing is reported" yes "${missing_reported:-}"
    expect_is "and it records" yes "${records_without:-}"
}
