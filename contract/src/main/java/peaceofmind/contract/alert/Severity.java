package peaceofmind.contract.alert;

import java.util.Locale;
import java.util.Optional;

/** How bad it is, the worst last. */
public enum Severity {
    /** Worth knowing; nobody is woken. */
    INFO,
    /** Will become a problem, or is a small one. */
    WARNING,
    /** The device does not do its work, or nobody can tell. */
    CRITICAL;

    /** As it stands in labels and configurations. */
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
