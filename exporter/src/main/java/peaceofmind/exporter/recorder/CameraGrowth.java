// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import peaceofmind.heartbeat.Heartbeat;

/** How long the video of each camera has not grown: the growth of one must not hide that another stands still. Thread-safe. */
final class CameraGrowth {

    private final LongSupplier nanoTime;
    private final Map<Map<String, String>, RecordingGrowth> byLabels = new ConcurrentHashMap<>();

    CameraGrowth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param heartbeat the latest; empty when there is none */
    void observe(Optional<Heartbeat> heartbeat) {
        List<CameraStatus> cameras =
                heartbeat.map(beat -> CameraStatus.of(beat.json())).orElse(List.of());
        byLabels.keySet().retainAll(cameras.stream().map(CameraStatus::labels).collect(Collectors.toSet()));
        for (CameraStatus camera : cameras) {
            boolean recording = camera.json().bool("recording_active").orElse(false);
            byLabels.computeIfAbsent(camera.labels(), _ -> new RecordingGrowth(nanoTime))
                    .observe(
                            recording
                                    ? camera.recordingBytes()
                                            .map(bytes -> OptionalLong.of(bytes.longValue()))
                                            .orElse(OptionalLong.empty())
                                    : OptionalLong.empty());
        }
    }

    /** Empty while that camera is not recorded, or the recorder does not report the size. */
    Optional<Double> stalledSeconds(CameraStatus camera) {
        return Optional.ofNullable(byLabels.get(camera.labels())).flatMap(RecordingGrowth::stalledSeconds);
    }
}
