// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Severity;

/** The monthly report as a message: of a month with a hundred outages of a minute each. */
final class ReportMessageTest {

    @TempDir
    private Path folder;

    @Test
    void textAndHtmlHaveTheFigures() {
        Message message = ReportMessages.october("https://gym.example:9102/");
        assertThat(message.kind()).isEqualTo(Notification.Kind.REPORT);
        assertThat(message.severity()).isEqualTo(Severity.INFO);
        assertThat(message.subject()).isEqualTo("📊 gym-north: October 2026");
        // 6,000 s of 744 h.
        assertThat(message.text())
                .contains(
                        "Availability          99.775 %",
                        "Down                  100 min in 100 outages",
                        "median 60 s, worst 60 s",
                        "2026-10-01 07:00  recorder: Froze, recovered on its own (60 s)",
                        "and 70 more: peace incidents",
                        "There is no history of this month",
                        "Dashboard: https://gym.example:9102/");
        assertThat(message.html()).contains("99.775 %", "100 min in 100 outages", "and 70 more");
    }

    @Test
    void itIsQueuedLikeAnyOtherMessage() throws Exception {
        Message message = ReportMessages.october("");
        Outbox outbox = new Outbox(folder.resolve("outbox"), _ -> {});
        outbox.put(message);
        assertThat(new Outbox(folder.resolve("outbox"), _ -> {}).waiting()).containsExactly(message);
        assertThat(Files.exists(folder.resolve("outbox").resolve(message.id() + ".json")))
                .isTrue();
    }
}
