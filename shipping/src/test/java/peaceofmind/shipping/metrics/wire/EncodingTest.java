// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

final class EncodingTest {

    private static final Series STATE =
            Series.of("recorder_state", Map.of("state", "recording", "instance", "gym-1", "Zone", "salle \u00e9"));

    private static SeriesSample sample(Series series, long time, double value) {
        return new SeriesSample(series, Family.Type.GAUGE, time, SeriesSample.toBits(value));
    }

    @ParameterizedTest
    @EnumSource
    void theOriginalDecoderReadsWhatWasEncoded(RemoteWrite version) throws IOException {
        Series cpu = Series.of("node_cpu_seconds_total", Map.of("cpu", "0", "mode", "idle"));
        List<SeriesSample> samples = List.of(
                sample(STATE, 1_790_000_000_000L, 1),
                new SeriesSample(cpu, Family.Type.COUNTER, 1_790_000_000_000L, SeriesSample.toBits(12.5)),
                sample(STATE, 1_790_000_060_000L, 0),
                new SeriesSample(cpu, Family.Type.COUNTER, 1_790_000_060_000L, SeriesSample.STALE_BITS));
        List<DecodedSample> decoded = DecodedSample.read(
                version.encode(samples), version.headers("peace/1").getOrDefault("Content-Type", ""));
        assertThat(decoded)
                .extracting(DecodedSample::timeMillis)
                .containsExactly(1_790_000_000_000L, 1_790_000_060_000L, 1_790_000_000_000L, 1_790_000_060_000L);
        assertThat(decoded)
                .extracting(DecodedSample::valueBits)
                .containsExactly(SeriesSample.toBits(1), 0L, SeriesSample.toBits(12.5), 0x7ff0000000000002L);
        assertThat(decoded.getFirst().labels())
                .as("sorted by the bytes of the name, including __name__")
                .containsExactly(
                        Map.entry("Zone", "salle \u00e9"),
                        Map.entry("__name__", "recorder_state"),
                        Map.entry("instance", "gym-1"),
                        Map.entry("state", "recording"));
        assertThat(decoded.getLast().type()).isEqualTo(version == RemoteWrite.V2 ? 1 : 0);
    }

    @Test
    void theMetadataHasTheTypesOfTheSpecification() throws IOException {
        List<SeriesSample> samples = Arrays.stream(Family.Type.values())
                .map(type -> new SeriesSample(Series.of(type.name(), Map.of()), type, 1_790_000_000_000L, 0))
                .toList();
        List<DecodedSample> decoded = DecodedSample.read(
                RemoteWrite.V2.encode(samples),
                RemoteWrite.V2.headers("peace/1").getOrDefault("Content-Type", ""));
        assertThat(decoded.stream()
                        .collect(Collectors.toMap(
                                sample -> sample.labels().getOrDefault("__name__", ""), DecodedSample::type)))
                .isEqualTo(Map.of("COUNTER", 1, "GAUGE", 2, "HISTOGRAM", 3, "SUMMARY", 5, "UNTYPED", 0));
    }

    @Test
    void headersAreThoseOfTheSpecification() {
        assertThat(RemoteWrite.V1.headers("peace/1"))
                .containsEntry("X-Prometheus-Remote-Write-Version", "0.1.0")
                .containsEntry("Content-Type", "application/x-protobuf")
                .containsEntry("Content-Encoding", "snappy");
        assertThat(RemoteWrite.V2.headers("peace/1"))
                .containsEntry("X-Prometheus-Remote-Write-Version", "2.0.0")
                .containsEntry("Content-Type", "application/x-protobuf;proto=io.prometheus.write.v2.Request");
    }

    @Test
    void anOrdinaryNaNIsNotAStaleMarker() {
        assertThat(SeriesSample.toBits(Double.longBitsToDouble(SeriesSample.STALE_BITS)))
                .isEqualTo(0x7ff8000000000001L);
    }

    @Test
    void theOriginalSnappyDecompressesEverySizeAndKindOfBytes() throws IOException {
        Random random = new Random(42);
        for (int size :
                new int[] {0, 1, 3, 4, 5, 59, 60, 61, 64, 65, 67, 68, 255, 256, 257, 4096, 65_535, 65_536, 300_000}) {
            for (int kind = 0; kind < 4; kind++) {
                byte[] bytes = bytes(random, size, kind);
                assertThat(org.xerial.snappy.Snappy.uncompress(Snappy.compress(bytes)))
                        .as("%d bytes of kind %d", size, kind)
                        .isEqualTo(bytes);
            }
        }
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = bytes(random, random.nextInt(400), 3);
            assertThat(org.xerial.snappy.Snappy.uncompress(Snappy.compress(bytes)))
                    .as("round %d", round)
                    .isEqualTo(bytes);
        }
    }

    private static byte[] bytes(Random random, int size, int kind) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = switch (kind) {
                case 0 -> 0;
                case 1 -> (byte) random.nextInt();
                case 2 -> (byte) ("node_cpu_seconds_total".charAt(i % 22) + i / 5000);
                default -> (byte) random.nextInt(3);
            };
        }
        return bytes;
    }

    @Test
    void itCompressesAsWellAsTheOriginalSnappy() throws IOException {
        List<SeriesSample> samples = new ArrayList<>();
        for (int n = 0; n < 150; n++) {
            samples.add(sample(
                    Series.of(
                            "node_metric_" + n / 8 + "_bytes",
                            Map.of(
                                    "instance",
                                    "gym-1",
                                    "customer",
                                    "balaruc",
                                    "location",
                                    "gym",
                                    "job",
                                    "node",
                                    "n",
                                    "" + n % 8)),
                    1_790_000_000_000L,
                    n * 1.37));
        }
        byte[] ours = RemoteWrite.V1.encode(samples);
        byte[] plain = org.xerial.snappy.Snappy.uncompress(ours);
        assertThat(ours.length).isLessThan(org.xerial.snappy.Snappy.compress(plain).length * 102 / 100);
        assertThat(new String(plain, StandardCharsets.ISO_8859_1)).contains("node_metric_0_bytes");
    }
}
