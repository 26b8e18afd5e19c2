// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Bounded;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * Saves the evidence of an incident in a folder of its own, within {@link #MAX_BYTES}, even when a source or the disk hangs. One
 * incident at a time, whatever the number of services: the threads and processes that it takes are limited. Retains the newest
 * {@link #MAX_INCIDENTS}. Thread-safe.
 */
public final class EvidenceCollector {

    static final int MAX_BYTES = 1_000_000;
    static final int MAX_INCIDENTS = 20;

    /** For all sources together, as they run side by side. */
    private static final Duration SOURCE_TIMEOUT = Duration.ofMillis(1500);

    private static final Duration WRITE_TIMEOUT = Duration.ofMillis(500);

    /** Services that fall silent together wait for each other, but a service must not stay down for its evidence. */
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(8);

    private final Path folder;
    private final List<BoundedSource> sources;
    private final Clock clock;
    private final Bounded disk;
    private final Semaphore oneAtATime = new Semaphore(1, true);

    /** A source that hangs keeps one thread, however many incidents there are. */
    private record BoundedSource(EvidenceSource source, Bounded bounded) {}

    EvidenceCollector(Path folder, List<EvidenceSource> sources, Clock clock) {
        this(
                folder,
                sources,
                clock,
                name -> Thread.ofPlatform().daemon().name(name).factory());
    }

    private EvidenceCollector(
            Path folder, List<EvidenceSource> sources, Clock clock, Function<String, ThreadFactory> threads) {
        this.folder = folder;
        this.clock = clock;
        this.sources = sources.stream()
                .map(source ->
                        new BoundedSource(source, bounded("evidence-" + source.fileName(), SOURCE_TIMEOUT, threads)))
                .toList();
        this.disk = bounded("evidence-write", WRITE_TIMEOUT, threads);
    }

    private static Bounded bounded(String name, Duration limit, Function<String, ThreadFactory> threads) {
        return new Bounded(name, limit, threads.apply(name));
    }

    /** Collects from every source on this machine. */
    public static EvidenceCollector withAllSources(Path folder, Clock clock) {
        return withAllSources(
                folder, clock, name -> Thread.ofPlatform().daemon().name(name).factory());
    }

    /**
     * Collects from every source of this device, in threads of the given kind.
     *
     * @param threads creates the threads of a name; a test's may refuse them
     */
    public static EvidenceCollector withAllSources(Path folder, Clock clock, Function<String, ThreadFactory> threads) {
        Path proc = Path.of("/proc");
        return new EvidenceCollector(
                folder,
                List.of(
                        new HeartbeatEvidence(),
                        new LivenessEvidence(),
                        new LogEvidence(),
                        new OutputEvidence(proc),
                        new ProcessEvidence(proc),
                        new NetworkEvidence(Path.of("/")),
                        new SharedEvidence(new SystemEvidence(proc, Path.of("/sys")), clock),
                        new SharedEvidence(CommandEvidence.kernelLog(), clock),
                        CommandEvidence.journal(),
                        new SharedEvidence(CommandEvidence.throttling(), clock),
                        new SharedEvidence(CommandEvidence.disk(), clock)),
                clock,
                threads);
    }

    /**
     * Collects and saves, within two seconds once the evidence of other incidents is saved. While others wait, only what the restart
     * would destroy. Never throws: evidence must not prevent the
     * action that it is collected for.
     */
    // Whatever is thrown, such as a refused thread, costs the evidence alone.
    @SuppressWarnings("CatchThrowable")
    public Evidence collect(IncidentContext incident) {
        try {
            if (!oneAtATime.tryAcquire(QUEUE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                return none("the evidence of other services is still being saved");
            }
            try {
                return collectNow(incident);
            } finally {
                oneAtATime.release();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return none("interrupted");
        } catch (Throwable thrown) {
            return none(ErrorText.of(thrown));
        }
    }

    /** How many incidents wait for the one whose evidence is being saved; for tests. */
    int waitingIncidents() {
        return oneAtATime.getQueueLength();
    }

    private static Evidence none(String reason) {
        return new Evidence(Optional.empty(), 0, List.of("everything: " + reason));
    }

    private Evidence collectNow(IncidentContext incident) throws InterruptedException {
        Map<String, Bounded.Running<String>> running = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        boolean othersWait = oneAtATime.hasQueuedThreads();
        for (BoundedSource source : sources) {
            if (!source.source().appliesTo(incident)) {
                continue;
            }
            if (othersWait && source.source().outlivesRestart()) {
                missing.add(source.source().fileName() + ": skipped, other services were waiting for a restart");
                continue;
            }
            running.put(
                    source.source().fileName(),
                    source.bounded().start(() -> source.source().collect(incident)));
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        int maxBytesPerSource = MAX_BYTES / (sources.size() + 1);
        for (Map.Entry<String, Bounded.Running<String>> entry : running.entrySet()) {
            String name = entry.getKey();
            switch (entry.getValue().await()) {
                case Bounded.Done<String>(String text) -> files.put(name, tail(text, maxBytesPerSource));
                case Bounded.Failed<String>(Throwable cause) -> missing.add(name + ": " + ErrorText.of(cause));
                case Bounded.Late<String> late ->
                    missing.add(name + ": " + (late.refused() ? "hangs since an earlier incident" : "timed out"));
            }
        }
        return switch (disk.call(() -> write(incident, files, missing))) {
            case Bounded.Done<Evidence>(Evidence written) -> written;
            case Bounded.Failed<Evidence>(Throwable cause) -> none(ErrorText.of(cause));
            case Bounded.Late<Evidence> _ -> none("the disk of " + folder + " does not respond");
        };
    }

    /** The last bytes, which are the most useful ones; never starts within a character. */
    private static byte[] tail(String text, int maxBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return bytes;
        }
        int from = bytes.length - maxBytes;
        while (from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
            from++;
        }
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private Evidence write(IncidentContext incident, Map<String, byte[]> files, List<String> missing)
            throws IOException {
        Files.createDirectories(folder);
        long number = EvidenceFolder.prune(folder, MAX_INCIDENTS - 1);
        String name = new EvidenceName(clock.now(), incident.service(), incident.action(), number).toString();
        byte[] index = index(incident, missing).getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.put("index.json", index);
        long bytes = EvidenceFolder.write(folder, name, all);
        return new Evidence(Optional.of(folder.resolve(name)), bytes, missing);
    }

    private String index(IncidentContext incident, List<String> missing) {
        return Json.object()
                        .put("time", clock.now().toString())
                        .put("service", incident.service())
                        .put("action", incident.action())
                        .put("reason", incident.reason())
                        .put("missing", Json.texts(missing))
                        .build()
                        .toPrettyJson()
                + "\n";
    }
}
