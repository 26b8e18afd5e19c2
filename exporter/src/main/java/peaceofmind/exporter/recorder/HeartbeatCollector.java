// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.heartbeat.HeartbeatReading.Absent;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.HeartbeatReading.Unreadable;
import peaceofmind.linux.ProcessStat;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * The recorder's heartbeat. {@link #poll} must be called about once a second to notice changes; a scrape uses the last reading and the
 * time since then.
 *
 * <p>It is up while its file changes, whatever stands in it. A heartbeat that can't be read is replaced by the last one that could for as
 * long as a heartbeat may be silent: a writer that is caught half-way is no gap in the series. Then it is reported.
 */
public final class HeartbeatCollector implements Collector {

    private static final List<String> STATES = List.of("booting", "ready", "recording", "processing", "error");

    /**
     * @param heartbeat the current one; the last one that could be read while it can't be for a moment
     * @param ageKnown whether the age counts from a change of the file
     */
    private record TimedReading(
            HeartbeatReading reading, Optional<Heartbeat> heartbeat, boolean ageKnown, long atNanos) {}

    private final HeartbeatReader reader;
    private final Duration staleAfter;
    private final LongSupplier nanoTime;
    private final ProcessTimes processTimes;
    private final CameraGrowth growth;
    private OptionalLong readableAtNanos = OptionalLong.empty();
    private volatile Optional<TimedReading> latest = Optional.empty();

    /** Of the thread that collects. */
    private Optional<Statements> stated = Optional.empty();

    public HeartbeatCollector(
            HeartbeatReader reader, Duration staleAfter, LongSupplier nanoTime, ProcessTimes processTimes) {
        this.reader = reader;
        this.staleAfter = staleAfter;
        this.nanoTime = nanoTime;
        this.processTimes = processTimes;
        this.growth = new CameraGrowth(nanoTime);
    }

    public void poll() {
        HeartbeatReading reading = reader.read();
        long now = nanoTime.getAsLong();
        Optional<Heartbeat> heartbeat = switch (reading) {
            case Present present -> {
                readableAtNanos = OptionalLong.of(now);
                yield Optional.of(present.heartbeat());
            }
            case Absent _ -> Optional.empty();
            case Unreadable unreadable -> unreadable.fault().isRefusal() ? Optional.empty() : lastReadable(now);
        };
        growth.observe(heartbeat);
        latest = Optional.of(new TimedReading(reading, heartbeat, reader.isAgeKnown(), now));
    }

    /** What the last heartbeat says of the recorder's lights and button. For the thread that polls. */
    public Optional<String> panelProblem() {
        return latest.flatMap(TimedReading::heartbeat)
                .flatMap(beat -> beat.json().text("panel_problem"));
    }

    private Optional<Heartbeat> lastReadable(long now) {
        boolean recent = readableAtNanos.isPresent() && now - readableAtNanos.getAsLong() <= staleAfter.toNanos();
        return recent ? reader.lastHeartbeat() : Optional.empty();
    }

    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public Collected collect() throws IOException {
        TimedReading latestReading = latest.orElseThrow(() -> new IOException("the heartbeat has not been read yet"));
        Duration age =
                latestReading.reading().age().plusNanos(Math.max(0, nanoTime.getAsLong() - latestReading.atNanos()));
        boolean fresh = latestReading.ageKnown() && age.compareTo(staleAfter) <= 0;
        if (latestReading.heartbeat().isPresent()) {
            return Collected.of(
                    families(latestReading, latestReading.heartbeat().get(), age, fresh));
        }
        return switch (latestReading.reading()) {
            case Present present -> Collected.of(families(latestReading, present.heartbeat(), age, fresh));
            case Absent _ -> Collected.of(List.of(up(false)));
            case Unreadable refused
            when refused.fault().isRefusal() -> new Collected(List.of(up(false)), Optional.of(refused.message()));
            case Unreadable unreadable ->
                new Collected(List.of(up(fresh), age(age)), Optional.of(unreadable.message()));
        };
    }

    private static Family up(boolean fresh) {
        return Family.gauge("recorder_up", "Whether the recorder's heartbeat exists and is fresh.", fresh ? 1 : 0);
    }

    private static Family age(Duration age) {
        return Family.gauge(
                "recorder_heartbeat_age_seconds",
                "Time since the heartbeat last changed, by the monotonic clock.",
                age.toNanos() / 1e9);
    }

