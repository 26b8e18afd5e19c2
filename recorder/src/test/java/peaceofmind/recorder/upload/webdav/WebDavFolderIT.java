// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.TestJobs;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.Refused;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;
import peaceofmind.recorder.upload.UploadTargetContract;
import peaceofmind.recorder.upload.http.UploadHttp;

/** Against Debian's Apache with mod_dav. */
class WebDavFolderIT extends UploadTargetContract {

    private ApacheServer server;
    private Path passwordFile;

    @BeforeEach
    void startServer() throws Exception {
        Assumptions.assumeTrue(ApacheServer.isInstalled(), "needs apache2, which is not installed");
        server = ApacheServer.start(Files.createDirectories(folder.resolve("apache")), "");
        passwordFile = Files.writeString(folder.resolve("password"), ApacheServer.PASSWORD + "\n");
    }

    @AfterEach
    void stopServer() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    protected UploadTarget target() {
        return target(server.url());
    }

    private UploadTarget target(String url) {
        Credentials credentials =
                new Credentials(Optional.of(ApacheServer.USER), Optional.of(passwordFile), Optional.empty(), false);
        return new StagedTarget(
                new WebDavFolder(URI.create(url), credentials, new UploadHttp(Optional.empty(), Clock.system())));
    }

    @Override
    protected List<byte[]> stored() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("apache/htdocs/videos"))) {
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
    void aVideoWhoseLastResponseWasLostIsRecognisedAndNotStoredTwice() throws Exception {
        UploadJob.SessionStore sessions = UploadJob.SessionStore.inMemory();
        target().upload(TestJobs.of(video, sessions));
        assertThat(target().upload(TestJobs.of(video, sessions)))
                .isInstanceOfSatisfying(
                        Uploaded.class,
                        uploaded -> assertThat(uploaded.reference()).endsWith("/recording_1%20%28%C3%A4%29.mp4"));
        assertThat(stored()).hasSize(1);
    }

    @Test
    void aWrongPasswordNeedsTheOwnerAndIsNotInTheMessage() throws Exception {
        Files.writeString(passwordFile, "another-secret");
        assertThat(target().upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class,
                        needed -> assertThat(needed.reason())
                                .contains("rejects user gym", passwordFile.toString(), "HTTP 401")
                                .doesNotContain("another-secret"));
        Files.delete(passwordFile);
        assertThat(target().upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("cannot be read"));
    }

    @Test
    void aFolderWithoutAParentNeedsTheOwner() throws Exception {
        assertThat(target(server.url() + "/a/b/c").upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        OwnerNeeded.class, needed -> assertThat(needed.reason()).contains("a/b/c", "does not exist"));
    }

    @Test
    void aFileThatIsTooLargeForTheServerIsRefusedForGood() throws Exception {
        server.stop();
        server = ApacheServer.start(Files.createDirectories(folder.resolve("small")), "LimitRequestBody 1000000");
        assertThat(target().upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("size"));
    }
}
