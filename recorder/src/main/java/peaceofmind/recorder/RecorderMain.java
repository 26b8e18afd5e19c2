package peaceofmind.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.file.SqliteTempFolder;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.log.LogFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ParentProcess;
import peaceofmind.linux.ServiceNotifier;

/**
 * The recorder's process: {@code --config FILE}. Exit codes: 0 stopped by SIGTERM, 1 could not start, 2 the configuration is invalid. On
 * SIGTERM a running recording is first made into a video, within 8 s.
 */
public final class RecorderMain {

    private static final long MAX_LOG_BYTES = 4 * 1024 * 1024;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(8);

    private RecorderMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: RecorderMain --config FILE");
            System.exit(2);
        }
        try {
            ConfigDocument document = ConfigDocument.read(Path.of(arguments[1]));
            RecorderConfig config = RecorderConfig.read(document);
            document.check(DeviceConfig.ALL_SECTIONS);
            run(config);
        } catch (ConfigException invalidConfig) {
            System.err.println(invalidConfig.getMessage());
            System.exit(2);
        } catch (IOException problem) {
            System.err.println("The recorder cannot start: " + ErrorText.of(problem));
            System.exit(1);
        }
    }

    private static void run(RecorderConfig config) throws IOException, InterruptedException {
        Clock clock = Clock.system();
        Log log = Log.toConsole(clock, logFile(config));
        SqliteTempFolder.prepare(config.stateFolder().resolve("sqlite"));
        ServiceNotifier notifier = ServiceNotifier.fromEnvironment(
                System.getenv(), ProcessHandle.current().pid());
        Thread mainThread = Thread.currentThread();
        try (RecorderProcess process = RecorderProcess.start(config, notifier, clock, log)) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                        process.loop().requestStop();
                        try {
                            mainThread.join(SHUTDOWN_TIMEOUT.plusSeconds(4));
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    }));
            ParentProcess.watch(System.getenv(), () -> System.exit(0));
            process.loop().run(SHUTDOWN_TIMEOUT);
        }
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
