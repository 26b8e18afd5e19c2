// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.util.Locale;
import java.util.Optional;

/** Severity of an alert, in ascending order. */
public enum Severity {
    /** For information; does not need immediate attention. */
    INFO,
    /** A minor problem, or one that will become worse. */
    WARNING,
    /** The device does not do its job, or that is unknown. */
    CRITICAL;

    /** The name in labels and configurations. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Severity> parse(String label) {
        for (Severity severity : values()) {
            if (severity.label().equals(label)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }

    public boolean isAtLeast(Severity other) {
        return compareTo(other) >= 0;
    }
}
