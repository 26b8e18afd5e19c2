// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.log.LogFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.watchdog.act.ProcessActuator;
import peaceofmind.watchdog.act.SupervisedProcess;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.config.WatchdogConfig;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.loop.Watchdog;

/** Walks through every file that a watchdog leaves, and damages it: the watchdog starts, watches, and says what it found. */
class StateFilesIT {

    private static final Duration PLENTY = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    /** What can become of a file. */
    enum Damage {
        GARBAGE {
            @Override
            void inflict(Path file) throws IOException {
                Files.writeString(file, "\u001b]0;x\u0007 {[\"\u00e4\n\n%s%n]}".repeat(50), StandardCharsets.UTF_16);
            }
        },
        NOTHING {
            @Override
            void inflict(Path file) throws IOException {
                Files.writeString(file, "");
            }
        },
        ZEROS {
            @Override
            void inflict(Path file) throws IOException {
                Files.write(file, new byte[4096]);
            }
        },
        SIXTY_MEGABYTES {
            @Override
            void inflict(Path file) throws IOException {
                try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                    huge.setLength(60L * 1024 * 1024);
                }
            }
        },
        A_FOLDER {
            @Override
            void inflict(Path file) throws IOException {
                Files.delete(file);
                Files.writeString(Files.createDirectory(file).resolve("inside"), "");
            }
        },
        A_LINK_TO_NOWHERE {
            @Override
            void inflict(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, file.resolveSibling("nowhere"));
            }
        },
        NO_RIGHT_TO_READ {
            @Override
            void inflict(Path file) throws IOException {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            }
        },
        OVERFLOWING_NUMBERS {
            @Override
            void inflict(Path file) throws IOException {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                Files.writeString(
                        file, text.replaceAll("(?<=: ?)\\d+", "99999999999999999999999"), StandardCharsets.ISO_8859_1);
            }
        };

        abstract void inflict(Path file) throws IOException;
    }

    private static final class RunningDevice implements Device {
        private final long bootedAtNanos = System.nanoTime();

        @Override
        public String bootId() {
            return "boot-1";
        }

        @Override
        public Duration uptime() {
            return Duration.ofHours(2).plusNanos(System.nanoTime() - bootedAtNanos);
        }

        @Override
        public void reboot() {
            throw new IllegalStateException("nothing here is a reason to reboot");
        }

        @Override
        public void leaveToSupervisor() {
            throw new AssertionError("no reboot is due");
        }

        @Override
        public void forceReboot() {
            reboot();
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void whateverBecomesOfAFileTheWatchdogStarts(Damage damage) throws Exception {
        runUntilItWatches();
        for (Path file : files()) {
            if (Files.isRegularFile(file)) {
                log.reset();
                damage.inflict(file);
                JsonObject status = runUntilItWatches();
                assertThat(status.items("services")).as(damage + " " + file).hasSize(1);
                assertReported(damage, file);
            }
        }
    }

    private void assertReported(Damage damage, Path file) throws IOException {
        String name = file.getFileName().toString();
        boolean holdsState = name.equals("history.json") || name.equals("app.process.json");
        boolean readable = damage == Damage.NO_RIGHT_TO_READ || damage == Damage.A_LINK_TO_NOWHERE;
        if (holdsState && !readable) {
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .as(damage.toString())
                    .contains(name + ".corrupt-");
        }
        if (name.equals("events.log") && damage != Damage.NOTHING && !readable) {
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .as(damage.toString())
                    .contains("events.log");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.startsWith(folder.resolve("state")) || file.startsWith(folder.resolve("log")))
                    .filter(file -> !file.toString().contains(".corrupt-"))
                    .sorted()
                    .toList();
        }
    }

    /** Starts a watchdog, waits for its first decision and stops it; returns its status. */
    private JsonObject runUntilItWatches() throws Exception {
        WatchdogConfig config = config();
        Files.createDirectories(config.logFolder());
        Log console = Log.to(new PrintStream(log, true, StandardCharsets.UTF_8), Clock.system());
        LogFile file = new LogFile(config.logFolder().resolve("watchdog.log"), 100_000);
        Log.toConsole(Clock.system(), Optional.of(file)).info("started by the test");
        Watchdog watchdog = Watchdog.start(
                config,
                new RunningDevice(),
                service -> ProcessActuator.start(process(config, service), Clock.system(), console::warn),
                ServiceNotifier.fromEnvironment(Map.of(), 1),
                Clock.system(),
                console);
        Thread main = Thread.ofPlatform().start(() -> {
            try {
                watchdog.run();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return await().atMost(PLENTY)
                    .until(() -> status(config), status -> status.isPresent())
                    .orElseThrow();
        } finally {
            watchdog.requestStop();
            main.join();
            watchdog.close();
        }
    }

    private static Optional<JsonObject> status(WatchdogConfig config) {
        try {
            return Optional.of(new ControlClient("the watchdog", config.socket())
                    .send(Json.object().put("command", "status").build(), PLENTY));
        } catch (ControlException notYet) {
            return Optional.empty();
        }
    }

    private static SupervisedProcess process(WatchdogConfig config, ServiceConfig service) {
        return SupervisedProcess.withDefaults(
                service.name(),
                service.command(),
                config.outputOf(service),
                config.stateFolder().resolve(service.name() + ".process.json"),
                "boot-1",
                true);
    }

    private WatchdogConfig config() throws Exception {
        ConfigDocument document = ConfigDocument.parse("peace.yaml", """
                watchdog:
                  socket: %1$s/watchdog.sock
                  state_dir: %1$s/state
                  log_dir: %1$s/log
                  stop_services_on_exit: true
                  services:
                    - {name: app, actuator: process, command: [sleep, "600"], heartbeat: %1$s/heartbeat.json}
                """.formatted(folder));
        WatchdogConfig config = WatchdogConfig.read(document);
        document.check(java.util.Set.of("watchdog"));
        return config;
    }
}
