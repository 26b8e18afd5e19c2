// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.machine.UnitLookup;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.linux.Subprocess;

/** Judges single answers; each method returns what is wrong, for people, or nothing. */
record ReplyChecks(Machine machine) {

    /** Of the only camera, or of several as in {@link CameraReply}. */
    Optional<String> source(String reply) {
        Optional<CameraReply> several = CameraReply.parse(reply);
        return several.isPresent()
                ? cameras(several.get())
                : problem("recorder.source", "recorder: {source: %s}", reply);
    }

    private static Optional<String> cameras(CameraReply several) {
        String cameras = several.sources().entrySet().stream()
                .map(camera -> "{name: %s, source: %s}"
                        .formatted(new JsonText(camera.getKey()).toJson(), new JsonText(camera.getValue()).toJson()))
                .collect(Collectors.joining(", "));
        return firstProblem("recorder.cameras", "recorder: {cameras: [" + cameras + "]}");
    }

    Optional<String> unit(String reply) throws InterruptedException {
        if (!UnitName.isService(UnitName.complete(reply))) {
            return Optional.of(
                    "\"" + reply + "\" is not the name of a service: systemctl list-units --type=service shows them");
        }
        return UnitLookup.find(machine, reply) instanceof UnitLookup.Unusable unusable
                ? Optional.of(unusable.problem())
                : Optional.empty();
    }

    /** The unit's name as systemd knows it, which polkit's rules are about. */
    String unitId(String reply) throws InterruptedException {
        return UnitLookup.find(machine, reply) instanceof UnitLookup.Found found
                ? found.id()
                : UnitName.complete(reply);
    }

    /** A file that does not exist yet is accepted: perhaps the program does not run now. */
    Optional<String> heartbeat(String reply) {
        Optional<String> problem =
                problem("watchdog.services[0].heartbeat", "watchdog: {services: [{name: x, heartbeat: %s}]}", reply);
        if (problem.isPresent()) {
            return problem;
        }
        Path file = machine.path(Path.of(reply));
        boolean refused =
                Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        return refused
                ? Optional.of(reply + " is a link or a folder: a heartbeat is a file, and links are not followed")
                : Optional.empty();
    }

    Optional<String> owner(String reply, String heartbeat) throws InterruptedException {
        if (reply.isEmpty()) {
            return Optional.empty();
        }
        // getent(1): 2 when the key was not found.
        if (machine.run(List.of("getent", "passwd", reply)) instanceof Subprocess.Exited exited
                && exited.exitCode() == 2) {
            return Optional.of("this machine has no user " + reply);
        }
        Path file = machine.path(Path.of(heartbeat));
        try {
            String actual = Files.exists(file) ? Files.getOwner(file).getName() : reply;
            return actual.equals(reply)
                    ? Optional.empty()
                    : Optional.of(heartbeat + " belongs to " + actual + ", so the watchdog would refuse it");
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    Optional<String> database(String reply) {
        Optional<String> problem =
                reply.isEmpty() ? Optional.empty() : problem("agent.database", "agent: {database: %s}", reply);
        return problem.or(() -> reply.isEmpty() || Files.exists(machine.path(Path.of(reply)))
                ? Optional.empty()
                : Optional.of(reply + " does not exist"));
    }

    /** @param kind {@code metrics} or {@code logs} */
    Optional<String> receiver(String kind, String reply) {
        return problem("ship." + kind + "[0].url", "ship: {" + kind + ": [{name: x, journal: {}, url: %s}]}", reply);
    }

    Optional<String> ping(String reply) {
        // The URL is a secret, which the message leaves out.
        return problem("ping.url", "ping: {url: %s}", reply)
                .map(message -> message.startsWith("is ") ? "this " + message : message);
    }

    Optional<String> mailServer(String host, int port) {
        return problem("alerts.mail.host", "alerts: {mail: {host: %s, to: a@localhost}}", host)
                .or(() -> port >= 1 && port <= 65_535
                        ? Optional.empty()
                        : Optional.of("port " + port + " does not exist: 1 to 65535"));
    }

    Optional<String> recipients(String reply) {
        if (reply.isBlank()) {
            return Optional.of("without a recipient no mail is sent");
        }
        return List.of(reply.split(",", -1)).stream()
                .map(address -> problem("alerts.mail.to", "alerts: {mail: {host: localhost, to: %s}}", address.strip()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    Optional<String> sender(String reply) {
        return problem("alerts.mail.from", "alerts: {mail: {host: localhost, to: a@localhost, from: %s}}", reply);
    }

    /** What {@code peace config check} would say about a key. */
    private static Optional<String> problem(String key, String yaml, String reply) {
        // JSON is YAML.
        return firstProblem(key, yaml.formatted(new JsonText(reply).toJson()));
    }

    /** About a key, or what is below it. */
    private static Optional<String> firstProblem(String key, String text) {
        try {
            ConfigReview.check(ConfigDocument.parse("the answer", text), true);
            return Optional.empty();
        } catch (ConfigException mistakes) {
            return mistakes.problems().stream()
                    .filter(problem ->
                            problem.key().equals(key) || problem.key().startsWith(key + "["))
                    .map(problem -> problem.message())
                    .findFirst();
        }
    }
}
