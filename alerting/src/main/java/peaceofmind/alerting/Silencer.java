// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.LocalTimestamp;

/** Decides whether a firing alert is silenced. (Inhibited alerts do not fire in the first place.) */
record Silencer(List<Silence> silences) {

    Silencer {
        silences = List.copyOf(silences);
    }

    /** Who silenced the alert, and until when, as a message; empty when nobody did. */
    Optional<String> silenceReason(Alert alert, Instant at) {
        return silences.stream()
                .filter(silence -> silence.matches(alert.rule().name(), at))
                .map(silence ->
                        "silenced until " + LocalTimestamp.format(silence.until()) + " by " + silence.createdBy())
                .findFirst();
    }
}
