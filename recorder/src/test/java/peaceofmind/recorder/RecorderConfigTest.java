// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.recorder.storage.CorruptedCleanUp;

class RecorderConfigTest {

    private final RecorderConfig defaults = RecorderConfig.read(ConfigDocument.empty());

    @Test
    void theFreeSpaceHasDefaultLimits() {
        assertThat(defaults.refuseBelowFree()).isEqualTo(5_000_000_000L);
        assertThat(defaults.warnBelowFree()).isEqualTo(10_000_000_000L);
        assertThat(defaults.stopBelowFree()).isEqualTo(1_000_000_000L);
    }

    @Test
    void aRecordingLastsTenMinutesByDefaultAndTwentyAtMost() {
        assertThat(defaults.lengths().defaultLength()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.lengths().extension()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.lengths().maxLength()).isEqualTo(Duration.ofMinutes(20));
        assertThat(defaults.autoStart()).isFalse();
    }

    @Test
    void uploadedVideosAreKeptForAWeekByDefaultAndTwentyAtMost() {
        assertThat(defaults.retentionAge()).isEqualTo(Duration.ofDays(7));
        assertThat(defaults.retentionCount()).isEqualTo(20);
        assertThat(defaults.storage()).isEqualTo(Path.of("/var/lib/recorder"));
    }

    @Test
    void videosThatCannotBePlayedAreKeptForAMonthAndFitASmallCard() {
        assertThat(defaults.corruptedRetention())
                .isEqualTo(new CorruptedCleanUp.Retention(Duration.ofDays(30), 1_000_000_000L));
    }

    @Test
    void aFailedUploadIsRetriedTwiceByDefaultAfterFiveMinutes() {
        assertThat(defaults.uploadRetries()).isEqualTo(2);
        assertThat(defaults.uploadRetryAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.uploadFolder()).isEmpty();
    }

    @Test
    void theNetworkIsCheckedAtTwoAddressesByDefault() {
        assertThat(defaults.networkChecks())
                .containsExactly(
                        InetSocketAddress.createUnresolved("1.1.1.1", 443),
                        InetSocketAddress.createUnresolved("8.8.8.8", 443));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refuse_below_free: 11GB",
                "stop_below_free: 6GB",
                "longest: 9m",
                "network: {check: [1.1.1.1]}",
                "network: {check: ['1.1.1.1:65536']}",
                "source: nothing",
                "audio: 'on'",
                "camera: {format: jpg}",
                "camera: {size: 720p}",
            })
    void anInvalidValueIsReportedWithItsKey(String line) throws Exception {
        ConfigDocument document = ConfigDocument.parse("peace.yaml", "recorder:\n  " + line + "\n");
        RecorderConfig.read(document);
        String key = line.replaceAll("(network|camera): .(\\w+): .*", "$2").replaceAll(": .*", "");
        assertThatThrownBy(() -> document.check(Set.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key.equals("stop_below_free") ? "refuse_below_free" : key);
    }
}
