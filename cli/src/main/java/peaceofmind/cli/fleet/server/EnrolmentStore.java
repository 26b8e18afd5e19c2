// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * One-time codes and logins, as files: {@code codes/HASH} for each code, and {@code logins} in the format of htpasswd, which nginx reads at
 * each request. Several processes change them, one at a time. Neither codes nor tokens are stored, only their hashes; both are random, so a
 * fast hash is enough ({@code SSHA}, RFC 2307).
 */
final class EnrolmentStore {

    /** Unless another one is asked for: long enough to go to the device. */
    static final Duration CODE_LIFETIME = Duration.ofHours(1);

    /** Beyond this a code is from the future. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final String TOKEN = "[A-Za-z0-9_-]{43,200}";
    private static final String PERMISSIONS = "rw-r-----";
    private static final int SALT_BYTES = 16;
    private static final String SCHEME = "{SSHA}";

    /** Of this process; other processes are excluded by a lock on a file. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    private final Path folder;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Changes or reads the files while nobody else does. */
    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }

    EnrolmentStore(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Why a device of that name can have no login; empty if it can. */
    static Optional<String> nameProblem(String device) {
        return InventoryDevice.canBeLogin(device)
                ? Optional.empty()
                : Optional.of("\"" + device + "\" cannot be a login: it contains : or starts with #");
    }

    /** A new code for the device, with the usual lifetime; its earlier ones are invalid from now on. */
    EnrolmentCode issue(InventoryDevice device) throws IOException {
        return issue(device, CODE_LIFETIME);
    }

    /** A new code for the device; its earlier ones are invalid from now on. */
    EnrolmentCode issue(InventoryDevice device, Duration lifetime) throws IOException {
        return locked(() -> {
            deleteCodes(device.name(), true);
            EnrolmentCode code = EnrolmentCode.random(random);
            save(
                    code,
                    Json.object()
                            .put("device", device.name())
                            .put("customer", device.customer().orElse(""))
                            .put("place", device.place().orElse(""))
                            .put("created", clock.now().getEpochSecond())
                            .put("lifetime", lifetime.toSeconds())
                            .build());
            return code;
        });
    }

    /**
     * Exchanges a code for a login. Repeating it with the same token has the same result, since the first response may have been lost
     * on its way.
     *
     * @param token that the device has chosen
     */
    Redemption redeem(EnrolmentCode code, String token) throws IOException {
        if (!token.matches(TOKEN)) {
            return Redemption.Refused.WEAK_TOKEN;
        }
        return locked(() -> {
            Optional<JsonObject> saved = read(file(code));
            if (saved.isEmpty()) {
                return Redemption.Refused.UNKNOWN;
            }
            Instant created =
                    Instant.ofEpochSecond(saved.get().integer("created").orElse(0L));
            if (created.isAfter(clock.now().plus(CLOCK_TOLERANCE))) {
                return Redemption.Refused.CLOCK;
            } else if (!clock.now().isBefore(created.plus(lifetime(saved.get())))) {
                return Redemption.Refused.EXPIRED;
            }
            String tokenHash = EnrolmentCode.sha256(token);
            Optional<String> usedWith = saved.get().text("used_with");
            if (usedWith.isPresent() && !usedWith.get().equals(tokenHash)) {
                return Redemption.Refused.USED;
            }
            Redemption.Enrolled enrolled = new Redemption.Enrolled(
                    saved.get().text("device").orElse(""),
                    saved.get().text("customer").orElse(""),
                    saved.get().text("place").orElse(""));
            // Before the login exists: a code must never work for two, whatever happens between.
            save(
                    code,
                    Json.object()
                            .put("device", enrolled.device())
                            .put("customer", enrolled.customer())
                            .put("place", enrolled.place())
                            .put("created", created.getEpochSecond())
                            .put("lifetime", lifetime(saved.get()).toSeconds())
                            .put("used_with", tokenHash)
                            .build());
            Map<String, String> logins = readLogins();
            logins.put(enrolled.device(), ssha(token));
            saveLogins(logins);
            return enrolled;
        });
    }

    /** Removes the device's login and its codes; whether it had a login. */
    boolean revoke(String device) throws IOException {
        return locked(() -> {
            deleteCodes(device, false);
            Map<String, String> logins = readLogins();
            boolean had = logins.remove(device) != null;
            if (had) {
                saveLogins(logins);
            }
            return had;
        });
    }

    private <T> T locked(Action<T> action) throws IOException {
        LOCK.lock();
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            return action.run();
        } finally {
            LOCK.unlock();
        }
    }

    private Path file(EnrolmentCode code) {
        return folder.resolve("codes").resolve(code.hash());
    }

    private void save(EnrolmentCode code, JsonObject json) throws IOException {
        DurableFile.replace(file(code), json.toJson() + "\n", "rw-rw----");
    }

    /** Of the device, and those that nobody can use any more. */
    private void deleteCodes(String device, boolean alsoExpired) throws IOException {
        try (DirectoryStream<Path> codes = Files.newDirectoryStream(folder.resolve("codes"))) {
            for (Path code : codes) {
                Optional<JsonObject> saved = read(code);
                boolean isExpired = saved.filter(json -> Instant.ofEpochSecond(
                                        json.integer("created").orElse(0L))
                                .plus(lifetime(json))
                                .plus(Duration.ofDays(1))
                                .isAfter(clock.now()))
                        .isEmpty();
                boolean isOfDevice = saved.flatMap(json -> json.text("device"))
                        .filter(device::equals)
                        .isPresent();
                if (isOfDevice || (alsoExpired && isExpired)) {
                    Files.deleteIfExists(code);
                }
            }
        }
    }

    private static Duration lifetime(JsonObject code) {
        return code.integer("lifetime").map(Duration::ofSeconds).orElse(CODE_LIFETIME);
    }

    private static Optional<JsonObject> read(Path file) throws IOException {
        try {
            return Optional.of(Json.parseObject(Files.readString(file)));
        } catch (NoSuchFileException | JsonException unusable) {
            return Optional.empty();
        }
    }

    private Map<String, String> readLogins() throws IOException {
        Map<String, String> logins = new TreeMap<>();
        Path file = folder.resolve("logins");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    logins.put(line.substring(0, colon), line.substring(colon + 1));
                }
            }
        }
        return logins;
    }

    private void saveLogins(Map<String, String> logins) throws IOException {
        StringBuilder text = new StringBuilder();
        logins.forEach(
                (name, hash) -> text.append(name).append(':').append(hash).append('\n'));
        DurableFile.replace(folder.resolve("logins"), text.toString(), PERMISSIONS);
    }

    private String ssha(String token) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(token.getBytes(StandardCharsets.UTF_8));
            byte[] hash = sha1.digest(salt);
            byte[] both = new byte[hash.length + salt.length];
            System.arraycopy(hash, 0, both, 0, hash.length);
            System.arraycopy(salt, 0, both, hash.length, salt.length);
            return SCHEME + Base64.getEncoder().encodeToString(both);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-1", impossible);
        }
    }
}
