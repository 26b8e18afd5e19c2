// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTargetContract;
import peaceofmind.testkit.Eventually;

/** Debian's rclone, against its own WebDAV server. */
class RcloneFolderIT extends UploadTargetContract {

    private static final Path PROGRAM = Path.of("/usr/bin/rclone");

    private Process server;
    private Path config;
    private Path served;

    @BeforeEach
    void startServer() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "needs rclone, which is not installed");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        served = Files.createDirectories(folder.resolve("served"));
        config = Files.writeString(
                folder.resolve("rclone.conf"),
                "[share]\ntype = webdav\nurl = http://127.0.0.1:" + port + "\nvendor = other\n");
        server = new ProcessBuilder(
                        PROGRAM.toString(),
                        "serve",
                        "webdav",
                        "--addr",
                        "127.0.0.1:" + port,
                        "--config",
                        "/dev/null",
                        served.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "serve.log"))
                .start();
        Eventually.await().until(() -> isListening(port));
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterEach
    void stopServer() throws Exception {
        if (server != null) {
            takeAway();
        }
    }

    @Override
    protected UploadTarget target() {
        return target("share:gym/hall 1");
    }

    private UploadTarget target(String remote) {
        return new StagedTarget(new RcloneFolder(new RcloneSettings(remote, config), Clock.system()));
    }

    @Override
    protected List<byte[]> stored() throws IOException {
        try (Stream<Path> files = Files.list(served.resolve("gym/hall 1"))) {
            List<byte[]> contents = new ArrayList<>();
            for (Path file : files.filter(path -> !path.getFileName().toString().startsWith("."))
                    .toList()) {
                contents.add(Files.readAllBytes(file));
            }
            return contents;
        }
    }

    @Override
    protected void takeAway() throws Exception {
        server.destroy();
        if (!server.waitFor(10, TimeUnit.SECONDS)) {
            server.destroyForcibly();
        }
    }

    @Test
    void aRemoteThatIsNotConfiguredNeedsTheOwner() throws Exception {
        assertThat(target("other:gym").upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("other", "rclone.conf"));
        Files.delete(config);
        assertThat(target().problem().orElseThrow()).contains("rclone config");
    }
}
