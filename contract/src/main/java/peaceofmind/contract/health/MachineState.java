// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.Optional;

/**
 * The machine itself.
 *
 * @param celsius the hottest sensor; empty when there is none
 * @param underVoltage whether its firmware reports too low a voltage now
 * @param throttled whether its firmware slows it down now, for whatever reason
 */
public record MachineState(Optional<Double> celsius, boolean underVoltage, boolean throttled) {

    /** The Raspberry Pi slows down from here. */
    static final double HOT_CELSIUS = 80;
}
