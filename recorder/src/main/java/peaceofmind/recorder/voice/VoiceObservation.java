// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.indicator.PanelState;

/**
 * What moments follow from.
 *
 * @param length of the running recording; empty without one
 * @param online empty while unknown
 */
public record VoiceObservation(PanelState state, Optional<Duration> length, Optional<Boolean> online) {

    boolean isRecording() {
        return switch (state) {
            case RECORDING, ENDS_IN_120, ENDS_IN_60, ENDS_IN_30 -> true;
            case BOOTING, READY, PROCESSING, ERROR -> false;
        };
    }

    /** The moment between two observations, the most important one if there are several; empty if nothing has happened. */
    Optional<Moment> since(VoiceObservation before) {
        if (state != before.state()) {
            Optional<Moment> change = changeOfState(before);
            if (change.isPresent()) {
                return change;
            }
        }
        if (isRecording() && before.isRecording() && isLongerThan(before)) {
            return Optional.of(Moment.RECORDING_EXTENDED);
        }
        return changeOfNetwork(before);
    }

    private Optional<Moment> changeOfState(VoiceObservation before) {
        if (state == PanelState.ERROR) {
            return Optional.of(Moment.SYSTEM_ERROR);
        } else if (isRecording() && !before.isRecording()) {
            return Optional.of(Moment.RECORDING_START);
        } else if (before.isRecording() && !isRecording()) {
            return Optional.of(Moment.RECORDING_STOP);
        } else if (before.state() == PanelState.ERROR) {
            return Optional.of(Moment.ERROR_RECOVERED);
        } else if (before.state() == PanelState.BOOTING) {
            return Optional.of(Moment.SYSTEM_READY);
        }
        return state == PanelState.ENDS_IN_60 && !isLongerThan(before) && before.state() != PanelState.ENDS_IN_30
                ? Optional.of(Moment.ONE_MINUTE_WARNING)
                : Optional.empty();
    }

    private boolean isLongerThan(VoiceObservation before) {
        return length.isPresent()
                && before.length().isPresent()
                && length.get().compareTo(before.length().get()) > 0;
    }

    private Optional<Moment> changeOfNetwork(VoiceObservation before) {
        if (online.isEmpty() || before.online().isEmpty() || online.equals(before.online())) {
            return Optional.empty();
        }
        return Optional.of(online.get() ? Moment.NETWORK_RESTORED : Moment.NETWORK_DISCONNECTED);
    }
}
