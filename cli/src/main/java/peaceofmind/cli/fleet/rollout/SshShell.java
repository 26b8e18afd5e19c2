// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import peaceofmind.linux.Subprocess;

/**
 * The system's {@code ssh}, with the user's own configuration and keys. Never asks: a device that wants a password or has an unknown key
 * counts as not reached. The command is framed by two lines that cannot be guessed, so that a lost connection differs from a device that
 * was never reached, and from a command that exits with ssh's own 255. Without a terminal, the command runs on when the connection is lost.
 */
public final class SshShell implements RemoteShell {

    private static final int MAX_OUTPUT_BYTES = 256 * 1024;
    private static final int NONCE_BYTES = 12;

    /** When it has no exit code of the command (ssh(1)). */
    private static final int SSH_FAILED = 255;

    private final String program;
    private final Optional<String> user;
    private final Duration timeout;
    private final RandomGenerator random = new SecureRandom();

    /**
     * @param user to log in as; empty: ssh decides
     * @param timeout of one command; ssh is ended then, and the command runs on
     */
    public SshShell(Optional<String> user, Duration timeout) {
        this("ssh", user, timeout);
    }

    /** For tests: with another program than ssh. */
    SshShell(String program, Optional<String> user, Duration timeout) {
        this.program = program;
        this.user = user;
        this.timeout = timeout;
    }

    /** Whether it is a name that ssh can only understand as a host. */
    public static boolean isHost(String name) {
        return name.matches("[A-Za-z0-9_][A-Za-z0-9._:-]*");
    }

    @Override
    public Result run(String device, List<String> command) throws InterruptedException {
        if (!isHost(device)) {
            return new NotReached("its name is not one of a host");
        }
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String mark = "peace-fleet-" + HexFormat.of().formatHex(bytes);
        List<String> ssh = new ArrayList<>(List.of(
                program,
                "-T",
                "-o",
                "BatchMode=yes",
                "-o",
                "ConnectTimeout=15",
                "-o",
                "ServerAliveInterval=15",
                "-o",
                "ServerAliveCountMax=4"));
        user.ifPresent(name -> ssh.addAll(List.of("-l", name)));
        ssh.addAll(List.of("--", device, script(mark, command)));
        return switch (Subprocess.runInOwnSession(ssh, timeout, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited -> interpret(mark, exited);
            case Subprocess.TimedOut _ ->
                new Lost("no result within " + timeout.toMinutes() + " min; it may still be running there");
            case Subprocess.NotStarted failed -> new NotReached(failed.reason());
        };
    }

    /** For any shell that POSIX describes. */
    static String script(String mark, List<String> command) {
        String quoted = command.stream().map(SshShell::quote).collect(Collectors.joining(" "));
        // Standard error joins in, so that the lines keep their order.
        return "exec 2>&1 </dev/null; echo " + mark + "; " + quoted + "; s=$?; echo; echo " + mark + " $s; exit $s";
    }

    /** Inside single quotes a shell changes nothing; a single quote itself is put between two such parts. */
    static String quote(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    private static Result interpret(String mark, Subprocess.Exited exited) {
        String output = exited.output();
        int start = output.indexOf(mark + "\n");
        if (start < 0) {
            String reason = lastLine(exited.errorOutput());
            return new NotReached(reason.isEmpty() ? "ssh exited with " + exited.exitCode() : reason);
        }
        String rest = output.substring(start + mark.length() + 1);
        int end = rest.lastIndexOf("\n" + mark + " ");
        if (end < 0 && exited.exitCode() == SSH_FAILED) {
            String reason = lastLine(exited.errorOutput());
            return new Lost("the connection was lost" + (reason.isEmpty() ? "" : " (" + reason + ")"));
        }
        // Without the second line the output was longer than the limit, or the command ended the shell.
        return new Exited(exited.exitCode(), (end < 0 ? rest : rest.substring(0, end)).stripTrailing());
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce("", (_, last) -> last)
                .strip();
    }
}
