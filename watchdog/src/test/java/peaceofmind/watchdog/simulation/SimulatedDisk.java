// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.HistoryJson;

/** What survives a power cut: the last saved history and powered-on time. */
final class SimulatedDisk {

    private Optional<String> text = Optional.empty();
    private Optional<History> saved = Optional.empty();
    private Optional<History> tried = Optional.empty();
    private Optional<String> saveError = Optional.empty();
    private boolean readOnly;
    private long poweredOnMillis;

    /** Tried when the history has changed since it was tried last; {@link #saveError} has the result. */
    void save(History history, long poweredOn) {
        if (tried.equals(Optional.of(history))) {
            return;
        }
        tried = Optional.of(history);
        saveError = readOnly ? Optional.of("Read-only file system") : Optional.empty();
        if (readOnly) {
            return;
        }
        saved = tried;
        text = Optional.of(HistoryJson.write(history).toString());
        savePoweredOn(poweredOn);
    }

    void savePoweredOn(long millis) {
        if (!readOnly) {
            poweredOnMillis = millis;
        }
    }

    void setReadOnly(boolean value) {
        readOnly = value;
    }

    Optional<String> saveError() {
        return saveError;
    }

    /** The next watchdog tries its first save. */
    void reopened() {
        tried = Optional.empty();
        saveError = Optional.empty();
    }

    /** Whether what the watchdog knew last was not saved. */
    boolean isBehind() {
        return !saved.equals(tried);
    }

    long poweredOnMillis() {
        return poweredOnMillis;
    }

    int size() {
        return text.map(String::length).orElse(0);
    }

    void install(String bootId) {
        save(History.initial(bootId), 0);
    }

    /** Missing, truncated, or not a history. */
    void damage(int variant) {
        text = switch (variant % 3) {
            case 0 -> Optional.empty();
            case 1 -> text.map(content -> content.substring(0, content.length() / 2));
            default -> text.map(content -> content.replace("\"reboots\"", "\"robots\""));
        };
        saved = Optional.empty();
        tried = Optional.empty();
    }

    /** As the watchdog reads it when it starts. */
    History load(String bootId, long poweredOn) {
        try {
            return text.isEmpty() ? lost(bootId, poweredOn) : HistoryJson.read(Json.parseObject(text.get()));
        } catch (JsonException _) {
            return lost(bootId, poweredOn);
        }
    }

    private static History lost(String bootId, long poweredOn) {
        return History.lost(bootId, Duration.ofMillis(poweredOn));
    }
}
