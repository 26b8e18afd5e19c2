// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.linux.Subprocess;

/** Makes a Debian machine the server of a fleet. Running it again applies what has changed; a mistake leaves everything as it was. */
final class ServerSetup {

    /** All of them are in Debian. */
    static final List<String> PACKAGES =
            List.of("prometheus", "prometheus-alertmanager", "nginx-light", "openssl", "curl");

    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(15);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(90);
    private static final String SERVER_KEY_BITS = "ec_paramgen_curve:P-256";

    /** What the programs themselves think of their files, before any of them is restarted. */
    private static final List<List<String>> CHECKS = List.of(
            List.of("promtool", "check", "config", "/etc/peace/fleet/prometheus.yml"),
            List.of("amtool", "check-config", "/etc/peace/fleet/alertmanager.yml"),
            List.of("nginx", "-t"));

    private static final List<List<String>> START = List.of(
            List.of("systemctl", "daemon-reload"),
            List.of(
                    "systemctl",
                    "enable",
                    "prometheus.service",
                    "prometheus-alertmanager.service",
                    "nginx.service",
                    "peace-fleet-enrolment.service"),
            List.of(
                    "systemctl",
                    "restart",
                    "prometheus.service",
                    "prometheus-alertmanager.service",
                    "nginx.service",
                    "peace-fleet-enrolment.service"));

    private final Machine machine;
    private final Consumer<String> output;

    /** @param output receives each step that was done, for people */
    ServerSetup(Machine machine, Consumer<String> output) {
        this.machine = machine;
        this.output = output;
    }

    /** Writes the files below a folder and touches nothing else. */
    static void write(Path folder, List<ServerFile> files) throws IOException {
        for (ServerFile file : files) {
            write(folder.resolve(file.path().substring(1)), file);
        }
    }

    /**
     * Installs, writes, checks, starts.
     *
     * @param host for a certificate, if the machine has none
     * @throws CommandFailedException a step failed; if it was one before the restart, the files are as they were
     */
    void run(List<ServerFile> files, String host, Path certificate, Path key)
            throws IOException, CommandFailedException, InterruptedException {
        if (!machine.user().equals("root") || !machine.hasSystemd()) {
            throw new CommandFailedException(
                    "peace fleet server setup installs packages and services: it needs root and"
                            + " systemd. To see what it would write: --out DIR");
        }
        List<String> install = new ArrayList<>(List.of(
                "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"));
        install.addAll(PACKAGES);
        run(install, INSTALL_TIMEOUT, "installed: " + String.join(", ", PACKAGES));
        addCertificate(host, certificate, key);
        Map<ServerFile, Optional<String>> before = new LinkedHashMap<>();
        for (ServerFile file : files) {
            Path path = machine.path(file.path());
            before.put(file, Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty());
        }
        try {
            for (ServerFile file : files) {
                write(machine.path(file.path()), file);
            }
            output.accept("written: " + files.size() + " files, most of them in /etc/peace/fleet");
            run(List.of("systemd-sysusers", "/etc/sysusers.d/peace-fleet.conf"), COMMAND_TIMEOUT, "user peace-fleet");
            run(
                    List.of("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/peace-fleet.conf"),
                    COMMAND_TIMEOUT,
                    "folder /var/lib/peace-fleet");
            for (List<String> check : CHECKS) {
                run(check, COMMAND_TIMEOUT, "checked: " + String.join(" ", check));
            }
        } catch (IOException | CommandFailedException failed) {
            putBack(before);
            throw failed;
        }
        for (List<String> start : START) {
            run(start, COMMAND_TIMEOUT, String.join(" ", start));
        }
    }

    private void putBack(Map<ServerFile, Optional<String>> before) throws IOException {
        for (Map.Entry<ServerFile, Optional<String>> file : before.entrySet()) {
            Path path = machine.path(file.getKey().path());
            if (file.getValue().isEmpty()) {
                Files.deleteIfExists(path);
            } else {
                ServerFile now = file.getKey();
                write(path, new ServerFile(now.path(), file.getValue().get(), now.permissions(), now.group()));
            }
        }
        output.accept("put back: the files are as they were; no service was restarted");
    }

    /** Devices trust a certificate of one's own only when they are given it; a public one needs nothing on them. */
    private void addCertificate(String host, Path certificate, Path key)
            throws IOException, CommandFailedException, InterruptedException {
        if (Files.exists(machine.path(certificate)) || Files.exists(machine.path(key))) {
            return;
        }
        Files.createDirectories(Objects.requireNonNull(machine.path(certificate).getParent()));
        Files.createDirectories(Objects.requireNonNull(machine.path(key).getParent()));
        run(
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        SERVER_KEY_BITS,
                        "-nodes",
                        "-sha256",
                        "-days",
                        "825",
                        "-subj",
                        "/CN=" + host,
                        "-addext",
                        "subjectAltName=DNS:" + host,
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString()),
                COMMAND_TIMEOUT,
                "made a certificate of its own: " + certificate
                        + ". Devices need a copy (peace enroll --ca-file); with a"
                        + " public one, named in fleet.server.certificate, they need nothing");
    }

    private void run(List<String> command, Duration timeout, String done)
            throws CommandFailedException, InterruptedException {
        Subprocess.Result result = machine.run(command, timeout);
        if (!(result instanceof Subprocess.Exited exited && exited.succeeded())) {
            throw new CommandFailedException(
                    "failed: " + String.join(" ", command) + ": " + Machine.failureReason(result));
        }
        output.accept(done);
    }

    private static void write(Path path, ServerFile file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        DurableFile.replace(path, file.text(), file.permissions());
        if (!file.group().equals("root")) {
            try {
                GroupPrincipal group =
                        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(file.group());
                Files.setAttribute(path, "posix:group", group);
            } catch (UserPrincipalNotFoundException notInstalled) {
                // Files for another machine: they say so in their permissions.
                return;
            }
        }
    }
}
