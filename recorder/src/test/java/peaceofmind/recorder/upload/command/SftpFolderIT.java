// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.TestJobs;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;
import peaceofmind.recorder.upload.UploadTargetContract;

/** Against OpenSSH's sshd. */
class SftpFolderIT extends UploadTargetContract {

    private SshServer server;
    private Path remote;

    @BeforeEach
    void startServer() throws Exception {
        Assumptions.assumeTrue(
                SshServer.isInstalled(), "needs openssh-server and openssh-client, which are not installed");
        server = SshServer.start(Files.createDirectories(folder.resolve("ssh")));
        remote = folder.resolve("ssh/uploads [1] \"a\"");
    }

    @AfterEach
    void stopServer() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    protected UploadTarget target() {
        return target(server.settings(remote.toString()));
    }

    private static UploadTarget target(SftpSettings settings) {
        return new StagedTarget(new SftpFolder(settings, Clock.system()));
    }

    @Override
    protected List<byte[]> stored() throws IOException {
        try (Stream<Path> files = Files.list(remote)) {
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
        server.stop();
    }

    @Test
    void anIncompleteFileIsContinued() throws Exception {
        UploadJob.SessionStore sessions = UploadJob.SessionStore.inMemory();
        UploadJob job = TestJobs.of(video, sessions);
        job.saveSession("01234567", 0);
        Files.createDirectories(remote);
        // Zeros in place of the first bytes show whether they are sent again.
        Files.write(remote.resolve("." + video.getFileName() + ".01234567.part"), new byte[1_000_000]);
        assertThat(target().upload(job)).isInstanceOf(Uploaded.class);
        byte[] expected = content(1);
        Arrays.fill(expected, 0, 1_000_000, (byte) 0);
        assertThat(stored()).containsExactly(expected);
    }

    @Test
    void anUnknownHostNeedsTheOwner() throws Exception {
        SftpSettings settings = server.settings(remote.toString());
        Files.writeString(settings.knownHosts(), "");
        assertThat(target(settings).upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("ssh-keyscan"));
        Files.delete(settings.knownHosts());
        assertThat(target(settings).problem().orElseThrow()).contains("ssh-keyscan");
    }

    @Test
    void aKeyThatTheServerDoesNotKnowNeedsTheOwner() throws Exception {
        Files.writeString(folder.resolve("ssh/authorized"), "");
        assertThat(target().upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("authorized_keys"));
        Files.delete(folder.resolve("ssh/key"));
        assertThat(target().problem().orElseThrow()).contains("ssh-keygen");
    }

    @Test
    void aFolderWithoutAParentNeedsTheOwner() throws Exception {
        assertThat(target(server.settings(folder.resolve("none/at/all").toString()))
                        .upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("none/at/all"));
    }
}
