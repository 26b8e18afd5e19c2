package peaceofmind.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The man page and the completion of the package, made from what {@code --help} says. Usage: {@code Manual FOLDER}. */
final class Manual {

    private Manual() {}

    /** Writes {@code peace.1} and {@code peace.bash}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(folder.resolve("peace.1"), page(Peace.commandLine()));
        Files.writeString(folder.resolve("peace.bash"), completion(Peace.commandLine()));
    }

    /** What it says is ordered; who made it and when is not the same each time. */
    static String completion(CommandLine peace) {
        return AutoComplete.bash("peace", peace)
                .lines()
                .filter(line -> !line.startsWith("#!") && !line.matches(".*[Gg]enerated by.*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Each command's own help, verbatim, below its heading. */
    static String page(CommandLine peace) {
        StringBuilder page = new StringBuilder("""
                .TH PEACE 1 "" "Peace of Mind" "User Commands"
                .SH NAME
                peace \\- keeps an unattended device alive and tells the truth about it
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
