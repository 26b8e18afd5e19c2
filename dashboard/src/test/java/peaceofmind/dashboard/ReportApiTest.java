// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read the report of a month, and what becomes of a month that cannot be reported. */
class ReportApiTest {

    @TempDir
    private Path folder;

    @Test
    void theReportIsBehindTheLogin() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                ServedDashboard served = new ServedDashboard(folder, new LatestBatch(), Optional.empty(), http)) {
            assertThat(served.get("api/v1/report").statusCode()).isEqualTo(401);
            String cookie =
                    served.logIn().headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
            assertThat(served.get("api/v1/report?month=2026-10", "Cookie", cookie)
                            .body())
                    .contains("\"month\":\"2026-10\"", "99.9 %");
            HttpResponse<String> future = served.get("api/v1/report?month=2039-01", "Cookie", cookie);
            assertThat(future.statusCode()).isEqualTo(400);
            assertThat(future.body()).contains("has not started yet");
            assertThat(served.get("api/v1/report?month=2026-01", "Cookie", cookie)
                            .statusCode())
                    .isEqualTo(503);
            assertThat(served.get("report.html").body()).contains("report.js");
        }
    }
}
