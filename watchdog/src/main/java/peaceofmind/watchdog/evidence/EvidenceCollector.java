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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * Saves the evidence of an incident in a folder of its own, within {@link #COLLECT_TIMEOUT} and {@link #MAX_BYTES}, even when a source
 * or the disk hangs. Retains the newest {@link #MAX_INCIDENTS}.
 */
public final class EvidenceCollector {

    static final Duration COLLECT_TIMEOUT = Duration.ofSeconds(2);
    static final int MAX_BYTES = 1_000_000;
    static final int MAX_INCIDENTS = 20;

    /** The part of the timeout that is reserved for writing. */
    private static final Duration WRITE_RESERVE = Duration.ofMillis(500);

    private final Path folder;
    private final List<EvidenceSource> sources;
    private final Clock clock;

    EvidenceCollector(Path folder, List<EvidenceSource> sources, Clock clock) {
        this.folder = folder;
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    /** Collects from every source on this machine. */
    public static EvidenceCollector withAllSources(Path folder, Clock clock) {
        Path proc = Path.of("/proc");
        return new EvidenceCollector(
                folder,
                List.of(
                        new HeartbeatEvidence(),
                        new LogEvidence(),
                        new ProcessEvidence(proc),
                        new SystemEvidence(proc, Path.of("/sys")),
                        CommandEvidence.kernelLog(),
                        CommandEvidence.journal(),
                        CommandEvidence.throttling(),
                        CommandEvidence.disk()),
                clock);
    }

    /** Collects and saves; never throws, never takes longer than {@link #COLLECT_TIMEOUT}. */
    public Evidence collect(IncidentContext incident) {
        long deadline = System.nanoTime() + COLLECT_TIMEOUT.toNanos();
        Map<String, CompletableFuture<String>> results = new LinkedHashMap<>();
        for (EvidenceSource source : sources) {
            results.put(source.fileName(), start(source, incident));
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        int maxBytesPerSource = MAX_BYTES / (sources.size() + 1);
        results.forEach((name, result) -> await(result, deadline - WRITE_RESERVE.toNanos())
                .ifPresentOrElse(
                        text -> files.put(name, tail(text, maxBytesPerSource)), () -> missing.add(name + ": " + failureReason(result))));
        CompletableFuture<Evidence> written = new CompletableFuture<>();
        // In a thread of its own, since the disk may hang.
        Thread.ofPlatform()
                .daemon()
                .name("evidence-write")
                .start(() -> written.complete(write(incident, files, missing)));
        try {
            return written.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException timedOut) {
            return new Evidence(Optional.empty(), 0, List.of("everything: the disk of " + folder + " does not respond"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Evidence(Optional.empty(), 0, List.of("everything: interrupted"));
        }
    }

    private static CompletableFuture<String> start(EvidenceSource source, IncidentContext incident) {
        CompletableFuture<String> result = new CompletableFuture<>();
        // Not virtual: a thread that hangs in the kernel would block its carrier.
        Thread.ofPlatform().daemon().name("evidence-" + source.fileName()).start(() -> {
            try {
                result.complete(source.collect(incident));
            } catch (IOException | RuntimeException failed) {
                result.completeExceptionally(failed);
            } catch (InterruptedException interrupted) {
                result.completeExceptionally(interrupted);
                Thread.currentThread().interrupt();
            }
        });
        return result;
    }

    private static Optional<String> await(CompletableFuture<String> result, long deadline) {
        try {
            return Optional.of(result.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException none) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String failureReason(CompletableFuture<String> result) {
        if (!result.isCompletedExceptionally()) {
            return "timed out";
        }
        return ErrorText.of(result.exceptionNow());
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

    private Evidence write(IncidentContext incident, Map<String, byte[]> files, List<String> missing) {
        try {
            Files.createDirectories(folder);
            long number = EvidenceFolder.prune(folder, MAX_INCIDENTS - 1);
            String name = new EvidenceName(clock.now(), incident.service(), incident.action(), number).toString();
            byte[] index = index(incident, missing).getBytes(StandardCharsets.UTF_8);
            Map<String, byte[]> all = new LinkedHashMap<>(files);
            all.put("index.json", index);
            long bytes = EvidenceFolder.write(folder, name, all);
            return new Evidence(Optional.of(folder.resolve(name)), bytes, missing);
        } catch (IOException failure) {
            return new Evidence(Optional.empty(), 0, List.of("everything: " + ErrorText.of(failure)));
        }
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
