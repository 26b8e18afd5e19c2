// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.Locale;

/** How a device, or a part of it, is; worse ones come later. */
public enum HealthLevel {
    /** It does its work, and nothing needs attention. */
    UP(0),
    /** It can't be determined. */
    UNKNOWN(3),
    /** It works, and something needs attention; or it is being put right. */
    DEGRADED(1),
    /** It does not do its work. */
    DOWN(2);

    private final int exitCode;

    HealthLevel(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of {@code peace status}, as monitoring plugins have it. */
    public int exitCode() {
        return exitCode;
    }

    /** As written in JSON: {@code degraded}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isWorseThan(HealthLevel other) {
        return compareTo(other) > 0;
    }
}
