// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.control.RequestQueue;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.network.NetworkRepairs;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.Policy;

/** An hour of every bad habit that programs have with their heartbeat file: with real files, the real loop, journal and history. */
class BadHabitsTest {

    private static final int HOUR = 3600;
    private static final int MAX_EVENTS = 12;

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeActuator actuator = new FakeActuator();

    /** How a program that works writes its heartbeat; each writes something in every second. */
    enum Habit {
        NAN {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, heartbeat(now, "ready").replace("}", ",\"fps\":NaN}"));
            }
        },
        INFINITY_AND_COMMENTS {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, "// by hand\n" + heartbeat(now, "ready").replace("}", ",\"fps\":Infinity,}"));
            }
        },
        BYTE_ORDER_MARK {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, "\ufeff" + heartbeat(now, "ready"));
            }
        },
        TIME_WITH_A_BLANK {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, heartbeat(now, "ready").replace('T', ' '));
            }
        },
        TIME_AS_A_NUMBER {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, "{\"timestamp\":" + now.getEpochSecond() + ",\"state\":\"ready\"}");
            }
        },
        NO_TIME {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, "{\"state\":\"ready\",\"n\":" + second + "}");
            }
        },
        STATE_IN_UPPER_CASE {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, heartbeat(now, "READY"));
            }
        },
        A_STATE_OF_ITS_OWN {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, heartbeat(now, "singing"));
            }
        },
        ALWAYS_EMPTY {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                touch(Files.write(file, new byte[0]), now);
            }
        },
        TOUCHED {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                if (!Files.exists(file)) {
                    Files.createFile(file);
                }
                touch(file, now);
            }
        },
        WRITTEN_IN_PIECES {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                // Each read finds a different part of it.
                String text = heartbeat(now, "ready");
                touch(Files.writeString(file, text.substring(0, second * 7 % (text.length() + 1))), now);
            }
        },
        LINES_APPENDED {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                Files.writeString(
                        file, heartbeat(now, "ready") + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                touch(file, now);
            }
        },
        ERROR_AT_EVERY_OTHER_BEAT {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, heartbeat(now, second % 2 == 0 ? "error" : "ready"));
            }
        },
        UNREADABLE_EVERY_MINUTE {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, second % 60 < 40 ? "half" : heartbeat(now, "ready"));
            }
        },
        HUGE {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                replace(file, heartbeat(now, "ready").replace("}", ",\"pad\":\"" + "x".repeat(100_000) + "\"}"));
            }
        },
        NULS {
            @Override
            void beat(Path file, int second, Instant now) throws IOException {
                touch(Files.write(file, new byte[100 + second % 2]), now);
            }
        };

        abstract void beat(Path file, int second, Instant now) throws IOException;

        private static String heartbeat(Instant now, String state) {
            return "{\"timestamp\":\"" + now.toString().substring(0, 19) + "\",\"state\":\"" + state + "\"}";
        }

        private static void replace(Path file, String text) throws IOException {
            Path temporary = file.resolveSibling("heartbeat.tmp");
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }

        /** The file system's clock is too coarse for a test that lives faster than it. */
        private static void touch(Path file, Instant now) throws IOException {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    @ParameterizedTest
    @EnumSource
    void neitherRestartsTheProgramNorFloodsTheJournal(Habit habit) throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        long bytes;
        List<Event> events;
        try (EventJournal journal = EventJournal.open(state.resolve("events.log"), 2 * 1024 * 1024, clock);
                WatchedService service = FakeActuator.service("app", folder, actuator, new ObserversClock())) {
            WatchdogLoop loop = loop(journal, service, state);
            for (int second = 0; second < HOUR; second++) {
                clock.advance(Duration.ofSeconds(1));
                habit.beat(folder.resolve("heartbeat.json"), second, clock.now());
                loop.tick();
            }
            assertThat(journal.flush(Duration.ofMinutes(1))).isTrue();
            events = journal.after(-1, 100_000);
            bytes = bytesBelow(state);
        }
        Map<EventKind, Long> kinds = events.stream().collect(Collectors.groupingBy(Event::kind, Collectors.counting()));
        System.out.printf("an hour of %s: %d events, %d bytes, %s%n", habit, events.size(), bytes, kinds);
        assertThat(actuator.calls()).as("restarts").isEmpty();
        assertThat(kinds).doesNotContainKeys(EventKind.RESTART, EventKind.REBOOT, EventKind.GAVE_UP, EventKind.STALE);
        assertThat(events.size()).isLessThanOrEqualTo(MAX_EVENTS);
    }

    private WatchdogLoop loop(EventJournal journal, WatchedService service, Path state) throws IOException {
        EvidenceCollector evidence = EvidenceCollector.withAllSources(folder.resolve("evidence"), clock);
        RebootSequence reboots =
                RebootSequence.start(device(), evidence, journal, folder.resolve("reboot.log"), clock, _ -> {});
        return new WatchdogLoop(
                clock,
                new Policy(DevicePolicy.defaults(), List.of(service.config().policy()), false),
                device(),
                List.of(service),
                new WatchdogLoop.LoopParts(
                        new RequestQueue(),
                        new ActionRunner(evidence),
                        reboots,
                        new HistoryStore(state.resolve("history.json")),
                        journal,
                        new SystemdKeepAlive(ServiceNotifier.fromEnvironment(Map.of(), 1)),
                        NetworkRepairs.bySystemd(NetworkPolicy.of(false, false), evidence, Clock.system()),
                        Log.to(new PrintStream(OutputStream.nullOutputStream()), clock)),
                new HistoryStore.Loaded(
                        History.initial("boot-1"),
                        Duration.ofHours(2),
                        Duration.ofHours(2),
                        "boot-1",
                        java.util.Optional.empty()));
    }

    /** The time of the test, for a thread that waits in real time: a sleep on the test's own clock would advance that. */
    private final class ObserversClock implements Clock {
        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Clock.system().sleep(duration);
        }
    }

    private Device device() {
        long bootedAtNanos = clock.nanoTime();
        return new Device() {
            @Override
            public String bootId() {
                return "boot-1";
            }

            @Override
            public Duration uptime() {
                return Duration.ofHours(2).plusNanos(clock.nanoTime() - bootedAtNanos);
            }

            @Override
            public void reboot() {
                throw new AssertionError("no habit is a reason to reboot");
            }

            @Override
            public void forceReboot() {
                reboot();
            }

            @Override
            public void leaveToSupervisor() {
                reboot();
            }
        };
    }

    private static long bytesBelow(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
