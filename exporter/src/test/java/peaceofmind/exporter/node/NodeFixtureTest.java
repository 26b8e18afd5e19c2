// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.CollectorSet;

/** A file that cannot be read or parsed has no series, and does not affect the others. */
class NodeFixtureTest {

    @TempDir
    private Path folder;

    @Test
    void onAnEmptyMachineOnlyRequiredFilesAreErrors() {
        List<Family> families = MachineFixture.empty(folder).collect(List.of());
        assertThat(failed(families))
                .containsExactlyInAnyOrder(
                        "cpu",
                        "stat",
                        "meminfo",
                        "loadavg",
                        "vmstat",
                        "filefd",
                        "diskstats",
                        "sockstat",
                        "os",
                        "filesystem",
                        "clock",
                        "netdev",
                        "netclass",
                        "diskinfo");
        assertThat(values(families, "node_uname_info")).containsExactly(1.0);
    }

    /** Files can be truncated anywhere: series may be missing, but there are none with other names. */
    @Test
    void truncatedFilesNeverYieldWrongSeries() throws IOException {
        List<String> complete = MachineFixture.of("pi5", folder.resolve("complete")).collect(List.of()).stream()
                .map(Family::name)
                .toList();
        for (int percent : List.of(0, 10, 50, 90)) {
            Path root = folder.resolve("cut-" + percent);
            MachineFixture fixture = MachineFixture.of("pi5", root);
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] content = Files.readAllBytes(file);
                    Files.write(file, Arrays.copyOf(content, content.length * percent / 100));
                }
            }
            List<Family> families = fixture.collect(List.of());
            assertThat(families.stream().map(Family::name)).isSubsetOf(complete);
            assertThat(families)
                    .flatExtracting(Family::samples)
                    .extracting(Sample::value)
                    .noneMatch(value -> Double.isNaN(value) || Double.isInfinite(value));
        }
    }

    @Test
    void noFamilyNameIsUsedTwice() throws IOException {
        for (String machine : List.of("pi5", "pi3", "pc")) {
            assertThat(MachineFixture.of(machine, folder.resolve(machine)).collect(List.of()))
                    .extracting(Family::name)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aHangingMountDoesNotAffectTheOthers() throws Exception {
        CountDownLatch serverIsBack = new CountDownLatch(1);
        CollectorSet set = MachineFixture.of("pi5", folder).collectorSet(List.of(), mountPoint -> {
            if (mountPoint.equals("/mnt/dead")) {
                await(serverIsBack);
            }
            return new FileSystemSpace(10, 5, 4, 3, 2);
        });
        for (int scrape = 0; scrape < 3; scrape++) {
            List<Family> families = set.collect();
            assertThat(values(families, "node_filesystem_size_bytes")).hasSize(4);
            assertThat(errors(families)).containsExactly("/mnt/dead");
        }
        serverIsBack.countDown();
        for (int scrape = 0; scrape < 1_000 && !errors(set.collect()).isEmpty(); scrape++) {
            Thread.onSpinWait();
        }
        assertThat(errors(set.collect()))
                .as("once it responds it is reported again")
                .isEmpty();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static List<String> errors(List<Family> families) {
        return labels(families, "node_filesystem_device_error", "mountpoint", sample -> sample.value() == 1);
    }

    private static List<String> failed(List<Family> families) {
        return labels(families, "node_scrape_collector_success", "collector", sample -> sample.value() == 0);
    }

    private static List<String> labels(List<Family> families, String name, String label, Predicate<Sample> filter) {
        return families.stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .filter(filter)
                .map(sample -> String.valueOf(sample.labels().get(label)))
                .toList();
    }

    private static List<Double> values(List<Family> families, String name) {
        return families.stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .map(Sample::value)
                .toList();
    }
}
