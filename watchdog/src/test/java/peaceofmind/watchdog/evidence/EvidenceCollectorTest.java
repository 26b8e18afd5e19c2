package peaceofmind.watchdog.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

class EvidenceCollectorTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    private record FakeSource(String fileName, TextSupplier content) implements EvidenceSource {
        interface TextSupplier {
            String get() throws IOException, InterruptedException;
        }

        @Override
        public String collect(IncidentContext incident) throws IOException, InterruptedException {
            return content.get();
        }
    }

    @Test
    void everySourceHasAFileAndTheIndexDescribesTheIncident() throws Exception {
        Evidence evidence = collector(new FakeSource("a.txt", () -> "A"), new FakeSource("b.txt", () -> "B"))
                .collect(incident());
        Path incident = evidence.folder().orElseThrow();
        assertThat(Files.readString(incident.resolve("a.txt"))).isEqualTo("A");
        assertThat(Files.readString(incident.resolve("b.txt"))).isEqualTo("B");
        assertThat(Files.readString(incident.resolve("index.json"))).contains("no heartbeat for 30 s", "\"restart\"");
        assertThat(evidence.missing()).isEmpty();
    }

    @Test
    void aSourceThatHangsOrFailsDoesNotAffectTheOthersAndIsNamed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long startedAt = System.nanoTime();
        Evidence evidence = collector(
                        new FakeSource("hangs.txt", () -> {
                            never.await();
                            return "";
                        }),
                        new FakeSource("fails.txt", () -> {
                            throw new IOException("not permitted");
                        }),
                        new FakeSource("good.txt", () -> "good"))
                .collect(incident());
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofMillis(2500));
        assertThat(evidence.missing()).containsExactly("hangs.txt: timed out", "fails.txt: not permitted");
        assertThat(evidence.folder().orElseThrow().resolve("good.txt")).exists();
        never.countDown();
    }

    @Test
    void anIncidentIsAtMostAMegabyteAndTheEndsOfTextsAreKept() throws Exception {
        String big = "x".repeat(10_000_000) + "the end";
        Evidence evidence = collector(new FakeSource("a.txt", () -> big), new FakeSource("b.txt", () -> big))
                .collect(incident());
        assertThat(evidence.bytes()).isLessThanOrEqualTo(EvidenceCollector.MAX_BYTES);
        assertThat(Files.readString(evidence.folder().orElseThrow().resolve("a.txt")))
                .endsWith("the end");
    }

    @Test
    void onlyTheNewestTwentyIncidentsAreKeptAndNothingElseIsTouched() throws Exception {
        Path foreign = Files.writeString(folder.resolve("notes.txt"), "mine");
        EvidenceCollector collector = collector(new FakeSource("a.txt", () -> "A"));
        for (int n = 0; n < 30; n++) {
            clock.advance(Duration.ofSeconds(1));
            collector.collect(incident());
        }
        try (Stream<Path> remaining = Files.list(folder)) {
            assertThat(remaining.filter(Files::isDirectory)).hasSize(EvidenceCollector.MAX_INCIDENTS);
        }
        assertThat(foreign).exists();
    }

    @Test
    void evidenceSavedAfterAClockStepBackOutlivesOlderEvidence() {
        EvidenceCollector collector = collector(new FakeSource("a.txt", () -> "A"));
        Path oldest = collector.collect(incident()).folder().orElseThrow();
        for (int n = 1; n < EvidenceCollector.MAX_INCIDENTS; n++) {
            clock.advance(Duration.ofSeconds(1));
            collector.collect(incident());
        }
        clock.stepWall(Duration.ofDays(-400));
        Path current = collector.collect(incident()).folder().orElseThrow();
        clock.advance(Duration.ofSeconds(1));
        collector.collect(incident());
        assertThat(current).exists();
        assertThat(oldest).doesNotExist();
    }

    @Test
    void evidenceOfAnEarlierVersionCountsAsOldest() throws Exception {
        Path unnumbered = Files.createDirectory(folder.resolve("2031-01-01T00-00-00.000_recorder_restart"));
        EvidenceCollector collector = collector(new FakeSource("a.txt", () -> "A"));
        Path first = collector.collect(incident()).folder().orElseThrow();
        for (int n = 1; n < EvidenceCollector.MAX_INCIDENTS; n++) {
            clock.advance(Duration.ofSeconds(1));
            collector.collect(incident());
        }
        assertThat(first).exists();
        assertThat(unnumbered).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsReportedWithoutDelay() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        EvidenceCollector collector =
                new EvidenceCollector(file.resolve("below"), List.of(new FakeSource("a.txt", () -> "A")), clock);
        Evidence evidence = collector.collect(incident());
        assertThat(evidence.folder()).isEmpty();
        assertThat(evidence.summary()).startsWith("none (without everything: ");
    }

    @Test
    void aHeartbeatThatIsAFifoIsNotOpened() throws Exception {
        Path fifo = folder.resolve("heartbeat.json");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Evidence evidence = collector(new HeartbeatEvidence()).collect(incident());
        assertThat(evidence.missing()).containsExactly("heartbeat.txt: not a regular file");
    }

    @Test
    void evidenceOfThisProcessHasEverythingTheKernelShows() throws Exception {
        IncidentContext incident = new IncidentContext(
                "recorder",
                "test",
                "restart",
                OptionalLong.of(ProcessHandle.current().pid()),
                folder.resolve("heartbeat.json"),
                List.of(Files.writeString(folder.resolve("service.log"), "last words\n")),
                Optional.empty());
        EvidenceCollector collector = collector(
                new LogEvidence(),
                new ProcessEvidence(Path.of("/proc")),
                new SystemEvidence(Path.of("/proc"), Path.of("/sys")));
        Path saved = collector.collect(incident).folder().orElseThrow();
        assertThat(Files.readString(saved.resolve("logs.txt"))).contains("last words");
        assertThat(Files.readString(saved.resolve("process.txt"))).contains("VmRSS", "== threads", "Finalizer");
        assertThat(Files.readString(saved.resolve("system.txt"))).contains("MemAvailable", "== processes");
    }

    private EvidenceCollector collector(EvidenceSource... sources) {
        return new EvidenceCollector(folder, List.of(sources), clock);
    }

    private IncidentContext incident() {
        return new IncidentContext(
                "recorder",
                "no heartbeat for 30 s",
                "restart",
                OptionalLong.empty(),
                folder.resolve("heartbeat.json"),
                List.of(),
                Optional.empty());
    }
}
