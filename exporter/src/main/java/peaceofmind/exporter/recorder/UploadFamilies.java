// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** The targets of uploads and the uploads that run, as far as the heartbeat has them in {@code uploads}. */
final class UploadFamilies {

    /** Another program can write anything into its heartbeat. */
    private static final int MAX_TARGETS = 20;

    private static final Predicate<String> IS_NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}").asMatchPredicate();

    private record Gauge(String name, String help, Function<JsonObject, Optional<Double>> value) {}

    private static final List<Gauge> GAUGES = List.of(
            new Gauge(
                    "recorder_upload_targets_up",
                    "Whether one of the targets of uploads can be used.",
                    upload -> upload.bool("up").map(up -> up ? 1.0 : 0.0)),
            new Gauge(
                    "recorder_upload_waits_until_timestamp_seconds",
                    "Until when a target takes no more, such as the reset of its quota; absent when it does.",
                    upload -> upload.text("waits_until").flatMap(UploadFamilies::seconds)),
            new Gauge(
                    "recorder_upload_login_expiry_timestamp_seconds",
                    "When the login to a target of uploads expires; absent when that is not known.",
                    upload -> upload.text("login_expires_at").flatMap(UploadFamilies::seconds)),
            new Gauge(
                    "recorder_upload_sent_bytes",
                    "How much of the video being uploaded has been sent.",
                    upload -> upload.number("sent_bytes")),
            new Gauge(
                    "recorder_upload_size_bytes",
                    "Size of the video being uploaded.",
                    upload -> upload.number("total_bytes")),
            new Gauge(
                    "recorder_upload_bytes_per_second",
                    "Speed of the running upload in about the last 10 s.",
                    upload -> upload.number("bytes_per_second")),
            new Gauge(
                    "recorder_upload_left_seconds",
                    "Time left of the running upload at its current speed.",
                    upload -> upload.number("left_seconds")));

    private UploadFamilies() {}

    static List<Family> of(JsonObject heartbeat) {
        Map<String, JsonObject> uploads = new LinkedHashMap<>();
        heartbeat.items("uploads").stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .limit(MAX_TARGETS)
                .forEach(upload ->
                        upload.text("target").filter(IS_NAME).ifPresent(name -> uploads.putIfAbsent(name, upload)));
        List<Family> out = new ArrayList<>();
        heartbeat
                .bool("upload_target_up")
                .ifPresent(up -> out.add(Family.gauge(
                        "recorder_upload_target_up",
                        "Whether every target of uploads can be used; absent without one.",
                        up ? 1 : 0)));
        for (Gauge gauge : GAUGES) {
            List<Sample> samples = new ArrayList<>();
            uploads.forEach((target, upload) -> gauge.value()
                    .apply(upload)
                    .filter(Double::isFinite)
                    .ifPresent(value -> samples.add(new Sample(Map.of("target", target), value))));
            if (!samples.isEmpty()) {
                out.add(new Family(gauge.name(), Family.Type.GAUGE, gauge.help(), samples));
            }
        }
        return out;
    }

    private static Optional<Double> seconds(String time) {
        try {
            return Optional.of((double) Instant.parse(time).getEpochSecond());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
