// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import peaceofmind.cli.setup.SetupInterruption.FollowUp;

/** A signal between, before and during what setup writes. */
final class SetupInterruptionTest {

    private final List<String> printed = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final SetupInterruption interruption = new SetupInterruption(() -> "Kept.", printed::add);

    @Test
    void filesThatAreBeingWrittenAreFinishedAndNothingFurtherIsStarted() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        Thread setup = Thread.ofPlatform().daemon().start(() -> setUp(half, rest));
        half.await();
        Thread signal = Thread.ofPlatform().daemon().start(interruption::onSignal);
        await().until(() -> signal.getState() == Thread.State.BLOCKED);
        assertThat(printed).isEmpty();
        rest.countDown();
        signal.join();
        assertThat(printed)
                .singleElement()
                .asString()
                .startsWith(
                        "Interrupted. All files are written. NOT done, or not completely: restart watchdog and agent")
                .contains("; prove that the heartbeat changes")
                .doesNotContain("receivers");
        await().until(() -> setup.getState() == Thread.State.WAITING);
        assertThat(done).containsExactly("files");
        setup.interrupt();
        setup.join();
    }

    private void setUp(CountDownLatch half, CountDownLatch rest) {
        try {
            interruption.write(List.of(FollowUp.RESTART, FollowUp.PROVE), () -> {
                half.countDown();
                rest.await();
                return done.add("files");
            });
            // Lets the signal in, which waits for the lock.
            await().until(() -> !printed.isEmpty());
            interruption.start(FollowUp.RESTART);
            done.add("restarted");
        } catch (Exception inputEnd) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void beforeAnyFileNothingWasChanged() {
        interruption.onSignal();
        assertThat(printed).containsExactly("Interrupted: nothing was changed. Kept.");
    }

    @Test
    void stagesThatAreDoneAreNotNamed() throws Exception {
        interruption.write(List.of(FollowUp.values()), () -> true);
        interruption.start(FollowUp.RESTART);
        interruption.start(FollowUp.TRY);
        interruption.onSignal();
        assertThat(printed)
                .singleElement()
                .asString()
                .contains("try receivers", "prove")
                .doesNotContain("restart watchdog");
    }

    @Test
    void filesThatCouldNotBeWrittenAreNoSuccess() {
        Throwable failure = catchThrowable(() -> interruption.write(List.of(), () -> {
            throw new IOException("No space left on device");
        }));
        assertThat(failure).isInstanceOf(IOException.class);
        interruption.onSignal();
        assertThat(printed)
                .containsExactly("Interrupted, and NOT all files could be written: No space left on device. Kept.");
    }
}
