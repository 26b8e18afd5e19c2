// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.shipping.metrics.wire.SeriesSample;
import peaceofmind.testkit.MutationFuzzer;

/** Reads what the agent's own encoder writes. */
class WriteRequestReaderTest {

    @ParameterizedTest
    @EnumSource(RemoteWrite.class)
    void everyDeviceThatARequestSpeaksOfIsFound(RemoteWrite protocol) throws Exception {
        List<SeriesSample> samples = new ArrayList<>();
        for (int index = 0; index < 300; index++) {
            samples.add(sample(Map.of("instance", "gym-1", "zone", "z" + index)));
        }
        samples.add(sample(Map.of("instance", "d\u00e9j\u00e0 \"vu\"", "job", "recorder")));
        assertThat(WriteRequestReader.instances(protocol.encode(samples), isVersion2(protocol)))
                .containsExactly("d\u00e9j\u00e0 \"vu\"", "gym-1");
    }

    @ParameterizedTest
    @EnumSource(RemoteWrite.class)
    void whatADeviceHasScrapedFromOthersIsNotItsOwnWord(RemoteWrite protocol) throws Exception {
        byte[] body = protocol.encode(List.of(
                sample(Map.of("instance", "camera:9100", "peace_scraped", "true")),
                sample(Map.of("instance", "gym-1", "peace_scraped", "")),
                sample(Map.of("job", "recorder"))));
        assertThat(WriteRequestReader.instances(body, isVersion2(protocol))).containsExactly("gym-1");
    }

    @ParameterizedTest
    @EnumSource(RemoteWrite.class)
    void aRequestThatIsCutOffIsDamaged(RemoteWrite protocol) {
        byte[] body = protocol.encode(List.of(sample(Map.of("instance", "gym-1"))));
        assertThatThrownBy(
                        () -> WriteRequestReader.instances(Arrays.copyOf(body, body.length - 1), isVersion2(protocol)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> WriteRequestReader.instances(new byte[0], isVersion2(protocol)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(RemoteWrite.class)
    void aDamagedRequestIsAnErrorOrDevices(RemoteWrite protocol) throws Exception {
        byte[] body = protocol.encode(List.of(
                sample(Map.of("instance", "gym-1", "zone", "a")), sample(Map.of("instance", "gym-1", "zone", "b"))));
        new MutationFuzzer("write request, " + protocol, List.of(body))
                .run(input -> WriteRequestReader.instances(input, isVersion2(protocol)), IOException.class);
    }

    private static SeriesSample sample(Map<String, String> labels) {
        return new SeriesSample(
                Series.of("peace_build_info", labels), Family.Type.GAUGE, 1_700_000_000_000L, SeriesSample.toBits(1));
    }

    private static boolean isVersion2(RemoteWrite protocol) {
        return protocol.headers("test").getOrDefault("Content-Type", "").contains("io.prometheus.write.v2");
    }
}
