// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.Json;

class UploadLineTest {

    @Test
    void aRunningUploadHasItsProgress() throws Exception {
        assertThat(UploadLine.of(Json.parseObject("""
                        {"target":"youtube","up":true,"file":"a.mp4","sent_bytes":250000000,"total_bytes":1000000000,
                         "bytes_per_second":1500000,"left_seconds":500}""")))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("youtube: 25 % of 1.0 GB, 1.5 MB/s, ")
                        .endsWith(" left"));
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        assertThat(UploadLine.of(Json.parseObject(
                        "{\"target\":\"nas\",\"file\":\"a.mp4\",\"sent_bytes\":0,\"total_bytes\":1000}")))
                .contains("nas: 0 % of 1.0 kB");
        assertThat(UploadLine.of(Json.parseObject("{\"target\":\"nas\",\"up\":true}")))
                .isEmpty();
    }

    @Test
    void aTargetThatWaitsSaysWhyAndUntilWhen() throws Exception {
        assertThat(
                        UploadLine.of(
                                Json.parseObject(
                                        "{\"target\":\"youtube\",\"problem\":\"the quota is used up\",\"waits_until\":\"2026-11-25T08:00:00Z\"}")))
                .contains("youtube: the quota is used up (until 2026-11-25T08:00:00Z)");
    }
}
