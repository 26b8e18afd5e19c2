// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class CloseStackTest {

    private final List<String> closed = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @Test
    void closesTheNewestFirstAndOnlyOnce() {
        CloseStack parts = new CloseStack(Duration.ofMinutes(1), warnings::add);
        parts.add("spool", () -> closed.add("spool"));
        parts.add("collector", () -> closed.add("collector"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("collector", "spool");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aPartThatFailsIsReportedAndTheOthersAreClosed() {
        CloseStack parts = new CloseStack(Duration.ofMinutes(1), warnings::add);
        parts.add("spool", () -> closed.add("spool"));
        parts.add("history", () -> {
            throw new IOException("disk is read-only");
        });
        parts.close();
        assertThat(closed).containsExactly("spool");
        assertThat(warnings).containsExactly("history was not closed properly: disk is read-only");
    }

    @Test
    void aPartThatHangsIsReportedAndTheOthersAreClosed() {
        CountDownLatch never = new CountDownLatch(1);
        CloseStack parts = new CloseStack(Duration.ofSeconds(2), warnings::add);
        parts.add("spool", () -> closed.add("spool"));
        parts.add("history", never::await);
        parts.close();
        assertThat(warnings).anyMatch(warning -> warning.equals("closing history has not finished within 2 s"));
        never.countDown();
    }
}
