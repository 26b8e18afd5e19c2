// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.machine.UnitLookup;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.linux.Subprocess;

/**
 * Settings of the system that belong to the options of setup.
 *
 * @param machine this one, or a folder that stands for it
 */
record SystemSettings(Machine machine) {

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(90);

    private Path polkitRuleFile() {
        return machine.path("/etc/polkit-1/rules.d/40-peace-watched.rules");
    }

    /** Has the same name as the package's file, and so overrides it. */
    private Path hardwareWatchdogFile() {
        return machine.path("/etc/systemd/system.conf.d/90-peace.conf");
    }

    boolean hardwareWatchdogIsOn() {
        return !Files.exists(hardwareWatchdogFile());
    }

    /** Writes them; returns what was done, for people. */
    List<SetupStep> apply(SetupOptions options) throws IOException {
        List<SetupStep> done = new ArrayList<>();
        if (options.unit().equals(SetupOptions.PACKAGED_UNIT)) {
            Files.deleteIfExists(polkitRuleFile());
        } else {
            write(polkitRuleFile(), polkitRule(options.unit()));
            done.add(SetupStep.done("the watchdog may restart " + options.unit() + " (" + polkitRuleFile() + ")"));
        }
        if (options.hardwareWatchdog()) {
            Files.deleteIfExists(hardwareWatchdogFile());
        } else {
            write(hardwareWatchdogFile(), "# Written by peace setup.\n[Manager]\nRuntimeWatchdogSec=off\n");
            done.add(SetupStep.done("the hardware watchdog is off (" + hardwareWatchdogFile() + ")"));
        }
        return done;
    }

    /** Where the files with passwords are. */
    Path secretsFolder() {
        return machine.path("/etc/peace/secrets");
    }

    /** Saves a secret for the agent alone. */
    void saveSecret(Path folder, Secret secret, String text) throws IOException {
        saveSecret(folder.resolve(secret.fileName()), text, "peace-agent");
    }

    /** Saves a secret for one user alone. */
    void saveSecret(Path file, String text, String owner) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        DurableFile.replace(file, text + "\n", "rw-------");
        try {
            Files.setOwner(
                    file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
        } catch (UserPrincipalNotFoundException notInstalled) {
            // Without the package, the agent runs as the user who starts it, probably the current one.
            return;
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        DurableFile.replace(file, text);
    }

    private static String polkitRule(String unit) {
        return """
                // Written by peace setup: the watchdog may start, stop and restart the service that it watches.
                polkit.addRule(function (action, subject) {
                    var verbs = ["start", "stop", "restart", "kill", "reset-failed"];
                    if (subject.user === "peace-watchdog" && action.id === "org.freedesktop.systemd1.manage-units"
                            && action.lookup("unit") === %s && verbs.indexOf(action.lookup("verb")) >= 0) {
                        return polkit.Result.YES;
                    }
                    return polkit.Result.NOT_HANDLED;
                });
                """.formatted(new JsonText(unit).toJson());
    }

    /** Whether the package's own recorder starts at boot: a unit of that name that somebody else wrote is theirs. */
    boolean packagedRecorderIsOn() throws InterruptedException {
        return UnitLookup.find(machine, SetupOptions.PACKAGED_UNIT) instanceof UnitLookup.Found found
                && found.isPackaged()
                && machine.output("systemctl", "is-enabled", SetupOptions.PACKAGED_UNIT)
                        .map(String::strip)
                        .filter("enabled"::equals)
                        .isPresent();
    }

    /** Makes everything reload its settings; returns what was done, for people. */
    List<SetupStep> restart(SetupOptions options) throws InterruptedException {
        List<SetupStep> done = new ArrayList<>();
        systemctl(done, "systemd has reloaded its settings", "daemon-reexec");
        if (options.isPackagedRecorder()) {
            systemctl(done, "the recorder is enabled and running", "enable", "--now", SetupOptions.PACKAGED_UNIT);
            systemctl(done, "the recorder was restarted", "restart", SetupOptions.PACKAGED_UNIT);
        } else if (!options.isPackagedUnit() && packagedRecorderIsOn()) {
            if (options.disableRecorder()) {
                systemctl(
                        done,
                        "the recorder of this package is disabled",
                        "disable",
                        "--now",
                        SetupOptions.PACKAGED_UNIT);
            } else {
                done.add(SetupStep.done(
                        "the recorder of this package stays on; to switch it off: sudo systemctl disable --now "
                                + SetupOptions.PACKAGED_UNIT));
            }
        }
        systemctl(
                done,
                "watchdog and agent were restarted",
                "restart",
                "recorder-watchdog.service",
                "recorder-agent.service");
        return done;
    }

    private void systemctl(List<SetupStep> done, String successMessage, String... arguments)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(List.of(arguments));
        Subprocess.Result result = machine.run(command, COMMAND_TIMEOUT);
        done.add(
                result instanceof Subprocess.Exited exited && exited.succeeded()
                        ? SetupStep.done(successMessage)
                        : SetupStep.failed(
                                "done: " + String.join(" ", command) + ": " + Machine.failureReason(result)));
    }
}
