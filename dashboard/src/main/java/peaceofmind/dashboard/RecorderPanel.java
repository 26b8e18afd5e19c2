// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.dashboard.DashboardConfig.Program;
import peaceofmind.dashboard.LatestBatch.View;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * The state of the recorder, its uploads and videos, and the shipping of metrics and logs, as JSON for the page: of the packaged recorder
 * wherever it is watched, also beside another program; otherwise, what the first program's heartbeat and its database say.
 */
record RecorderPanel(View metrics, DaemonStatus status, Program program) {

    private static final List<String> STATUS_MEMBERS = List.of(
            "state",
            "error",
            "recording_active",
            "file",
            "recording_bytes",
            "left_seconds",
            "length_seconds",
            "cameras",
            "frame_rate",
            "encoder_speed",
            "frames_dropped",
            "audio_level_dbfs",
            "audio_silent_seconds",
            "picture_black_seconds",
            "picture_frozen_seconds",
            "currently_uploading",
            "upload_queue_size",
            "uploads",
            "internet_connected",
            "uptime_seconds",
            "version");

    /** The recorder's own status, or, when it does not respond or is not watched, the last heartbeat that the watchdog has read. */
    JsonObject recorder() {
        Json reachable = program.hasRecorder()
                ? new Json.JsonBool(status.recorder().value().isPresent())
                : Json.JsonNull.NULL;
        Json.ObjectBuilder json = Json.object().put("reachable", reachable);
        Optional<JsonObject> recorderStatus = status.activity(program.recordingService());
        for (String member : STATUS_MEMBERS) {
            json.put(
                    member, recorderStatus.flatMap(object -> object.get(member)).orElse(Json.JsonNull.NULL));
        }
        return json.put("up", JsonNumbers.of(metrics.value("recorder_up")))
                .put("started_at", JsonNumbers.time(metrics.value("recorder_process_start_time_seconds")))
                .build();
    }

    JsonObject uploads() {
        return Json.object()
                .put("success_rate_24h", JsonNumbers.of(metrics.value("recorder_upload_success_rate_24h")))
                .put("success_rate", JsonNumbers.of(metrics.value("recorder_upload_success_rate")))
                .put("recorded_total", JsonNumbers.of(metrics.value("recorder_videos_recorded_total")))
                .put("uploaded_total", JsonNumbers.of(metrics.value("recorder_videos_uploaded_total")))
                .put("failed_total", JsonNumbers.of(metrics.value("recorder_upload_failures_total")))
                .put("last_recording_at", JsonNumbers.time(metrics.value("recorder_last_recording_timestamp_seconds")))
                .put("last_upload_at", JsonNumbers.time(metrics.value("recorder_last_upload_timestamp_seconds")))
                .build();
    }

    /** Number of videos by status. */
    JsonObject videos() {
        Json.ObjectBuilder json = Json.object();
        for (Sample sample : metrics.samples("recorder_videos_total")) {
            json.put(sample.labels().getOrDefault("status", ""), (long) sample.value());
        }
        return json.build();
    }

    /** The metrics of shipping. */
    List<JsonObject> shipping() {
        List<JsonObject> all = new ArrayList<>();
        for (Family family : metrics.families("peace_ship_")) {
            for (Sample sample : family.samples()) {
                Json.ObjectBuilder labels = Json.object();
                sample.labels().forEach(labels::put);
                all.add(Json.object()
                        .put("name", family.name())
                        .put("help", family.help())
                        .put("labels", labels.build())
                        .put("value", sample.value())
                        .build());
            }
        }
        return all;
    }
}
