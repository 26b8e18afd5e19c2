// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Detects whether standard output is a terminal, and colours text. {@code System.console()} would take too long to load. */
public final class Tty {

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final boolean colourEnabled;

    private Tty(boolean colourEnabled) {
        this.colourEnabled = colourEnabled;
    }

    /** Colours where standard output is a terminal and {@code NO_COLOR} (no-color.org) is not set. */
    public static Tty ofOutput(Map<String, String> environment) {
        boolean disabled =
                !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        return new Tty(!disabled && isTerminal());
    }

    /** Colours off. */
    public static Tty plain() {
        return new Tty(false);
    }

    /** Colours on, whatever standard output is. */
    static Tty coloured() {
        return new Tty(true);
    }

    /** Whether standard output is a terminal. */
    public static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The terminal that a person types into; empty when input is redirected. */
    // Error Prone assumes JDK 22 to 24, where it is never null; since JDK 25 it is null again without a terminal.
    @SuppressWarnings("SystemConsoleNull")
    public static Optional<Console> console() {
        Console console = System.console();
        return console != null && console.isTerminal() ? Optional.of(console) : Optional.empty();
    }

    /**
     * Asks a person whether to continue.
     *
     * @throws CommandFailedException without a terminal
     */
    public static boolean confirm() throws CommandFailedException {
        Console console = console()
                .orElseThrow(() -> new CommandFailedException("Nobody can be asked here: say --yes to do it."));
        String reply = console.readLine("Continue? [y/N] ");
        return reply != null && (reply.equalsIgnoreCase("y") || reply.equalsIgnoreCase("yes"));
    }

    /** Colours of the standard palette. */
    public enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33);

        private final int code;

        Colour(int code) {
            this.code = code;
        }

        private String sequence() {
            return "\u001b[" + code + "m";
        }
    }

    private static final String RESET = "\u001b[0m";

    private static final List<String> SEQUENCES =
            List.of(Colour.RED.sequence(), Colour.GREEN.sequence(), Colour.YELLOW.sequence(), RESET);

    static boolean isColour(CharSequence sequence) {
        return SEQUENCES.contains(sequence.toString());
    }

    static boolean isStartOfColour(CharSequence start) {
        for (String sequence : SEQUENCES) {
            if (sequence.startsWith(start.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Clears a terminal and puts the cursor at its top; past any {@link SafeTerminalWriter}, which would not let it through. */
    public static void clear(PrintWriter out) {
        out.flush();
        System.out.print("\u001b[H\u001b[2J");
        System.out.flush();
    }

    /** The text in that colour, or unchanged when colours are off. */
    public String paint(Colour colour, String text) {
        return colourEnabled ? colour.sequence() + text + RESET : text;
    }
}
