// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.watchdog.config.ServiceConfig.ActuatorKind;

final class CommandsConfigTest {

    @Test
    void theCommandsOfAServiceAreRead() throws ConfigException {
        ServiceConfig web = read("actuator: command, commands: {status: [sh, -c, status], start: [sh, start], stop: sh,"
                + " kill: [/no/such/command, web]}");
        assertThat(web.actuator()).isEqualTo(ActuatorKind.COMMAND);
        assertThat(web.unit()).isEmpty();
        assertThat(web.commands())
                .contains(new CommandsConfig(
                        List.of("sh", "-c", "status"),
                        List.of("sh", "start"),
                        List.of("sh"),
                        Optional.empty(),
                        Optional.of(List.of("/no/such/command", "web"))));
        assertThat(web.missingCommands()).containsExactly("/no/such/command");
    }

    @Test
    void mistakesAreExplained() {
        assertThat(problems("actuator: command"))
                .contains("commands.status: missing", "commands.start: missing", "commands.stop: missing");
        assertThat(problems("actuator: command, commands: {status: [bin/x], start: [a], stop: [b]}"))
                .contains("commands.status: must be a list of a command");
        assertThat(problems("actuator: command, command: [x], commands: {status: [a], start: [a], stop: [b]}"))
                .contains("command: is for \"actuator: process\"");
        assertThat(problems("commands: {status: [a], start: [a], stop: [b]}")).contains("unknown key");
        assertThat(problems("actuator: docker")).contains("\"docker\" is not systemd, process or command");
    }

    private static ServiceConfig read(String keys) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", "watchdog: {services: [{name: web, " + keys + "}]}");
        ServiceConfig service = WatchdogConfig.read(document).services().getFirst();
        document.check(DeviceConfig.ALL_SECTIONS);
        return service;
    }

    private static String problems(String keys) {
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> read(keys));
        assertThat(problem).isNotNull();
        return String.valueOf(problem.getMessage());
    }
}
