// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Maintenance of a group, as silences of Alertmanager (its API version 2): nobody is mailed about the devices of the group, nor about a place
 * of which all devices are in it. Alerts are evaluated and shown as ever.
 */
final class MaintenanceSilences implements AutoCloseable {

    private static final String AUTHOR = "peace fleet serve";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

    private final URI url;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /**
     * A group in maintenance.
     *
     * @param until when it ends
     * @param ids of its silences
     */
    record Maintenance(String group, Instant until, List<String> ids) {}

    MaintenanceSilences(URI url, Clock clock) {
        this.url = url;
        this.clock = clock;
    }

    /** Those that are in force, by group. */
    List<Maintenance> current() throws CommandFailedException {
        Map<String, Maintenance> found = new LinkedHashMap<>();
        String body = send(
                HttpRequest.newBuilder(URI.create(url + "/api/v2/silences")).GET());
        try {
            for (Json item : Json.parseObject("{\"silences\":" + body + "}").items("silences")) {
                if (item instanceof JsonObject silence
                        && silence.text("createdBy").filter(AUTHOR::equals).isPresent()
                        && silence.object("status")
                                .flatMap(status -> status.text("state"))
                                .filter("active"::equals)
                                .isPresent()) {
                    String group = silence.text("comment").orElse("");
                    Instant until = Instant.parse(silence.text("endsAt").orElse(""));
                    List<String> ids = new ArrayList<>(Optional.ofNullable(found.get(group))
                            .map(Maintenance::ids)
                            .orElse(List.of()));
                    ids.add(silence.text("id").orElse(""));
                    found.put(group, new Maintenance(group, until, List.copyOf(ids)));
                }
            }
        } catch (JsonException | DateTimeException malformed) {
            throw failure("does not respond as Alertmanager does");
        }
        return List.copyOf(found.values());
    }

    /** Starts it for the devices of the group, in place of one of the same group. */
    void start(String group, List<FleetDevice> fleet, Duration duration) throws CommandFailedException {
        List<FleetDevice> members =
                fleet.stream().filter(device -> device.device().isOf(group)).toList();
        if (members.isEmpty()) {
            throw new CommandFailedException("no device is in the group or of the customer \"" + group + "\"");
        }
        Instant until = clock.now().plus(duration);
        List<Maintenance> before = current();
        create(group, until, List.of(matcher("instance", alternatives(members), true)));
        for (Map<String, String> site : sites(members, fleet)) {
            List<Json> matchers = new ArrayList<>(List.of(matcher("alertname", "SiteSilent", false)));
            site.forEach((label, value) -> matchers.add(matcher(label, value, false)));
            create(group, until, matchers);
        }
        expire(group, before);
    }

    /** Ends it; nothing happens if the group is in none. */
    void end(String group) throws CommandFailedException {
        expire(group, current());
    }

    private void expire(String group, List<Maintenance> maintenances) throws CommandFailedException {
        for (Maintenance maintenance : maintenances) {
            if (maintenance.group().equals(group)) {
                for (String id : maintenance.ids()) {
                    send(HttpRequest.newBuilder(URI.create(url + "/api/v2/silence/" + id))
                            .DELETE());
                }
            }
        }
    }

    /** Labels of each place of which every device is among the members. */
    private static List<Map<String, String>> sites(List<FleetDevice> members, List<FleetDevice> fleet) {
        return members.stream()
                .map(MaintenanceSilences::site)
                .filter(site -> site.containsKey("location"))
                .distinct()
                .filter(site -> members.containsAll(fleet.stream()
                        .filter(device -> site(device).equals(site))
                        .toList()))
                .toList();
    }

    private static Map<String, String> site(FleetDevice device) {
        Map<String, String> labels = new TreeMap<>();
        device.device().customer().ifPresent(customer -> labels.put("customer", customer));
        device.device().place().ifPresent(place -> labels.put("location", place));
        return labels;
    }

    /** In RE2, only its own characters are escaped. */
    private static String alternatives(List<FleetDevice> devices) {
        return devices.stream()
                .map(device -> device.name().replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0"))
                .collect(Collectors.joining("|"));
    }

    private static JsonObject matcher(String label, String value, boolean isRegex) {
        return Json.object()
                .put("name", label)
                .put("value", value)
                .put("isRegex", isRegex)
                .put("isEqual", true)
                .build();
    }

    private void create(String group, Instant until, List<? extends Json> matchers) throws CommandFailedException {
        String silence = Json.object()
                .put("matchers", matchers)
                .put("startsAt", clock.now().toString())
                .put("endsAt", until.toString())
                .put("createdBy", AUTHOR)
                .put("comment", group)
                .build()
                .toJson();
        send(HttpRequest.newBuilder(URI.create(url + "/api/v2/silences"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(silence)));
    }

    private String send(HttpRequest.Builder request) throws CommandFailedException {
        try {
            HttpResponse<byte[]> response = http.send(
                    request.timeout(TIMEOUT).build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
            String body = new String(response.body(), StandardCharsets.UTF_8);
            if (response.statusCode() != 200) {
                throw failure("refuses (" + response.statusCode() + "): " + body.strip());
            }
            return body;
        } catch (IOException failed) {
            throw failure("does not respond (" + ErrorText.of(failed) + ")");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure("was not waited for: interrupted");
        }
    }

    private CommandFailedException failure(String what) {
        return new CommandFailedException(Objects.toString(url) + " " + what);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
