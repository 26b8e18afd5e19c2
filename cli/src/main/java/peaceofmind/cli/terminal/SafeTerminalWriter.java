// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import peaceofmind.foundation.log.PlainText;

/**
 * What every command prints goes through here, whoever wrote the text: a heartbeat, a log, a file's name, a receiver's answer. What a
 * terminal would execute is replaced by a space, except line feeds, tabs and the colours of {@link Tty}.
 */
public final class SafeTerminalWriter extends FilterWriter {

    private static final char ESCAPE = '\u001b';

    /** What follows an escape and may still become a colour; empty otherwise. */
    private final StringBuilder pending = new StringBuilder();

    private SafeTerminalWriter(Writer out) {
        super(out);
    }

    /** Flushes at each line. */
    public static PrintWriter of(PrintStream out) {
        return new PrintWriter(new SafeTerminalWriter(new PrintWriter(out, false, out.charset())), true);
    }

    /** For tests. */
    static PrintWriter of(Writer out) {
        return new PrintWriter(new SafeTerminalWriter(out), true);
    }

    @Override
    public void write(int character) throws IOException {
        char next = (char) character;
        if (!pending.isEmpty()) {
            pending.append(next);
            if (Tty.isColour(pending)) {
                out.write(pending.toString());
                pending.setLength(0);
            } else if (!Tty.isStartOfColour(pending)) {
                String harmless = pending.substring(1);
                pending.setLength(0);
                out.write(' ');
                write(harmless, 0, harmless.length());
            }
        } else if (next == ESCAPE) {
            pending.append(next);
        } else {
            out.write(next == '\n' || next == '\t' || !PlainText.isUnsafe(next) ? next : ' ');
        }
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        for (int index = offset; index < offset + length; index++) {
            write(buffer[index]);
        }
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        for (int index = offset; index < offset + length; index++) {
            write(text.charAt(index));
        }
    }
}
