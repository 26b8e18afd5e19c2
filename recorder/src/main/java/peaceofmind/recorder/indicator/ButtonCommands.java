// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.service.Command;
import peaceofmind.recorder.service.CommandReply;

/** What the button does: a short press starts and stops, a long one extends, and in an error any tries again at once. */
public final class ButtonCommands implements Consumer<ButtonPress> {

    /** More presses than this while replies are awaited are somebody's play, and ignored. */
    private static final int MAX_RUNNING = 4;

    private final Function<Command, CommandReply> commands;
    private final Supplier<Optional<String>> state;
    private final Log log;
    private final AtomicInteger running = new AtomicInteger();

    /**
     * Creates the commands.
     *
     * @param commands executes one, and waits for its reply
     * @param state of the recorder, as in its heartbeat; empty while it is not known
     */
    public ButtonCommands(Function<Command, CommandReply> commands, Supplier<Optional<String>> state, Log log) {
        this.commands = commands;
        this.state = state;
        this.log = log;
    }

    /** Returns at once: a start waits for its first picture, and may be stopped meanwhile. */
    @Override
    public void accept(ButtonPress press) {
        Optional<Command> command = command(state.get().orElse(""), press);
        if (command.isEmpty()) {
            log.info("button: nothing to do for a " + describe(press) + " in state "
                    + state.get().orElse("unknown"));
        } else if (running.incrementAndGet() <= MAX_RUNNING) {
            Thread.ofVirtual().name("button").start(() -> execute(command.get(), press));
        } else {
            running.decrementAndGet();
        }
    }

    private void execute(Command command, ButtonPress press) {
        try {
            log.info("button, " + describe(press) + ": "
                    + commands.apply(command).message());
        } finally {
            running.decrementAndGet();
        }
    }

    private static String describe(ButtonPress press) {
        return switch (press) {
            case SHORT -> "short press";
            case LONG -> "long press";
        };
    }

    static Optional<Command> command(String state, ButtonPress press) {
        if (state.equals("error")) {
            return Optional.of(new Command.Recover());
        }
        return switch (press) {
            case SHORT ->
                switch (state) {
                    case "recording" -> Optional.of(new Command.Stop());
                    case "ready", "processing" -> Optional.of(new Command.Start(Optional.empty()));
                    default -> Optional.empty();
                };
            case LONG -> state.equals("recording") ? Optional.of(new Command.Extend()) : Optional.empty();
        };
    }
}
