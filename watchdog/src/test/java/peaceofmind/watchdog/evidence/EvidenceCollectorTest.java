// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
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
    void anErrorOfASourceCostsThatSourceAlone() {
        Evidence evidence = collector(
                        new FakeSource("overflows.txt", () -> {
                            throw new StackOverflowError();
                        }),
                        new FakeSource("good.txt", () -> "good"))
                .collect(incident());
        assertThat(evidence.folder()).isPresent();
        assertThat(evidence.missing()).containsExactly("overflows.txt: stack overflow");
    }

    @Test
    void aSourceThatStillHangsIsNotWaitedForAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        EvidenceCollector collector = collector(new FakeSource("hangs.txt", () -> {
            never.await();
            return "";
        }));
        collector.collect(incident());
        assertThat(collector.collect(incident()).missing())
                .containsExactly("hangs.txt: hangs since an earlier incident");
        never.countDown();
    }

    @Test
    void strangeThingsBesideTheIncidentsAreLeftAloneAndCostNothing() throws Exception {
        Path archive = Files.writeString(folder.resolve("2020-01-01T00-00-00.000_recorder_restart-1"), "a file");
        Path huge = Files.createDirectory(folder.resolve("2020-01-01T00-00-00.000_recorder_restart-999999999"));
        Path link = Files.createSymbolicLink(
                folder.resolve("2020-01-01T00-00-00.000_recorder_restart-2"), folder.resolve("nowhere"));
        Path inner = Files.createDirectories(folder.resolve("2020-01-01T00-00-00.000_recorder_restart-3/mine"));
        Files.writeString(inner.resolve("notes.txt"), "mine");
        EvidenceCollector collector = collector(new FakeSource("a.txt", () -> "A"));
        for (int n = 0; n < EvidenceCollector.MAX_INCIDENTS + 5; n++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(collector.collect(incident()).missing()).isEmpty();
        }
        assertThat(archive).exists();
        assertThat(huge).exists();
        assertThat(inner).exists();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all)
                    .as("ours, and the four strange ones")
                    .hasSizeLessThanOrEqualTo(EvidenceCollector.MAX_INCIDENTS + 4);
        }
    }

    @Test
    void whatTheProgramPrintsIsEvidenceWhereverItGoes() throws Exception {
        Path output = folder.resolve("somewhere.txt");
        Process program = new ProcessBuilder("sh", "-c", "echo last words; exec sleep 600")
                .redirectOutput(output.toFile())
                .start();
        try {
            await().until(() -> Files.size(output) > 0);
            IncidentContext incident = new IncidentContext(
                    "recorder",
                    "test",
                    "restart",
                    OptionalLong.of(program.pid()),
                    folder.resolve("heartbeat.json"),
                    List.of(),
                    Optional.empty());
            Path saved = collector(new OutputEvidence(Path.of("/proc")))
                    .collect(incident)
                    .folder()
                    .orElseThrow();
            assertThat(Files.readString(saved.resolve("output.txt"))).contains(output.toString(), "last words");
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void aUnitSaysWhereItsOutputGoes() {
        String unit = """
                [Service]
                StandardOutput=append:/var/log/%N/out.log
                StandardError = file:/srv/%n.err
                #StandardOutput=append:/not/this
                StandardInput=file:/etc/hosts
                """;
        assertThat(OutputEvidence.outputFiles(unit, "my.app.service"))
                .containsExactly(Path.of("/var/log/my.app/out.log"), Path.of("/srv/my.app.service.err"));
    }

    @Test
    void evidenceOfTheMachineIsSharedByIncidentsThatFollowAtOnce() throws Exception {
        AtomicInteger collected = new AtomicInteger();
        SharedEvidence shared =
                new SharedEvidence(new FakeSource("system.txt", () -> "n" + collected.incrementAndGet()), clock);
        assertThat(shared.collect(incident())).isEqualTo("n1");
        clock.advance(Duration.ofSeconds(4));
        assertThat(shared.collect(incident())).isEqualTo("n1");
        clock.advance(Duration.ofSeconds(2));
        assertThat(shared.collect(incident())).isEqualTo("n2");
    }

    @Test
    void evidenceOfTheMachineThatFailsIsNotTriedForEachService() {
        AtomicInteger tried = new AtomicInteger();
        SharedEvidence shared = new SharedEvidence(
                new FakeSource("kernel.txt", () -> {
                    throw new IOException("not permitted " + tried.incrementAndGet());
                }),
                clock);
        assertThatThrownBy(() -> shared.collect(incident())).hasMessage("not permitted 1");
        assertThatThrownBy(() -> shared.collect(incident())).hasMessage("not permitted 1");
    }

    @Test
    void whileOtherServicesWaitOnlyWhatARestartDestroysIsCollected() throws Exception {
        CountDownLatch collecting = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger incidents = new AtomicInteger();
        EvidenceCollector collector = collector(
                new FakeSource("process.txt", () -> {
                    incidents.incrementAndGet();
                    collecting.countDown();
                    gate.await();
                    return "threads";
                }),
                new JournalSource());
        List<FutureTask<Evidence>> collected = new ArrayList<>();
        collected.add(start(collector));
        collecting.await();
        collected.add(start(collector));
        collected.add(start(collector));
        await().until(() -> collector.waitingIncidents() == 2);
        gate.countDown();
        assertThat(collected.get(0).get().missing()).as("nobody waited yet").doesNotContain(JournalSource.SKIPPED);
        List<List<String>> others =
                List.of(collected.get(1).get().missing(), collected.get(2).get().missing());
        assertThat(others)
                .as("one had another behind it, one was last")
                .containsOnlyOnce(List.of(JournalSource.SKIPPED));
        assertThat(incidents).hasValue(3);
    }

    /** What can be read after a restart too. */
    private record JournalSource() implements EvidenceSource {
        static final String SKIPPED = "journal.txt: skipped, other services were waiting for a restart";

        @Override
        public String fileName() {
            return "journal.txt";
        }

        @Override
        public String collect(IncidentContext incident) {
            return "lines";
        }

        @Override
        public boolean outlivesRestart() {
            return true;
        }
    }

    private FutureTask<Evidence> start(EvidenceCollector collector) {
        FutureTask<Evidence> task = new FutureTask<>(() -> collector.collect(incident()));
        Thread.ofPlatform().daemon().start(task);
        return task;
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
