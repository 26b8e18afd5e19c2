// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RequestThreadsTest {

    private static final int SLOW_CLIENTS = 200;

    @Test
    void slowClientsDoNotUseUpTheThreadsOfTheOthers() throws InterruptedException {
        try (RequestThreads threads = new RequestThreads("test-")) {
            CountDownLatch allRun = new CountDownLatch(SLOW_CLIENTS);
            CountDownLatch release = new CountDownLatch(1);
            List<Boolean> virtual = new CopyOnWriteArrayList<>();
            for (int client = 0; client < SLOW_CLIENTS; client++) {
                threads.execute(() -> {
                    virtual.add(Thread.currentThread().isVirtual());
                    allRun.countDown();
                    awaitQuietly(release);
                });
            }
            assertThat(allRun.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(virtual).filteredOn(isVirtual -> !isVirtual).hasSize(2);
            release.countDown();
        }
    }

    @Test
    void closingInterruptsWhatRuns() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(3);
        try (RequestThreads threads = new RequestThreads("test-")) {
            for (int client = 0; client < 3; client++) {
                threads.execute(() -> {
                    started.countDown();
                    if (!awaitQuietly(new CountDownLatch(1))) {
                        interrupted.countDown();
                    }
                });
            }
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** False when it was interrupted. */
    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException closed) {
            return false;
        }
    }
}
