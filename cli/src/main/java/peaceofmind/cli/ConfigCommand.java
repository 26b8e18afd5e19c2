// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.config.ConfigReference;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks the configuration, or lists its keys.")
final class ConfigCommand {

    @Spec
    private CommandSpec spec;

    ConfigCommand() {}

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Checks the configuration and reports all mistakes at once.",
                "Exits with 2 if there are any."
            })
    int check(
            @Mixin TargetDevice device,
            @Option(
                            names = "--elsewhere",
                            description = "The configuration is for another device: do not check files on this one.")
                    boolean elsewhere,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "File to check (default: the device's configuration).")
                    Optional<Path> file)
            throws ConfigException {
        Path checked = file.orElseGet(device::configFile);
        TargetDevice.FullConfig config = ConfigReview.check(ConfigDocument.read(checked), elsewhere);
        PrintWriter out = spec.commandLine().getOut();
        ConfigReview.warnings(config).forEach(warning -> out.println("warning: " + warning));
        out.println(checked + " is valid.");
        return 0;
    }

    @Command(
            name = "keys",
            mixinStandardHelpOptions = true,
            description = "Lists every key with its default and meaning.")
    int keys(
            @Option(
                            names = "--markdown",
                            description = "Print docs/configuration.md, which also says what each accepts.")
                    boolean markdown) {
        PrintWriter out = spec.commandLine().getOut();
        if (markdown) {
            out.print(ConfigReference.toMarkdown());
            out.flush();
            return 0;
        }
        for (ConfigKey key : ConfigReference.keys()) {
            String value = key.defaultValue().isEmpty() ? "(none)" : key.defaultValue();
            out.printf("%s: %s%n    %s%n", key.path(), value, key.description());
        }
        return 0;
    }
}
