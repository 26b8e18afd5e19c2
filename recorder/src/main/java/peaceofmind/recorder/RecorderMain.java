// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.log.LogFile;
import peaceofmind.foundation.process.DaemonRunner;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ParentProcess;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.linux.gpio.Gpio;

/**
 * The recorder's process: {@code --config FILE}. Exit codes: 0 stopped by SIGTERM, 1 could not start, 2 the configuration is invalid. On
 * SIGTERM a running recording is first made into a video, within 8 s.
 */
public final class RecorderMain {

    private static final long MAX_LOG_BYTES = 4 * 1024 * 1024;

    /** More than {@link RecorderProcess} needs for the video and for closing; systemd waits longer. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

    private RecorderMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        int exitCode = new DaemonRunner("recorder", STOP_TIMEOUT).run(arguments, document -> {
            RecorderConfig config = RecorderConfig.read(document);
            return () -> start(config);
        });
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static RecorderProcess start(RecorderConfig config) throws IOException, InterruptedException {
        Clock clock = Clock.system();
        RecorderProcess process = RecorderProcess.start(
                config,
                new Gpio(),
                ServiceNotifier.fromEnvironment(
                        System.getenv(), ProcessHandle.current().pid()),
                clock,
                Log.toConsole(clock, logFile(config)));
        ParentProcess.watch(System.getenv(), () -> System.exit(0));
        return process;
    }

    private static Optional<LogFile> logFile(RecorderConfig config) {
        try {
            Files.createDirectories(config.logFolder());
            return Optional.of(new LogFile(config.logFolder().resolve("service.log"), MAX_LOG_BYTES));
        } catch (IOException noFolder) {
            System.err.println("Cannot create the log folder " + config.logFolder() + " (" + ErrorText.of(noFolder)
                    + "): logging to standard error only");
            return Optional.empty();
        }
    }
}
