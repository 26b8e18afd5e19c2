// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.Optional;

/**
 * What a source answered, or why it did not.
 *
 * @param value empty: it did not answer
 * @param problem why not, for people; empty when it answered
 */
public record Observed<T>(Optional<T> value, String problem) {

    public static <T> Observed<T> of(T value) {
        return new Observed<>(Optional.of(value), "");
    }

    public static <T> Observed<T> missing(String problem) {
        return new Observed<>(Optional.empty(), problem);
    }
}
