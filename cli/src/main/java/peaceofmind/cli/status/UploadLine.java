// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What one target of uploads does, or why it does nothing, on a line. */
final class UploadLine {

    private static final int MAX_PERCENT = 100;

    private UploadLine() {}

    /** Empty when there is nothing to say: it works, and nothing is being uploaded. */
    static Optional<String> of(JsonObject upload) {
        String target = upload.text("target").orElse("?");
        long total = upload.integer("total_bytes").orElse(0L);
        if (upload.text("file").isPresent() && total > 0) {
            long sent = upload.integer("sent_bytes").orElse(0L);
            String speed = upload.integer("bytes_per_second")
                    .map(bytes -> ", " + HumanFormat.bytes(bytes) + "/s")
                    .orElse("");
            String left = upload.integer("left_seconds")
                    .map(seconds -> ", " + HumanFormat.duration(Duration.ofSeconds(seconds)) + " left")
                    .orElse("");
            return Optional.of(
                    target + ": " + MAX_PERCENT * sent / total + " % of " + HumanFormat.bytes(total) + speed + left);
        }
        return upload.text("problem")
                .map(problem -> target + ": " + problem
                        + upload.text("waits_until")
                                .map(time -> " (until " + time + ")")
                                .orElse(""));
    }
}
