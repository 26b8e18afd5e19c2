// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import peaceofmind.cli.doctor.Finding.CheckStatus;
import peaceofmind.heartbeat.json.Json;

class UploadTargetsCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private static Finding judge(String uploads) throws Exception {
        return UploadTargetsCheck.judge(Json.parseObject("{\"uploads\":[" + uploads + "]}"), NOW);
    }

    @Test
    void aTargetWithAProblemIsReportedWithIt() throws Exception {
        Finding finding = judge("{\"target\":\"nas\",\"up\":true},"
                + "{\"target\":\"youtube\",\"up\":false,\"problem\":\"the login was revoked: peace recorder login\"}");
        assertThat(finding.status()).isEqualTo(CheckStatus.BAD);
        assertThat(finding.message()).isEqualTo("youtube: the login was revoked: peace recorder login");
    }

    @Test
    void aLoginIsReportedThreeDaysBeforeItExpires() throws Exception {
        String login = "{\"target\":\"youtube\",\"up\":true,\"login_expires_at\":\"2026-11-%sT07:00:00Z\"}";
        assertThat(judge(login.formatted("27")).status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(judge(login.formatted("27")).message()).contains("expires at 2026-11-27");
        assertThat(judge(login.formatted("28")).status()).isEqualTo(CheckStatus.GOOD);
    }

    @Test
    void targetsThatWorkAreGood() throws Exception {
        assertThat(judge("{\"target\":\"nas\",\"up\":true},{\"target\":\"waits\"}")
                        .status())
                .isEqualTo(CheckStatus.GOOD);
    }
}
