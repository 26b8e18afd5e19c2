// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a layer works. UNKNOWN: it was not tried, or nothing follows from what was seen. */
public enum LayerState {
    UP,
    DOWN,
    UNKNOWN;

    /** As written in JSON: {@code up}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** UNKNOWN for a text of another version. */
    static LayerState parse(Optional<String> word) {
        return Stream.of(values())
                .filter(state -> word.equals(Optional.of(state.word())))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** UP if one is up, otherwise DOWN if one is down. */
    static LayerState best(Stream<LayerState> states) {
        return states.min(Comparator.naturalOrder()).orElse(UNKNOWN);
    }
}
