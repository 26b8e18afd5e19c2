// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageLimitsTest {

    @ParameterizedTest
    @CsvSource({
        "256000000000, 5GB, 10GB, 1GB",
        "50000000000, 5GB, 10GB, 1GB",
        "31300000000, 3100MB, 6200MB, 600MB",
        "15500000000, 1500MB, 3100MB, 300MB",
        "7800000000, 700MB, 1500MB, 100MB",
        "0, 5GB, 10GB, 1GB",
    })
    void aSmallCardHasLimitsThatLeaveRoomForVideos(long disk, String refuse, String warn, String stop)
            throws ConfigException {
        assertThat(StorageLimits.defaults(document("{}"), _ -> disk)).isEqualTo(new StorageLimits(refuse, warn, stop));
    }

    @Test
    void onceOneIsConfiguredTheOthersAreThoseOfALargeDisk() throws ConfigException {
        for (String key : new String[] {"refuse_below_free", "warn_below_free", "stop_below_free"}) {
            assertThat(StorageLimits.defaults(document("{recorder: {" + key + ": 2GB}}"), _ -> 16_000_000_000L))
                    .as(key)
                    .isEqualTo(StorageLimits.DEFAULT);
        }
    }

    @Test
    void theDiskIsThatOfTheVideos() throws ConfigException {
        assertThat(StorageLimits.defaults(
                        document("{recorder: {storage: /mnt/card}}"),
                        folder -> folder.equals(Path.of("/mnt/card")) ? 16_000_000_000L : 0))
                .isEqualTo(new StorageLimits("1600MB", "3200MB", "300MB"));
        assertThat(StorageLimits.of(document("{recorder: {storage: /nowhere}}")))
                .as("a folder that does not exist yet")
                .isEqualTo(StorageLimits.DEFAULT);
    }

    private static ConfigDocument document(String yaml) throws ConfigException {
        return ConfigDocument.parse("test", yaml);
    }
}
