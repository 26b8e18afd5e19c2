# shellcheck shell=bash disable=SC2154 # figures come from the guest
# an update with a power cut at every step, forth and back: it always ends with a version that beats
scenario() {
    # shellcheck source=e2e/scenarios/31-update.sh
    . "$here/scenarios/31-update.sh"
    update_begin || return 1
    local step
    for step in fetch hold switch restart watch release; do
        update_cut $step 2 || return 1
        update_again
    done
    # Version 3 never beats: these are steps of the way back.
    for step in switch_back restart_old release_old; do
        update_cut $step 3 || return 1
        update_again
    done
}
