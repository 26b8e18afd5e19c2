package peaceofmind.cli.status;

import java.util.Locale;

/** How a device, or one part of it, is; worse ones come later. The exit codes of {@code peace status} are those of monitoring plugins. */
enum HealthLevel {
    HEALTHY(0),
    /** It can't be told. */
    UNKNOWN(3),
    /** It works, and something needs attention. */
    DEGRADED(1),
    /** It does not do its work. */
    DOWN(2);

    private final int exitCode;

    HealthLevel(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
