// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.linux.Subprocess;

/** What systemd knows about the name of a unit. */
public sealed interface UnitLookup {

    /**
     * A unit that it knows.
     *
     * @param id its name, which another name (an alias) may lead to; polkit's rules see this one
     * @param file where it is defined
     */
    record Found(String id, String file) implements UnitLookup {

        /** Whether a package brought it, not the administrator. */
        public boolean isPackaged() {
            return file.startsWith("/usr/lib/systemd/") || file.startsWith("/lib/systemd/");
        }
    }

    /** A unit that cannot be started: unknown, masked or broken. */
    record Unusable(String problem) implements UnitLookup {}

    /** systemd could not be asked: it does not run this machine, or did not respond. */
    record Unknown(String reason) implements UnitLookup {}

    /**
     * Asks systemd for a unit.
     *
     * @param typed with or without {@code .service}
     */
    static UnitLookup find(Machine machine, String typed) throws InterruptedException {
        String name = UnitName.complete(typed);
        if (!machine.hasSystemd()) {
            return new Unknown("this machine does not run systemd");
        }
        Subprocess.Result result =
                machine.run(List.of("systemctl", "show", "-p", "Id,FragmentPath,LoadState", "--", name));
        if (!(result instanceof Subprocess.Exited exited) || !exited.succeeded()) {
            return new Unknown("systemctl: " + Machine.failureReason(result));
        }
        Map<String, String> properties = new HashMap<>();
        exited.output().lines().forEach(line -> {
            int separator = line.indexOf('=');
            if (separator > 0) {
                properties.put(line.substring(0, separator), line.substring(separator + 1));
            }
        });
        String file = properties.getOrDefault("FragmentPath", "");
        return switch (properties.getOrDefault("LoadState", "")) {
            case "loaded" -> new Found(properties.getOrDefault("Id", name), file);
            case "not-found" ->
                new Unusable(
                        "systemd knows no unit " + name + ": systemctl list-units --type=service shows those it knows");
            case "masked" -> new Unusable(name + " is masked, so nothing can start it: sudo systemctl unmask " + name);
            case "" -> new Unknown("systemctl did not show the unit");
            default -> new Unusable(name + " cannot be loaded: systemctl status " + name + " shows why");
        };
    }
}