    private List<Family> families(TimedReading reading, Heartbeat heartbeat, Duration age, boolean fresh) {
        if (stated.isEmpty() || !stated.get().reading().equals(reading)) {
            stated = Optional.of(Statements.of(reading, heartbeat, processTimes));
        }
        Statements statements = stated.get();
        List<Family> out = new ArrayList<>();
        out.add(up(fresh));
        out.add(age(age));
        out.addAll(statements.beforeGrowth());
        CameraStatus.family(
                        "recorder_recording_stalled_seconds",
                        Family.Type.GAUGE,
                        "Time since the video being recorded last grew; absent while not recording.",
                        statements.cameras(),
                        growth::stalledSeconds)
                .ifPresent(out::add);
        out.addAll(statements.afterGrowth());
        return out;
    }

    /**
     * What a heartbeat states, which is the same until the next poll, a second later.
     *
     * @param reading of that poll
     */
    private record Statements(
            TimedReading reading, List<CameraStatus> cameras, List<Family> beforeGrowth, List<Family> afterGrowth) {

        static Statements of(TimedReading reading, Heartbeat heartbeat, ProcessTimes processTimes) {
            List<CameraStatus> cameras = CameraStatus.of(heartbeat.json());
            return new Statements(
                    reading, cameras, beforeGrowth(heartbeat, cameras), afterGrowth(heartbeat, cameras, processTimes));
        }

        private static List<Family> beforeGrowth(Heartbeat heartbeat, List<CameraStatus> cameras) {
            List<Family> out = new ArrayList<>();
            out.add(states(heartbeat, cameras));
            heartbeat
                    .recordingActive()
                    .ifPresent(active -> out.add(
                            Family.gauge("recorder_recording_active", "Whether currently recording.", active ? 1 : 0)));
            addIfPresent(
                    out,
                    heartbeat.uploadQueueSize(),
                    Family.Type.GAUGE,
                    "recorder_upload_queue_size",
                    "Upload queue depth.");
            heartbeat
                    .uptimeSeconds()
                    .ifPresent(uptime -> out.add(Family.gauge(
                            "recorder_uptime_seconds",
                            "Uptime according to the heartbeat: the existing recorder resets it at each change of state.",
                            uptime)));
            addIfPresent(
                    out,
                    heartbeat.errorCount(),
                    Family.Type.UNTYPED,
                    "recorder_error_count",
                    "Errors since service start.");
            addIfPresent(
                    out, heartbeat.restartCount(), Family.Type.UNTYPED, "recorder_restart_count", "Service restarts.");
            CameraStatus.family(
                            "recorder_recording_bytes",
                            Family.Type.GAUGE,
                            "Size of the video being recorded.",
                            cameras,
                            CameraStatus::recordingBytes)
                    .ifPresent(out::add);
            return out;
        }

        private static List<Family> afterGrowth(
                Heartbeat heartbeat, List<CameraStatus> cameras, ProcessTimes processTimes) {
            List<Family> out = new ArrayList<>();
            CameraStatus.family(
                            "recorder_camera_up",
                            Family.Type.GAUGE,
                            "Whether the camera, stream or file to record is available.",
                            cameras,
                            CameraStatus::connected)
                    .ifPresent(out::add);
            heartbeat
                    .internetConnected()
                    .ifPresent(connected -> out.add(Family.gauge(
                            "recorder_internet_connected",
                            "Whether the recorder can reach the internet.",
                            connected ? 1 : 0)));
            out.addAll(UploadFamilies.of(heartbeat.json()));
            out.addAll(RecordingFigureFamilies.of(cameras));
            OptionalLong pid = heartbeat.pid();
            if (pid.isPresent()) {
                ProcessStat.read(ProcessTimes.PROC, pid.getAsLong())
                        .flatMap(processTimes::startSeconds)
                        .ifPresent(start -> out.add(Family.gauge(
                                "recorder_process_start_time_seconds",
                                "Start time of the recorder, in seconds since 1970.",
                                start)));
            }
            return out;
        }
    }

    /** Of the recorder, and of each of several cameras: one that fails does not change the recorder's while another records. */
    private static Family states(Heartbeat heartbeat, List<CameraStatus> cameras) {
        List<Sample> samples = new ArrayList<>();
        for (String state : STATES) {
            samples.add(new Sample(Map.of("state", state), state.equals(heartbeat.state()) ? 1 : 0));
        }
        for (CameraStatus camera : cameras) {
            String name = camera.labels().getOrDefault("camera", "");
            for (String state : name.isEmpty() ? List.<String>of() : STATES) {
                boolean current = camera.json().text("state").equals(Optional.of(state));
                samples.add(new Sample(Sample.labels("camera", name, "state", state), current ? 1 : 0));
            }
        }
        return new Family("recorder_state", Family.Type.GAUGE, "Current state (one-hot encoded).", samples);
    }

    private static void addIfPresent(List<Family> out, OptionalLong value, Family.Type type, String name, String help) {
        if (value.isPresent()) {
            out.add(new Family(name, type, help, List.of(new Sample(Map.of(), value.getAsLong()))));
        }
    }
}
