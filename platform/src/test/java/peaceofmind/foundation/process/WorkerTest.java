// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkerTest {

    @Test
    void whateverATaskThrowsIsReportedAndTheNextOneRuns() {
        List<String> errors = new CopyOnWriteArrayList<>();
        List<String> done = new CopyOnWriteArrayList<>();
        try (Worker worker = Worker.start("worker", error -> errors.add(String.valueOf(error.getMessage())))) {
            worker.submit(() -> {
                throw new OutOfMemoryError("unable to create native thread");
            });
            worker.submit(() -> {
                throw new IllegalStateException("a bug");
            });
            worker.submit(() -> done.add("third"));
            await().until(() -> !done.isEmpty());
        }
        assertThat(errors).containsExactly("unable to create native thread", "a bug");
    }

    @Test
    void anErrorOfTheReporterDoesNotEndTheThreadEither() {
        List<String> done = new CopyOnWriteArrayList<>();
        try (Worker worker = Worker.start("worker", _ -> {
            throw new OutOfMemoryError("again");
        })) {
            worker.submit(() -> {
                throw new IllegalStateException("a bug");
            });
            worker.submit(() -> done.add("second"));
            await().until(() -> !done.isEmpty());
        }
    }

    @Test
    void whileATaskHangsOnlyAFewMoreAreAccepted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        try (Worker worker = Worker.start("worker", _ -> {})) {
            worker.submit(() -> {
                started.countDown();
                hanging.await();
            });
            started.await();
            for (int n = 0; n < Worker.MAX_PENDING_TASKS; n++) {
                assertThat(worker.submit(() -> {})).isTrue();
            }
            assertThat(worker.submit(() -> {})).isFalse();
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void closingInterruptsTheTaskThatRunsAndRunsNoOther() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        List<String> done = new CopyOnWriteArrayList<>();
        Worker worker = Worker.start("worker", _ -> {});
        worker.submit(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        });
        worker.submit(() -> done.add("second"));
        started.await();
        worker.close();
        interrupted.await();
        assertThat(done).isEmpty();
    }
}
