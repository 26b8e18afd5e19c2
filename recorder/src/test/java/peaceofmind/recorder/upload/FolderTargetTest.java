package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;

class FolderTargetTest {

    @TempDir
    private Path folder;

    private Path video;

    @BeforeEach
    void makeAVideo() throws Exception {
        video = Files.write(folder.resolve("a.mp4"), new byte[1_000_000]);
    }

    @Test
    void theCopyIsTheSameAndItsChecksumIsTold() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share"));
        assertThat(new FolderTarget(share).upload(video))
                .isInstanceOfSatisfying(
                        Uploaded.class,
                        uploaded -> assertThat(uploaded.reference())
                                .contains("sha256:d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025"));
        assertThat(share.resolve("a.mp4")).hasSameBinaryContentAs(video);
        assertThat(share.resolve(".a.mp4.part")).doesNotExist();
    }

    @Test
    void theSameFileAgainIsNoMistake() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share"));
        new FolderTarget(share).upload(video);
        assertThat(new FolderTarget(share).upload(video)).isInstanceOf(Uploaded.class);
    }

    @Test
    void aShareThatIsNotMountedIsToldSo() throws Exception {
        assertThat(new FolderTarget(folder.resolve("missing")).upload(video))
                .isInstanceOfSatisfying(
                        NotUploaded.class, failed -> assertThat(failed.why()).contains("is the share mounted"));
    }

    @Test
    void aVideoThatIsGoneIsToldWithItsName() throws Exception {
        assertThat(new FolderTarget(folder).upload(folder.resolve("gone.mp4")))
                .isInstanceOfSatisfying(
                        NotUploaded.class, failed -> assertThat(failed.why()).contains("gone.mp4"));
    }
}
