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
 * @param issuedAtMillis when, by the monotonic clock, which is the same for all processes of a boot
 */
record CommandCode(
        String hash,
        RemoteCommand command,
        String incident,
        Optional<String> service,
        String boot,
        long issuedAtMillis,
        boolean used) {

    private static final String HASH = "[0-9a-f]{64}";

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
     * Whether it is surely younger than a limit. Only the monotonic clock of the boot in which it was issued can say that: after a power
     * cut, the wall clock of a device without a battery may stand at any time, also at the one at which the code was issued.
     */
    boolean isYoungerThan(Duration limit, String currentBoot, long nowMillis) {
        long millis = nowMillis - issuedAtMillis;
        return boot.equals(currentBoot) && millis >= 0 && millis <= limit.toMillis();
    }

    CommandCode asUsed() {
        return new CommandCode(hash, command, incident, service, boot, issuedAtMillis, true);
    }

    JsonObject toJson() {
        return Json.object()
                .put("hash", hash)
                .put("command", command.word())
                .put("incident", incident)
                .put("service", service)
                .put("boot", boot)
                .put("monotonic_ms", issuedAtMillis)
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
                json.integer("monotonic_ms").orElse(Long.MAX_VALUE),
                // A code of which nobody knows whether it was used, was.
                json.bool("used").orElse(true));
    }
}
