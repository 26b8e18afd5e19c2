// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.upload.ShareGuard.Mode;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;

class ShareGuardTest {

    private static final String MOUNTED = "//nas/videos /mnt/my\\040nas cifs rw 0 0\n";

    @TempDir
    private Path folder;

    @Test
    void aShareOfFstabMustBeMounted() throws Exception {
        assertThat(problem(Mode.AUTO, "/mnt/my nas/gym", MOUNTED, "proc /proc proc rw 0 0\n"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("/mnt/my nas is not mounted"));
        assertThat(problem(Mode.AUTO, "/mnt/my nas/gym", MOUNTED, MOUNTED)).isEmpty();
    }

    @Test
    void aFolderThatFstabDoesNotListIsAnOrdinaryOne() throws Exception {
        String fstab =
                "# /mnt/my\\040nas\nUUID=1 / ext4 defaults 0 1\nUUID=2 none swap sw 0 0\n/dev/sdb1 /mnt/other ext4\n";
        assertThat(problem(Mode.AUTO, "/mnt/my nas/gym", fstab, "/dev/sda1 / ext4 rw 0 0\n"))
                .isEmpty();
    }

    @Test
    void aRequiredMountIsNotReplacedByTheRootFileSystem() throws Exception {
        assertThat(problem(Mode.REQUIRED, "/mnt/my nas", "", "/dev/sda1 / ext4 rw 0 0\n"))
                .isPresent();
        assertThat(problem(Mode.REQUIRED, "/mnt/my nas", "", MOUNTED)).isEmpty();
        assertThat(problem(Mode.OFF, "/mnt/my nas", MOUNTED, "")).isEmpty();
    }

    @Test
    void nothingIsCopiedIntoAnEmptyMountPoint() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share"));
        Path video = Files.write(folder.resolve("a.mp4"), new byte[1000]);
        ShareGuard guard = guard(Mode.AUTO, share.toString(), "nas:/videos " + share + " nfs ro 0 0\n", "");
        assertThat(new FolderTarget(share, guard).upload(UploadJob.of(video))).isInstanceOf(TargetUnavailable.class);
        assertThat(share).isEmptyDirectory();
    }

    @Test
    void theMountsOfThisMachineAreRead() {
        assertThat(new ShareGuard(Path.of("/proc/self"), Mode.REQUIRED).problem())
                .isEmpty();
    }

    @Test
    void aShareWithoutItsMarkIsAnotherShare() throws IOException {
        ShareGuard marked = new ShareGuard(folder, Mode.OFF, Optional.of(".ours"));
        assertThat(marked.problem()).hasValueSatisfying(text -> assertThat(text).contains(".ours", "right share"));
        Files.createFile(folder.resolve(".ours"));
        assertThat(marked.problem()).isEmpty();
    }

    private Optional<String> problem(Mode mode, String share, String fstab, String mounts) throws IOException {
        return guard(mode, share, fstab, mounts).problem();
    }

    private ShareGuard guard(Mode mode, String share, String fstab, String mounts) throws IOException {
        return new ShareGuard(
                Path.of(share),
                mode,
                Optional.empty(),
                Files.writeString(folder.resolve("fstab"), fstab),
                Files.writeString(folder.resolve("mounts"), mounts));
    }
}
