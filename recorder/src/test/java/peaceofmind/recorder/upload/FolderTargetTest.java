// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;

class FolderTargetTest {

    @TempDir
    private Path folder;

    private Path video;

    @BeforeEach
    void createVideo() throws Exception {
        video = Files.write(folder.resolve("a.mp4"), new byte[1_000_000]);
    }

    @Test
    void theCopyIsIdenticalAndItsChecksumReported() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share"));
        assertThat(target(share).upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        Uploaded.class,
                        uploaded -> assertThat(uploaded.reference())
                                .contains("sha256:d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025"));
        assertThat(share.resolve("a.mp4")).hasSameBinaryContentAs(video);
        assertThat(share.resolve(".a.mp4.part")).doesNotExist();
    }

    @Test
    void uploadingTheSameFileAgainIsNotAnError() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share"));
        target(share).upload(UploadJob.of(video));
        assertThat(target(share).upload(UploadJob.of(video))).isInstanceOf(Uploaded.class);
    }

    @Test
    void anotherDevicesVideoWithTheSameNameIsNotOverwritten() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share"));
        Files.writeString(share.resolve("a.mp4"), "another device's");
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(target(share).upload(UploadJob.of(video)))
                    .isInstanceOfSatisfying(
                            Uploaded.class,
                            uploaded -> assertThat(uploaded.reference()).contains("a-2.mp4"));
        }
        assertThat(share.resolve("a.mp4")).hasContent("another device's");
        assertThat(share.resolve("a-2.mp4")).hasSameBinaryContentAs(video);
        assertThat(share.resolve("a-3.mp4")).doesNotExist();
    }

    @Test
    void aShareThatIsNotMountedIsReported() throws Exception {
        assertThat(target(folder.resolve("missing")).upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        TargetUnavailable.class,
                        away -> assertThat(away.reason()).contains("is the share mounted"));
    }

    @Test
    void aMissingVideoIsReportedWithItsName() throws Exception {
        assertThat(target(folder).upload(UploadJob.of(folder.resolve("gone.mp4"))))
                .isInstanceOfSatisfying(
                        NotUploaded.class, failed -> assertThat(failed.reason()).contains("gone.mp4"));
    }

    @Test
    void aCopyThatDiffersIsRejectedAndRemoved() throws Exception {
        assertThat(share((_, to) -> {
                            Files.writeString(to, "something else");
                            return "the checksum of the original";
                        })
                        .upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        NotUploaded.class, failed -> assertThat(failed.reason()).contains("differs from", "a.mp4"));
        assertThat(folder.resolve("share")).isEmptyDirectory();
    }

    @Test
    void aFullShareIsReportedAndPartialCopiesAreRemoved() throws Exception {
        Files.createDirectories(folder.resolve("share"));
        Files.writeString(folder.resolve("share/.a.mp4.part"), "left by a power cut");
        assertThat(share((_, to) -> {
                            Files.writeString(to, "half");
                            throw new IOException("No space left on device");
                        })
                        .upload(UploadJob.of(video)))
                .isInstanceOfSatisfying(
                        TargetUnavailable.class,
                        away -> assertThat(away.reason()).contains("No space left on device"));
        assertThat(folder.resolve("share")).isEmptyDirectory();
    }

    @Test
    void anInterruptedUploadStopsAndLeavesNothing() throws Exception {
        FolderTarget target = target(Files.createDirectories(folder.resolve("share")));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> target.upload(UploadJob.of(video))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(folder.resolve("share")).isEmptyDirectory();
    }

    @Test
    void anUploadInterruptedWhileWritingHasNotFailed() throws Exception {
        FolderTarget target = share((_, to) -> {
            Thread.currentThread().interrupt();
            try (FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.force(true);
            }
            return "";
        });
        assertThatThrownBy(() -> target.upload(UploadJob.of(video))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(folder.resolve("share")).isEmptyDirectory();
    }

    private FolderTarget share(FolderTarget.Copier copier) throws IOException {
        Path share = Files.createDirectories(folder.resolve("share"));
        return new FolderTarget(share, new ShareGuard(share, ShareGuard.Mode.OFF), copier);
    }

    private static FolderTarget target(Path share) {
        return new FolderTarget(share, new ShareGuard(share, ShareGuard.Mode.OFF));
    }
}
