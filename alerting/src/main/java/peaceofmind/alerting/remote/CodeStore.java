// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * The codes of one channel's buttons, how many were used within the hour, and how far its commands were read; on disk, the codes as hashes.
 * What was used is on the disk before it is executed. Commands that are refused write nothing: a flood of them wears out no card.
 * Thread-safe.
 */
final class CodeStore {

    /** How long a button can be used. */
    static final Duration VALIDITY = Duration.ofHours(1);

    /** Beyond it, the oldest are forgotten: those of about 50 messages. */
    static final int MAX_CODES = 200;

    /** Of one incident: a message that is sent again and again, while the network is away, pushes out no others. */
    static final int MAX_CODES_OF_INCIDENT = 24;

    private static final int MAX_BYTES = 500_000;
    private static final int CODE_BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final String boot;
    private final Clock clock;
    private final List<CommandCode> codes = new ArrayList<>();
    private AcceptedCommands accepted;
    private Optional<String> lastId = Optional.empty();
    private Optional<String> rebootRequestedIn = Optional.empty();

    /**
     * Reads the file.
     *
     * @param boot id of the current boot; empty where it is not known: then codes are valid until the process ends
     * @param warn for the log
     */
    CodeStore(Path file, Optional<String> boot, Clock clock, Consumer<String> warn) {
        this.file = file;
        this.boot = boot.orElseGet(CodeStore::newCode);
        this.clock = clock;
        this.accepted = new AcceptedCommands(this.boot, clock);
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            if (text.isPresent()) {
                load(Json.parseObject(text.get()));
            }
        } catch (IOException | JsonException unusable) {
            codes.clear();
            accepted = new AcceptedCommands(this.boot, clock);
            warn.accept("buttons of earlier messages no longer work, cannot read their codes: " + ErrorText.of(unusable)
                    + "; the file was " + StateFile.moveAside(file));
        }
    }

    private void load(JsonObject json) throws JsonException {
        for (Json item : json.items("codes")) {
            if (item instanceof JsonObject code && codes.size() < MAX_CODES) {
                codes.add(CommandCode.parse(code));
            }
        }
        accepted.load(json.items("accepted"));
        lastId = json.text("last_id");
        rebootRequestedIn = json.text("reboot_requested_in");
    }

    private long monotonicMillis() {
        return clock.nanoTime() / 1_000_000;
    }

    private static String newCode() {
        byte[] random = new byte[CODE_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * New codes, one for each command.
     *
     * @param incident id of its first notification
     * @throws IOException when they cannot be saved: then they are not valid
     */
    synchronized List<MessageButton> issue(List<RemoteCommand> commands, String incident, Optional<String> service)
            throws IOException {
        List<MessageButton> buttons = new ArrayList<>();
        List<CommandCode> before = List.copyOf(codes);
        for (RemoteCommand command : commands) {
            String code = newCode();
            codes.add(new CommandCode(
                    CommandCode.hashOf(code), command, incident, service, boot, monotonicMillis(), false));
            buttons.add(new MessageButton(command.label(), code));
        }
        dropOldest(incident);
        try {
            save();
        } catch (IOException failure) {
            codes.clear();
            codes.addAll(before);
            throw failure;
        }
        return buttons;
    }

    private void dropOldest(String incident) {
        List<CommandCode> ofIncident =
                codes.stream().filter(code -> code.incident().equals(incident)).toList();
        codes.removeAll(ofIncident.subList(0, Math.max(0, ofIncident.size() - MAX_CODES_OF_INCIDENT)));
        while (codes.size() > MAX_CODES) {
            codes.removeFirst();
        }
    }

    /** The code as it is stored, also a used or an expired one; empty when it is none of this channel. Takes the same time for each. */
    synchronized Optional<CommandCode> find(String code) {
        String hash = CommandCode.hashOf(code);
        Optional<CommandCode> found = Optional.empty();
        for (CommandCode stored : codes) {
            if (stored.matches(hash)) {
                found = Optional.of(stored);
            }
        }
        return found;
    }

    /** Whether it is older than an hour, or of an earlier boot. */
    boolean isExpired(CommandCode code) {
        return !code.isYoungerThan(VALIDITY, boot, monotonicMillis());
    }

    /** Number of codes that were used within the last hour, also before a restart. */
    synchronized int acceptedWithinHour() {
        return accepted.count();
    }

    /**
     * Marks a code as used, counts it, and marks everything until {@link #received} as read, durably: before it is executed.
     *
     * @throws IOException when that cannot be saved: then it must not be executed
     */
    synchronized void use(CommandCode code) throws IOException {
        codes.replaceAll(stored -> stored.matches(code.hash()) ? stored.asUsed() : stored);
        if (code.command() == RemoteCommand.REBOOT) {
            rebootRequestedIn = Optional.of(boot);
        }
        accepted.add();
        save();
    }

    /** In memory until the next {@link #use}: what was refused may be read again after a restart. */
    synchronized void received(String id) {
        lastId = Optional.of(id);
    }

    synchronized Optional<String> lastId() {
        return lastId;
    }

    /** Whether a reboot was requested in an earlier boot; once. */
    synchronized boolean takeCompletedReboot() throws IOException {
        boolean isCompleted = rebootRequestedIn.filter(in -> !in.equals(boot)).isPresent();
        if (isCompleted) {
            rebootRequestedIn = Optional.empty();
            save();
        }
        return isCompleted;
    }

    private void save() throws IOException {
        Json.ObjectBuilder json = Json.object()
                .put("codes", codes.stream().map(CommandCode::toJson).toList())
                .put("accepted", accepted.toJson());
        lastId.ifPresent(id -> json.put("last_id", id));
        rebootRequestedIn.ifPresent(in -> json.put("reboot_requested_in", in));
        DurableFile.replace(file, json.build().toJson() + "\n", "rw-------");
    }
}
