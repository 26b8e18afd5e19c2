// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.log.ErrorText;

/**
 * What a signal does to setup: Ctrl-C, SIGTERM, or the SIGHUP of a connection that was lost. Files that belong together are all written, or none
 * of them; nothing further is started; and the last sentence says what was done. The JVM has restored the terminal's echo by then, and exits
 * with 128 plus the signal's number.
 */
final class SetupInterruption {

    /** What setup does after the files are written, in this order. */
    enum FollowUp {
        RESTART("restart watchdog and agent, so that they read the files"),
        TRY("try receivers, mail and ping"),
        PROVE("prove that the heartbeat changes and that the watchdog may restart the program");

        private final String text;

        FollowUp(String text) {
            this.text = text;
        }
    }

    /** Changes that belong together. */
    interface FileChanges<T> {
        T write() throws ConfigException, CommandFailedException, IOException, InterruptedException;
    }

    /** Saves what was answered so far; returns a sentence about it, or nothing. */
    interface UnfinishedReplies {
        String save();
    }

    private final UnfinishedReplies replies;
    private final Consumer<String> print;
    private final Thread hook = Thread.ofPlatform().name("setup-interruption").unstarted(this::onSignal);
    private boolean filesAreWritten;
    private List<FollowUp> left = List.of();
    private Optional<String> failure = Optional.empty();
    private boolean isStopping;

    /** @param print for people */
    SetupInterruption(UnfinishedReplies replies, Consumer<String> print) {
        this.replies = replies;
        this.print = print;
    }

    /** From now on a signal is handled, until {@link #close}. */
    void open() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Writes files without being interrupted.
     *
     * @param next what follows
     * @throws InterruptedException only in tests: after a signal, it never returns
     */
    synchronized <T> T write(List<FollowUp> next, FileChanges<T> changes)
            throws ConfigException, CommandFailedException, IOException, InterruptedException {
        awaitExitIfStopping();
        try {
            T result = changes.write();
            filesAreWritten = true;
            left = List.copyOf(next);
            return result;
        } catch (ConfigException | CommandFailedException | IOException failed) {
            failure = Optional.of(ErrorText.of(failed));
            throw failed;
        }
    }

    /** A part of it starts, which a signal interrupts; those before it are done. */
    synchronized void start(FollowUp followUp) throws InterruptedException {
        awaitExitIfStopping();
        left = left.stream().filter(other -> other.compareTo(followUp) >= 0).toList();
    }

    /** The process ends as soon as the hook has returned. */
    private void awaitExitIfStopping() throws InterruptedException {
        if (isStopping) {
            new CountDownLatch(1).await();
        }
    }

    /** Waits for files that are being written. */
    synchronized void onSignal() {
        isStopping = true;
        if (filesAreWritten && left.isEmpty()) {
            print.accept("Interrupted. All files are written, and nothing else was left to do.");
        } else if (filesAreWritten) {
            print.accept("Interrupted. All files are written. NOT done, or not completely: "
                    + left.stream().map(followUp -> followUp.text).collect(Collectors.joining("; "))
                    + ". Run peace setup again: an empty line keeps what you have answered.");
        } else if (failure.isPresent()) {
            print.accept(("Interrupted, and NOT all files could be written: " + failure.get() + ". " + replies.save())
                    .strip());
        } else {
            print.accept(("Interrupted: nothing was changed. " + replies.save()).strip());
        }
    }

    /** From now on a signal only ends the process. After one, it never returns. */
    void close() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            new CountDownLatch(1).await();
        }
    }
}
