// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a program in ssh's place that does with its last argument what sshd does: gives it to a shell. */
class SshShellTest {

    private static final String RUN_IT = "for script; do :; done\nexec sh -c \"$script\"\n";

    @TempDir
    private Path folder;

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        List<String> arguments = List.of("a b", "it's", "$HOME `id` \\ \"x\"", "*", "", "two\nlines", "-n");
        List<String> command = new ArrayList<>(List.of("printf", "<%s>\n"));
        command.addAll(arguments);
        assertThat(shell(RUN_IT).run("gym", command))
                .isEqualTo(
                        new RemoteShell.Exited(0, "<a b>\n<it's>\n<$HOME `id` \\ \"x\">\n<*>\n<>\n<two\nlines>\n<-n>"));
    }

    @Test
    void theExitCodeIsTheCommandsAlsoWhenItIsSshsOwn() throws Exception {
        assertThat(shell(RUN_IT).run("gym", List.of("sh", "-c", "echo out; echo err >&2; exit 255")))
                .isEqualTo(new RemoteShell.Exited(255, "out\nerr"));
        assertThat(shell(RUN_IT).run("gym", List.of("exit", "3"))).isEqualTo(new RemoteShell.Exited(3, ""));
    }

    @Test
    void aDeviceThatIsNotReachedHasRunNothing() throws Exception {
        assertThat(shell("echo 'ssh: connect to host gym port 22: No route to host' >&2; exit 255")
                        .run("gym", List.of("true")))
                .isEqualTo(new RemoteShell.NotReached("ssh: connect to host gym port 22: No route to host"));
        assertThat(new SshShell(folder.resolve("none").toString(), Optional.empty(), Duration.ofMinutes(1))
                        .run("gym", List.of("true")))
                .isInstanceOf(RemoteShell.NotReached.class);
    }

    @Test
    void aConnectionThatIsLostMeanwhileIsNeither() throws Exception {
        // What ssh does when the server is gone, after the first line of output.
        String lost =
                "for script; do :; done\nsh -c \"$script\" | head -n 1\necho 'client_loop: send disconnect' >&2\nexit 255\n";
        assertThat(shell(lost).run("gym", List.of("true")))
                .isEqualTo(new RemoteShell.Lost("the connection was lost (client_loop: send disconnect)"));
    }

    @Test
    void itNeverAsksAndTakesTheUserAndTheNameAsSuch() throws Exception {
        String listed =
                "for script; do :; done\nlist=$(printf '%s ' \"$@\")\nmark=${script#*echo }\necho \"${mark%%;*}\"\necho \"$list\"\n";
        RemoteShell.Result result =
                new SshShell(program(listed), Optional.of("pi"), Duration.ofMinutes(1)).run("gym-1", List.of("true"));
        assertThat(result)
                .isInstanceOfSatisfying(
                        RemoteShell.Exited.class,
                        exited -> assertThat(exited.output())
                                .startsWith("-T -o BatchMode=yes")
                                .contains(" -l pi -- gym-1 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-oProxyCommand=touch x", "gym one", "", "gym;id", "user@gym"})
    void whatIsNoHostNeverGetsToSsh(String name) throws Exception {
        assertThat(shell("touch ran").run(name, List.of("true"))).isInstanceOf(RemoteShell.NotReached.class);
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void aLongOutputIsCutAndTheExitCodeStillKnown() throws Exception {
        assertThat(shell(RUN_IT).run("gym", List.of("sh", "-c", "yes | head -n 400000; exit 4")))
                .isInstanceOfSatisfying(
                        RemoteShell.Exited.class,
                        exited -> assertThat(exited.exitCode()).isEqualTo(4));
    }

    private SshShell shell(String script) throws Exception {
        return new SshShell(program(script), Optional.empty(), Duration.ofMinutes(1));
    }

    private String program(String script) throws Exception {
        Path program = Files.writeString(folder.resolve("ssh"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }
}
