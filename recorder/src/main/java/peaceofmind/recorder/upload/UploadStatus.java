// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The state of one target of uploads.
 *
 * @param target its name
 * @param up whether it could be used at the last check or upload; empty before the first one
 * @param problem why it cannot be used, or what the owner has to correct
 * @param waitsUntil the time until which it takes nothing
 * @param loginExpiresAt when somebody has to log in again
 * @param progress of the running upload
 */
public record UploadStatus(
        String target,
        Optional<Boolean> up,
        Optional<String> problem,
        Optional<Instant> waitsUntil,
        Optional<Instant> loginExpiresAt,
        Optional<UploadProgress> progress) {

    /** Texts of servers have no limit. */
    private static final int MAX_PROBLEM_LENGTH = 300;

    /** For the heartbeat; what is unknown is omitted. */
    public JsonObject json() {
        Json.ObjectBuilder json = Json.object().put("target", target);
        up.ifPresent(value -> json.put("up", value));
        problem.ifPresent(text -> json.put("problem", text.substring(0, Math.min(text.length(), MAX_PROBLEM_LENGTH))));
        waitsUntil.ifPresent(time -> json.put("waits_until", time.toString()));
        loginExpiresAt.ifPresent(time -> json.put("login_expires_at", time.toString()));
        progress.ifPresent(upload -> {
            json.put("file", upload.fileName())
                    .put("sent_bytes", upload.sentBytes())
                    .put("total_bytes", upload.totalBytes());
            upload.bytesPerSecond().ifPresent(speed -> json.put("bytes_per_second", speed));
            upload.timeLeft().map(Duration::toSeconds).ifPresent(left -> json.put("left_seconds", left));
        });
        return json.build();
    }
}
