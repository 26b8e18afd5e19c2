// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;

/** The heartbeat file, as it is. */
final class HeartbeatEvidence implements EvidenceSource {

    private static final int MAX_BYTES = 64 * 1024;

    @Override
    public String fileName() {
        return "heartbeat.txt";
    }

    @Override
    public boolean appliesTo(IncidentContext incident) {
        return incident.heartbeatFile().isPresent();
    }

    @Override
    public String collect(IncidentContext incident) throws IOException {
        return Tail.read(incident.heartbeatFile().orElseThrow(), MAX_BYTES);
    }
}
