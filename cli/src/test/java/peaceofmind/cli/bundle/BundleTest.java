// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.machine.Machine;
import peaceofmind.linux.Subprocess;
import picocli.CommandLine;

class BundleTest {

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @Test
    void secretsAreMaskedInConfigurationLogsAndEvidence() throws Exception {
        Files.writeString(folder.resolve("topic"), "https://push.example/very-secret-topic\n");
        Path config = config("""
                recorder:
                  source: rtsp://admin:hunter2@10.0.0.4/stream
                alerts:
                  webhooks:
                    - name: chat
                      url: https://chat.example/hooks/abcdef
                    - name: push
                      url_file: %s
                ship:
                  logs:
                    - url: https://loki.example/push
                      files: [/var/log/app.log]
                      mask: ['member (\\d+)']
                """.formatted(folder.resolve("topic")));
        Files.createDirectories(log());
        Files.writeString(
                log().resolve("service.log"),
                "POST /hooks/abcdef failed\nvery-secret-topic: 404\nmember 4711\npassword=hunter2\n"
                        + "x".repeat(400_000) + "\n");
        Files.createDirectories(evidence().resolve("one"));
        Files.writeString(evidence().resolve("one/output.txt"), "Authorization: Basic aHVudGVyMg==\n");

        String bundle = bundle(config);

        assertThat(bundle)
                .contains("rtsp://admin:***@10.0.0.4/stream", "member ***", "POST /*** failed", "Authorization: ***")
                .doesNotContain("hunter2", "abcdef", "very-secret", "4711", "aHVudGVyMg");
    }

    @Test
    void linksPipesAndSocketsAreNamedAndNotRead() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "for root only\n");
        Path config = config("");
        Files.createDirectories(log());
        Files.createSymbolicLink(log().resolve("service.log"), secret);
        assertThat(Machine.real()
                        .run(List.of("mkfifo", log().resolve("watchdog.log").toString())))
                .matches(result -> result instanceof Subprocess.Exited exited && exited.succeeded());
        Files.createDirectories(evidence().resolve("one"));
        Files.createSymbolicLink(evidence().resolve("one/link"), secret);
        Files.createSymbolicLink(evidence().resolve("two"), folder);
        Files.createDirectories(evidence().resolve("three/inner"));
        Files.writeString(evidence().resolve("three/" + "n".repeat(200) + "\n\u001b[31m"), "long name\n");

        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(evidence().resolve("one/socket")));
            String bundle = bundle(config);

            assertThat(bundle)
                    .contains("not read: a link to " + secret)
                    .contains("not read: a link to " + folder)
                    .contains("not read: a pipe, a socket or a device")
                    .contains("not read: a folder")
                    .contains("long name")
                    .doesNotContain("for root only");
            assertThat(output.toString()).doesNotContain("\u001b");
        }
    }

    @Test
    void ofAnotherProgramItHoldsThatProgramsHeartbeatAndLog() throws Exception {
        Files.writeString(folder.resolve("web.json"), "{\"state\":\"serving\"}\n");
        Files.writeString(folder.resolve("web.log"), "GET /\n");
        Path config = config("");
        String services =
                "  services: [{name: web, heartbeat: %1$s/web.json, logs: [%1$s/web.log]}]\n".formatted(folder);
        Files.writeString(config, Files.readString(config).replace("recorder:\n", services + "recorder:\n"));
        String bundle = bundle(config);
        assertThat(bundle)
                .contains("\"state\":\"serving\"", "GET /")
                .doesNotContain("recorder-status.json", "videos.json");
    }

    @Test
    void aFolderOfEvidenceThatIsALinkIsNotFollowed() throws Exception {
        Path config = config("");
        Files.createDirectories(folder.resolve("private/one"));
        Files.writeString(folder.resolve("private/one/file"), "for root only\n");
        Files.createDirectories(evidence().getParent());
        Files.createSymbolicLink(evidence(), folder.resolve("private"));

        assertThat(bundle(config)).doesNotContain("for root only");
    }

    @Test
    void onlyTheEndOfAHugeFileIsIncludedAndNoPartOfALine() throws Exception {
        Path config = config("");
        Files.createDirectories(log());
        try (RandomAccessFile huge =
                new RandomAccessFile(log().resolve("service.log").toFile(), "rw")) {
            huge.setLength(5_000_000_000L);
            huge.seek(5_000_000_000L);
            huge.writeBytes("\nthe last line\n");
        }
        Files.writeString(log().resolve("watchdog.log"), "password=" + "secret".repeat(100_000));

        assertThat(bundle(config))
                .contains("[the end of 5000000015 bytes]\nthe last line")
                .contains("[one line, not included]")
                .doesNotContain("secretsecret");
    }

    @Test
    void tarReadsWhatWasWritten() throws Exception {
        Path archive = folder.resolve("b.tar.gz");
        try (TarGzWriter tar = new TarGzWriter(archive, Instant.parse("2026-11-25T08:00:00Z"))) {
            tar.add("peace-bundle/a.txt", "hello".getBytes(StandardCharsets.UTF_8));
            tar.add("peace-bundle/b.txt", new byte[512]);
            tar.add("peace-bundle/c.txt", new byte[0]);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");
        assertThat(Machine.real().output("tar", "-tzf", archive.toString()))
                .contains("peace-bundle/a.txt\npeace-bundle/b.txt\npeace-bundle/c.txt\n");
        assertThat(Machine.real().output("tar", "-xzOf", archive.toString(), "peace-bundle/a.txt"))
                .contains("hello");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private Path evidence() {
        return folder.resolve("state/evidence");
    }

    private Path config(String more) throws IOException {
        return Files.writeString(
                folder.resolve("peace.yaml"),
                """
                watchdog:
                  log_dir: %s
                  state_dir: %s
                  socket: %s
                """.formatted(log(), folder.resolve("state"), folder.resolve("w.sock"))
                        + (more.contains("recorder:") ? more : "recorder:\n" + more)
                                .replace("recorder:\n", "recorder:\n  log_dir: " + log() + "\n"));
    }

    /** Everything in the archive that the command writes. */
    private String bundle(Path config) throws Exception {
        Path archive = folder.resolve("bundle.tar.gz");
        CommandLine command = new CommandLine(new BundleCommand());
        command.setOut(new PrintWriter(output, true));
        assertThat(command.execute("--config", config.toString(), archive.toString()))
                .isZero();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
