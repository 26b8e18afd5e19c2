// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.util.Locale;

/** Why a received command is not executed. */
enum RefusalReason {
    FOREIGN_SENDER("it came from another chat or user"),
    UNKNOWN_CODE("its code is not one of this device: guessed, of another device, or of a message long ago"),
    USED("its button was used before"),
    EXPIRED("its button was older than an hour, or of the time before a reboot"),
    INCIDENT_OVER("its incident is over"),
    NOT_ALLOWED("it is not allowed any more (remote_commands.allow)"),
    RATE_LIMIT("the limit of commands an hour was reached (remote_commands.max_per_hour)"),
    NOT_SAVED("the device cannot save that it was used, and it could be executed twice"),
    WATCHDOG("the watchdog refused it");

    private final String text;

    RefusalReason(String text) {
        this.text = text;
    }

    /** For people. */
    String text() {
        return text;
    }

    /** As in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
