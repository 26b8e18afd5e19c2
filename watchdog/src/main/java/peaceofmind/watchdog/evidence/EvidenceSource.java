// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;

/** One kind of evidence. Called in a thread of its own, which is abandoned when it takes too long. */
interface EvidenceSource {

    /** The file for its text in the incident's folder. */
    String fileName();

    /** Whether there is such evidence of this incident at all. */
    default boolean appliesTo(IncidentContext incident) {
        return true;
    }

    /** The evidence as text; if it is too long, only its end is saved. */
    String collect(IncidentContext incident) throws IOException, InterruptedException;

    /** Whether the same text can still be read after the restart: it is skipped while other services wait for their evidence. */
    default boolean outlivesRestart() {
        return false;
    }
}
