// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;

/** Uploads to a folder, such as a mounted share: copies, syncs, verifies the copy by its SHA-256 checksum, then renames it. */
public final class FolderTarget implements UploadTarget {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAX_SAME_NAMES = 100;

    private final Path folder;
    private final ShareGuard guard;
    private final Copier copier;

    /** Copies durably, and returns the checksum of what was read. */
    interface Copier {
        String copy(UploadJob job, Path to) throws IOException, InterruptedException;
    }

    /** @param guard is asked before each upload */
    public FolderTarget(Path folder, ShareGuard guard) {
        this(folder, guard, FolderTarget::copy);
    }

    FolderTarget(Path folder, ShareGuard guard, Copier copier) {
        this.folder = folder;
        this.guard = guard;
        this.copier = copier;
    }

    @Override
    public Optional<String> problem() {
        return guard.problem()
                .or(() -> Files.isDirectory(folder)
                        ? Optional.empty()
                        : Optional.of("no such folder: " + folder + "; is the share mounted?"));
    }

    @Override
    public UploadResult upload(UploadJob job) throws InterruptedException {
        Optional<String> away = problem();
        if (away.isPresent()) {
            return new TargetUnavailable(away.get());
        }
        Optional<String> unreadable = job.fileProblem();
        if (unreadable.isPresent()) {
            return new NotUploaded(unreadable.get());
        }
        Path video = job.video();
        Path partFile = folder.resolve("." + video.getFileName() + ".part");
        try {
            String sourceChecksum = copier.copy(job, partFile);
            if (!sourceChecksum.equals(checksum(partFile))) {
                return new NotUploaded("the copy in " + folder + " differs from " + video + ": is its disk failing?");
            }
            Path target = targetPath(video.getFileName().toString(), sourceChecksum);
            DurableFile.move(partFile, target);
            return new Uploaded(target + " sha256:" + sourceChecksum);
        } catch (ClosedByInterruptException interrupted) {
            // Cleared as for an InterruptedException: the row of the video must still be written.
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("the upload was interrupted").initCause(interrupted);
        } catch (EOFException shortened) {
            return new NotUploaded(ErrorText.of(shortened));
        } catch (IOException failure) {
            return new TargetUnavailable("cannot copy to " + folder + ": " + ErrorText.of(failure));
        } finally {
            deletePartFile(partFile);
        }
    }

    /** Several devices can share a folder: a video never overwrites another one with the same name. */
    private Path targetPath(String name, String checksum) throws IOException {
        for (int n = 1; n <= MAX_SAME_NAMES; n++) {
            Path candidate = folder.resolve(FileNames.numbered(name, n));
            if (!Files.exists(candidate) || checksum(candidate).equals(checksum)) {
                return candidate;
            }
        }
        throw new IOException(folder + " contains " + MAX_SAME_NAMES + " other files with the name " + name);
    }

    /** A partial copy would take up space on the share forever. One that can't be removed is overwritten by the next attempt. */
    private static void deletePartFile(Path partFile) {
        try {
            Files.deleteIfExists(partFile);
        } catch (IOException notDeleted) {
            return;
        }
    }

    private static String copy(UploadJob job, Path to) throws IOException, InterruptedException {
        MessageDigest digest = UploadJob.newSha256();
        try (UploadJob.Reader in = job.read(0);
                FileChannel out = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (long left = job.bytes(); left > 0; left -= BUFFER_BYTES) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the upload was interrupted");
                }
                byte[] buffer = in.next((int) Math.min(left, BUFFER_BYTES));
                digest.update(buffer);
                ByteBuffer bytes = ByteBuffer.wrap(buffer);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
            job.reportSent(job.bytes());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String checksum(Path file) throws IOException {
        MessageDigest digest = UploadJob.newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
