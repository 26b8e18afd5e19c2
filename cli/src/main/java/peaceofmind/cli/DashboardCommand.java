// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.setup.DashboardPassword;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.dashboard.DashboardConfig;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code peace dashboard}. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Prints the dashboard's address, or sets its password.")
final class DashboardCommand {

    @Spec
    private CommandSpec spec;

    DashboardCommand() {}

    @Command(name = "url", mixinStandardHelpOptions = true, description = "Prints the address of the dashboard.")
    int url(@Mixin TargetDevice device) throws ConfigException {
        DashboardConfig config = device.dashboard();
        String host = config.address().contains(":") ? "[" + config.address() + "]" : config.address();
        String scheme = config.keystore().isPresent() ? "https://" : "http://";
        spec.commandLine().getOut().println(scheme + host + ":" + config.port() + "/");
        return 0;
    }

    @Command(
            name = "password",
            mixinStandardHelpOptions = true,
            description = {
                "Sets the password of the dashboard, effective immediately.",
                "Prompts for it twice on a terminal; otherwise reads the first line of standard input."
            })
    int password(@Mixin TargetDevice device) throws ConfigException, CommandFailedException, IOException {
        Path file = device.dashboard().passwordHashFile();
        char[] password = readNewPassword();
        new DashboardPassword(file).set(password);
        spec.commandLine().getOut().println("The dashboard's password is set (its hash is in " + file + ").");
        return 0;
    }

    private static char[] readNewPassword() throws CommandFailedException, IOException {
        Optional<Console> console = Tty.console();
        if (console.isEmpty()) {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return line == null ? new char[0] : line.toCharArray();
        }
        char[] password = console.get().readPassword("New password: ");
        char[] repeated = console.get().readPassword("Repeat password: ");
        if (password == null || !Arrays.equals(password, repeated)) {
            throw new CommandFailedException("the passwords do not match; nothing was changed");
        }
        return password;
    }
}
