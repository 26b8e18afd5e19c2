// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;

/** Whether the recorder can use its lights and its button; it reports that in its heartbeat. */
final class LightsCheck implements Check {

    @Override
    public String name() {
        return "lights";
    }

    @Override
    public String rationale() {
        return "the people in front of the device see nothing else";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (!context.hasPackagedRecorder()
                || !context.config().recorder().lights().enabled()) {
            return Finding.notApplicable("no lights are configured (recorder.lights)");
        }
        Path heartbeat = context.machine().path(context.config().recorder().heartbeat());
        HeartbeatReading reading = new HeartbeatReader(heartbeat, Optional.empty(), System::nanoTime).read();
        if (!(reading instanceof HeartbeatReading.Present present)) {
            return Finding.unknown(
                    "the recorder's heartbeat cannot be read, which reports them", "see the check of the heartbeat");
        }
        return present.heartbeat()
                .json()
                .text("panel_problem")
                .map(problem -> Finding.attention(problem, "correct the wiring, or recorder.lights: docs/lights.md"))
                .orElseGet(() -> Finding.good("the recorder reports no problem with lights and button"));
    }
}
