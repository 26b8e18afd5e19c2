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
    private long poweredOnMillis;

    void save(History history, long poweredOn) {
        if (saved.isPresent() && saved.get().equals(history)) {
            return;
        }
        saved = Optional.of(history);
        text = Optional.of(HistoryJson.write(history).toString());
        savePoweredOn(poweredOn);
    }

    void savePoweredOn(long millis) {
        poweredOnMillis = millis;
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
