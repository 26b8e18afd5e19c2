// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.contract.alert.Severity;
import peaceofmind.testkit.FakeClock;

/** A receiver that asks to be left alone. */
final class RequestedDelayTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> delivered = new ArrayList<>();

    private ChannelSender busyOnceFor(Duration requested) {
        Channel channel = new Channel() {
            private boolean busy = true;

            @Override
            public String name() {
                return "phone";
            }

            @Override
            public void send(Message message) throws SendException {
                if (busy) {
                    busy = false;
                    throw new SendException(Kind.NOT_SENT, "busy", Optional.of(requested));
                }
                delivered.add(message.id());
            }
        };
        ChannelSender sender = new ChannelSender(channel, new Outbox(folder, _ -> {}), 10, clock, _ -> {});
        sender.outbox()
                .put(new Message(
                        "1", "1", Notification.Kind.FIRING, Severity.WARNING, clock.now(), "hot", "text", "", ""));
        sender.sendNext();
        return sender;
    }

    private void after(Duration time, ChannelSender sender) {
        clock.advance(time);
        sender.sendNext();
    }

    @Test
    void getsTheMessageWhenThatTimeIsOver() {
        ChannelSender sender = busyOnceFor(Duration.ofMinutes(10));
        after(Duration.ofMinutes(10).minusSeconds(1), sender);
        assertThat(delivered).isEmpty();
        after(Duration.ofSeconds(1), sender);
        assertThat(delivered).containsExactly("1");
    }

    @Test
    void isNotLeftAloneForMoreThanAnHour() {
        ChannelSender sender = busyOnceFor(Duration.ofDays(1));
        after(Duration.ofHours(1), sender);
        assertThat(delivered).containsExactly("1");
    }

    @Test
    void getsTheMessageNoSoonerThanAnyOther() {
        ChannelSender sender = busyOnceFor(Duration.ofMillis(1));
        after(Duration.ofSeconds(14), sender);
        assertThat(delivered).isEmpty();
        after(Duration.ofSeconds(1), sender);
        assertThat(delivered).containsExactly("1");
    }
}
