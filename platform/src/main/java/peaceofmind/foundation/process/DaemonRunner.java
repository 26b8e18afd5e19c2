// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;

/**
 * Runs a daemon, from the command line {@code --config FILE} until SIGTERM. Its single shutdown hook asks the main loop to stop, and delays
 * the exit of the JVM until everything has been closed in order, or a limit is reached.
 */
public final class DaemonRunner {

    /** Reads the configuration (mistakes are recorded in the document) and prepares the start. */
    public interface Factory {
        /** Called before the document is checked. */
        Starter read(ConfigDocument document);
    }

    /** Starts everything; on failure, closes what has been started so far. */
    public interface Starter {
        /** The message of the exception is for people: what failed, where, and what to do. */
        Daemon start() throws IOException, InterruptedException;
    }

    private final String name;
    private final Duration stopLimit;

    /**
     * @param name for messages, such as "agent"
     * @param stopLimit maximum time from SIGTERM until the JVM exits, even if something is not closed yet; less than systemd's own limit
     */
    public DaemonRunner(String name, Duration stopLimit) {
        this.name = name;
        this.stopLimit = stopLimit;
    }

    /** Returns the exit code: 0 stopped as requested, 1 it could not start, 2 the configuration or the command line is wrong. */
    public int run(String[] arguments, Factory factory) throws InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: " + name + " --config FILE");
            return 2;
        }
        try {
            ConfigDocument document = ConfigDocument.read(Path.of(arguments[1]));
            Starter starter = factory.read(document);
            document.check(DeviceConfig.ALL_SECTIONS);
            Log log = Log.toConsole(Clock.system(), Optional.empty());
            document.refusals().forEach(refusal -> log.warn(arguments[1] + ", " + refusal + "; until then it is off"));
            run(starter);
            return 0;
        } catch (ConfigException invalid) {
            System.err.println(PlainText.ofLines(String.valueOf(invalid.getMessage())));
            return 2;
        } catch (IOException failure) {
            System.err.println("The " + name + " cannot start: " + ErrorText.of(failure));
            return 1;
        }
    }

    private void run(Starter starter) throws IOException, InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        try (Daemon daemon = starter.start()) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(daemon, closed)));
            daemon.run();
        } finally {
            closed.countDown();
        }
    }

    private void stop(Daemon daemon, CountDownLatch closed) {
        daemon.requestStop();
        try {
            if (!closed.await(stopLimit.toNanos(), TimeUnit.NANOSECONDS)) {
                System.err.println(
                        "The " + name + " is not closed after " + stopLimit.toSeconds() + " s: exiting anyway");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
