// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * A code as it is stored: its hash only, so that whoever reads the file cannot use it. The codes are random and long: no slow hash is needed.
 *
 * @param hash SHA-256, hexadecimal
 * @param incident id of its first notification
 * @param service to restart; empty: the first watched one
 * @param boot id of the boot in which it was issued
 * @param issuedAt when, by both clocks
 */
record CommandCode(
        String hash,
        RemoteCommand command,
        String incident,
        Optional<String> service,
        String boot,
        Times issuedAt,
        boolean used) {

    private static final String HASH = "[0-9a-f]{64}";

    /**
     * A time by both clocks, in milliseconds.
     *
     * @param monotonic since an arbitrary start, which is the same for all processes of a boot
     * @param wall since 1970; wrong by years where the clock is
     */
    record Times(long monotonic, long wall) {}

    static String hashOf(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Compares in constant time. */
    boolean matches(String otherHash) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), otherHash.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Its age. Within a boot by the monotonic clock, which no step of the wall clock changes; after a reboot only the wall clock is left, and
     * an age that cannot be right is more than any limit.
     */
    Duration age(String currentBoot, Times now) {
        long millis = boot.equals(currentBoot) ? now.monotonic - issuedAt.monotonic : now.wall - issuedAt.wall;
        return Duration.ofMillis(millis < 0 ? Long.MAX_VALUE : millis);
    }

    CommandCode asUsed() {
        return new CommandCode(hash, command, incident, service, boot, issuedAt, true);
    }

    JsonObject toJson() {
        return Json.object()
                .put("hash", hash)
                .put("command", command.word())
                .put("incident", incident)
                .put("service", service)
                .put("boot", boot)
                .put("monotonic_ms", issuedAt.monotonic)
                .put("wall_ms", issuedAt.wall)
                .put("used", used)
                .build();
    }

    static CommandCode parse(JsonObject json) throws JsonException {
        return new CommandCode(
                json.text("hash")
                        .filter(text -> text.matches(HASH))
                        .orElseThrow(() -> new JsonException("a code has no hash")),
                json.text("command")
                        .flatMap(RemoteCommand::parse)
                        .orElseThrow(() -> new JsonException("a code has no command")),
                json.text("incident").orElse(""),
                json.text("service"),
                json.text("boot").orElse(""),
                new Times(
                        json.integer("monotonic_ms").orElse(Long.MAX_VALUE),
                        json.integer("wall_ms").orElse(Long.MAX_VALUE)),
                // A code of which nobody knows whether it was used, was.
                json.bool("used").orElse(true));
    }
}
