// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.List;

/**
 * What a check found.
 *
 * @param message for people
 * @param remedy what to do; empty when nothing needs to be done
 * @param fixCommands commands that fix it and are safe to run; empty where a person must decide
 */
record Finding(CheckStatus status, String message, String remedy, List<List<String>> fixCommands) {

    /** Result of a check. */
    enum CheckStatus {
        GOOD("good"),
        /** This device has nothing to check. */
        NOT_APPLICABLE("not_here"),
        UNKNOWN("cannot_tell"),
        ATTENTION("attention"),
        BAD("bad");

        private final String jsonName;

        CheckStatus(String jsonName) {
            this.jsonName = jsonName;
        }

        /** Its name in the output of {@code peace doctor --json}. */
        String jsonName() {
            return jsonName;
        }
    }

    Finding {
        fixCommands = List.copyOf(fixCommands);
    }

    static Finding good(String message) {
        return new Finding(CheckStatus.GOOD, message, "", List.of());
    }

    static Finding notApplicable(String message) {
        return new Finding(CheckStatus.NOT_APPLICABLE, message, "", List.of());
    }

    static Finding unknown(String message, String remedy) {
        return new Finding(CheckStatus.UNKNOWN, message, remedy, List.of());
    }

    static Finding attention(String message, String remedy) {
        return new Finding(CheckStatus.ATTENTION, message, remedy, List.of());
    }

    static Finding bad(String message, String remedy) {
        return new Finding(CheckStatus.BAD, message, remedy, List.of());
    }

    /** The same finding, with commands that fix it. */
    Finding withFix(List<List<String>> commands) {
        return new Finding(status, message, remedy, commands);
    }
}
