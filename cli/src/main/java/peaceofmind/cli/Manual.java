// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Generates the package's man page and shell completion from {@code --help}. Usage: {@code Manual FOLDER}. */
final class Manual {

    private Manual() {}

    /** Writes {@code peace.1} and {@code peace.bash}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(folder.resolve("peace.1"), page(Peace.commandLine()));
        Files.writeString(folder.resolve("peace.bash"), completion(Peace.commandLine()));
    }

    /** Without the lines that name its generator and the time: builds must be reproducible. */
    static String completion(CommandLine peace) {
        return AutoComplete.bash("peace", peace)
                .lines()
                .filter(line -> !line.startsWith("#!") && !line.matches(".*[Gg]enerated by.*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The help of each command, verbatim, under its own heading. */
    static String page(CommandLine peace) {
        StringBuilder page = new StringBuilder("""
                .TH PEACE 1 "" "Peace of Mind" "User Commands"
                .SH NAME
                peace \\- keeps an unattended device alive and reports its true state
                .SH SYNOPSIS
                .B peace
                .I COMMAND
                .RI [ OPTION ...]
                .SH COMMANDS
                """);
        appendUsage(peace, page);
        appendSections(peace, page);
        return page.append("""
                        .SH FILES
                        .TP
                        /etc/peace/peace.yaml
                        The configuration.
                        .TP
                        /var/lib/peace
                        State of the monitors.
                        .TP
                        /var/lib/recorder
                        Videos.
                        """).toString();
    }

    private static void appendSections(CommandLine parent, StringBuilder page) {
        List<CommandLine> commands = parent.getSubcommands().values().stream()
                .distinct()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .toList();
        for (CommandLine command : commands) {
            page.append(".SS ").append(command.getCommandSpec().qualifiedName()).append('\n');
            appendUsage(command, page);
            appendSections(command, page);
        }
    }

    private static void appendUsage(CommandLine command, StringBuilder page) {
        page.append(".nf\n");
        command.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().forEach(line -> {
            String escaped = line.replace("\\", "\\e").replace("-", "\\-");
            page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                    .append(escaped)
                    .append('\n');
        });
        page.append(".fi\n");
    }
}
