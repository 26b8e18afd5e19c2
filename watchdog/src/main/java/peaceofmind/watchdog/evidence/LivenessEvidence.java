// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import peaceofmind.contract.incident.Incident;

/** What each probe found lately. */
final class LivenessEvidence implements EvidenceSource {

    @Override
    public String fileName() {
        return "liveness.txt";
    }

    @Override
    public boolean appliesTo(IncidentContext incident) {
        return incident.heartbeatFile().isEmpty() && !incident.service().equals(Incident.NETWORK);
    }

    @Override
    public String collect(IncidentContext incident) {
        return incident.probes();
    }
}
