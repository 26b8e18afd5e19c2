// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.act.ActionResult;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.RestartMode;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.UnitState;

/** Records its calls, and is in the state that the test sets. */
final class FakeActuator implements Actuator {

    private volatile UnitState state = UnitState.ACTIVE;
    private volatile Optional<Error> error = Optional.empty();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    static WatchedService service(String name, Path folder, Actuator actuator) {
        return service(name, folder, actuator, Clock.system());
    }

    /** Its heartbeat is {@code heartbeat.json} in the folder. */
    static WatchedService service(String name, Path folder, Actuator actuator, Clock clock) {
        ServicePolicy policy = new ServicePolicy(
                name,
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                3,
                Duration.ofMinutes(10),
                Optional.empty());
        ServiceConfig config = new ServiceConfig(
                ServiceConfig.ActuatorKind.SYSTEMD,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(folder.resolve("heartbeat.json")),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                policy);
        return WatchedService.start(config, List.of(), actuator, clock, _ -> {});
    }

    void state(UnitState value) {
        state = value;
    }

    /** From now on every call throws it; empty: no more. */
    void error(Optional<Error> value) {
        error = value;
    }

    List<String> calls() {
        return calls;
    }

    @Override
    public ServiceStatus readStatus() {
        throwError();
        return new ServiceStatus(state, OptionalLong.empty(), Optional.empty(), "set by the test");
    }

    @Override
    public ActionResult restart(RestartMode mode, Duration limit) {
        calls.add(mode + " " + limit.toSeconds());
        throwError();
        return new ActionResult.Done("restarted");
    }

    @Override
    public ActionResult stop(Duration limit) {
        return new ActionResult.Done("stopped");
    }

    @Override
    public ActionResult start(Duration limit) {
        return new ActionResult.Done("started");
    }

    private void throwError() {
        if (error.isPresent()) {
            throw error.get();
        }
    }

    @Override
    public void close() {}
}
