// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.file.Path;
import peaceofmind.foundation.log.ErrorText;

/** The end of the service's log files. */
final class LogEvidence implements EvidenceSource {

    private static final int MAX_BYTES = 32 * 1024;

    @Override
    public String fileName() {
        return "logs.txt";
    }

    @Override
    public String collect(IncidentContext incident) {
        StringBuilder text = new StringBuilder();
        for (Path file : incident.logFiles()) {
            text.append("== ").append(file).append('\n');
            try {
                text.append(Tail.read(file, MAX_BYTES));
            } catch (IOException unreadable) {
                text.append("(").append(ErrorText.of(unreadable)).append(")");
            }
            text.append('\n');
        }
        return text.toString();
    }
}
