// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short limit is only used for calls that never return on their own, so a busy machine makes no difference. */
@Timeout(300)
final class BoundedTest {

    private static final Duration PLENTY = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(10);

    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void aCallThatReturnsInTimeIsDone() throws InterruptedException {
        Bounded disk = new Bounded("disk", PLENTY);
        assertThat(disk.call(() -> 7)).isEqualTo(new Bounded.Done<>(7));
        assertThat(disk.call(() -> 8).toOptional()).contains(8);
    }

    @Test
    void aCallThatThrowsHasFailedEvenWithAnError() throws InterruptedException {
        Bounded disk = new Bounded("disk", PLENTY);
        assertThat(disk.call(() -> {
                    throw new IOException("read-only");
                }))
                .isInstanceOfSatisfying(
                        Bounded.Failed.class,
                        failed -> assertThat(failed.cause()).hasMessage("read-only"));
        assertThat(disk.call(() -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(Bounded.Failed.class);
    }

    @Test
    void aHangingCallIsLateAndFurtherCallsAreRefusedUntilItReturns() throws InterruptedException {
        Bounded disk = new Bounded("disk", SHORT);
        AtomicInteger started = new AtomicInteger();
        Bounded.Result<Integer> first = disk.call(() -> {
            started.incrementAndGet();
            release.await();
            return 1;
        });
        assertThat(first).isEqualTo(new Bounded.Late<>("disk", SHORT, false));
        assertThat(disk.call(started::incrementAndGet)).isEqualTo(new Bounded.Late<>("disk", SHORT, true));
        assertThat(started).hasValue(1);
        assertThat(disk.isHanging()).isTrue();

        release.countDown();
        Awaitility.await().atMost(PLENTY).until(() -> !disk.isHanging());
    }

    @Test
    void theReasonNamesTheCallAndTheLimit() {
        assertThat(new Bounded.Late<>("disk", Duration.ofSeconds(2), false).reason())
                .isEqualTo("disk has not finished within 2 s");
        assertThat(new Bounded.Late<>("disk", Duration.ofMillis(400), false).reason())
                .isEqualTo("disk has not finished within 0.4 s");
        assertThat(new Bounded.Late<>("disk", SHORT, true).reason())
                .isEqualTo("disk still hangs from an earlier attempt");
    }

    @Test
    void anInterruptOfTheCallerEndsTheWaitAndTheWork() throws InterruptedException {
        Bounded disk = new Bounded("disk", PLENTY);
        CountDownLatch workInterrupted = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> disk.call(() -> {
                    try {
                        release.await();
                    } catch (InterruptedException expected) {
                        workInterrupted.countDown();
                    }
                    return 1;
                }))
                .isInstanceOf(InterruptedException.class);
        workInterrupted.await();
    }

    @Test
    void aLimitMustBePositive() {
        assertThatThrownBy(() -> new Bounded("disk", Duration.ZERO)).hasMessageContaining("disk");
    }

    @Test
    void severalRunSideBySide() throws InterruptedException {
        CountDownLatch bothRun = new CountDownLatch(2);
        Bounded.Running<Boolean> disk = new Bounded("disk", PLENTY).start(() -> meet(bothRun));
        Bounded.Running<Boolean> camera = new Bounded("camera", PLENTY).start(() -> meet(bothRun));
        assertThat(disk.await()).isEqualTo(new Bounded.Done<>(true));
        assertThat(camera.await()).isEqualTo(new Bounded.Done<>(true));
    }

    private static boolean meet(CountDownLatch others) throws InterruptedException {
        others.countDown();
        return others.await(PLENTY.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aRefusedThreadIsAFailureAndTheNextCallMaySucceed() throws InterruptedException {
        AtomicBoolean refuse = new AtomicBoolean(true);
        Bounded disk = new Bounded("disk", PLENTY, work -> {
            if (refuse.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        });
        assertThat(disk.call(() -> 7)).isInstanceOf(Bounded.Failed.class);
        refuse.set(false);
        assertThat(disk.call(() -> 7)).isEqualTo(new Bounded.Done<>(7));
    }
}
