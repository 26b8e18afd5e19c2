# shellcheck shell=bash disable=SC2154 # figures come from the guest
# an update and a rollback with a power cut at every step: it always finishes with a version that beats
# SPDX-License-Identifier: Apache-2.0
scenario() {
    # shellcheck source=e2e/scenarios/31-update.sh
    . "$here/scenarios/31-update.sh"
    update_setup || return 1
    local step
    for step in fetch hold switch restart watch release; do
        update_cut $step 2 || return 1
        update_reset
    done
    # Version 3 never beats: these are the steps of the rollback.
    for step in switch_back restart_old release_old; do
        update_cut $step 3 || return 1
        update_reset
    done
}
