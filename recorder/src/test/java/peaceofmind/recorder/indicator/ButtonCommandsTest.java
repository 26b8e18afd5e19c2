// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.service.Command;
import peaceofmind.recorder.service.CommandReply;
import peaceofmind.testkit.FakeClock;

class ButtonCommandsTest {

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final Log log = Log.to(new PrintStream(logged, true, StandardCharsets.UTF_8), new FakeClock());
    private final List<Command> executed = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "ready, SHORT, Start",
        "processing, SHORT, Start",
        "recording, SHORT, Stop",
        "recording, LONG, Extend",
        "error, SHORT, Recover",
        "error, LONG, Recover",
        "ready, LONG, -",
        "processing, LONG, -",
        "booting, SHORT, -",
        "'', SHORT, -"
    })
    void aPressMeansWhatTheStateNeeds(String state, ButtonPress press, String command) {
        assertThat(ButtonCommands.command(state, press)
                        .map(found -> found.getClass().getSimpleName())
                        .orElse("-"))
                .isEqualTo(command);
    }

    @Test
    void theReplyIsLogged() {
        commands("recording", new CountDownLatch(0)).accept(ButtonPress.LONG);
        await().until(() -> log().contains("button, long press: done"));
        assertThat(executed).containsExactly(new Command.Extend());
    }

    @Test
    void aPressThatMeansNothingIsLogged() {
        commands("booting", new CountDownLatch(0)).accept(ButtonPress.SHORT);
        assertThat(log()).contains("nothing to do for a short press in state booting");
        assertThat(executed).isEmpty();
    }

    @Test
    void whoeverPlaysWithTheButtonFillsNoQueue() {
        CountDownLatch released = new CountDownLatch(1);
        ButtonCommands commands = commands("ready", released);
        for (int press = 0; press < 50; press++) {
            commands.accept(ButtonPress.SHORT);
        }
        await().until(() -> executed.size() == 4);
        released.countDown();
        await().until(() -> log().lines().count() == 4);
        commands.accept(ButtonPress.SHORT);
        await().until(() -> executed.size() == 5);
    }

    private ButtonCommands commands(String state, CountDownLatch released) {
        return new ButtonCommands(
                command -> {
                    executed.add(command);
                    try {
                        released.await();
                    } catch (InterruptedException closing) {
                        Thread.currentThread().interrupt();
                    }
                    return new CommandReply(true, "done");
                },
                () -> Optional.of(state),
                log);
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }
}
