// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;

/**
 * One upload of one video: its file, which is read within the configured limits, what is needed to resume it, and how it proceeds. Only the
 * progress is for any thread.
 */
public final class UploadJob {

    private final Path video;
    private final long bytes;
    private final SessionStore sessions;
    private final UploadLimits limits;
    private final UploadMeter meter;
    private volatile Optional<String> pauseReason = Optional.empty();

    /** Where the session of this upload is saved; empty: none. */
    public interface SessionStore {
        /** The saved session. */
        Optional<SavedSession> load() throws StorageException;

        /** Replaces it, durably. */
        void save(Optional<SavedSession> session) throws StorageException;

        /** Forgets it with the process. */
        static SessionStore inMemory() {
            return new SessionStore() {
                private Optional<SavedSession> current = Optional.empty();

                @Override
                public Optional<SavedSession> load() {
                    return current;
                }

                @Override
                public void save(Optional<SavedSession> session) {
                    current = session;
                }
            };
        }
    }

    /** Uploads are not possible now: the configuration has them wait. */
    public static final class PausedException extends IOException {
        private static final long serialVersionUID = 1L;

        PausedException(String reason) {
            super(reason);
        }
    }

    UploadJob(Path video, SessionStore sessions, UploadLimits limits, Clock clock) {
        this.video = video;
        this.bytes = size(video);
        this.sessions = sessions;
        this.limits = limits;
        this.meter = new UploadMeter(bytes, clock);
    }

    /** A job without limits, whose session is saved nowhere. */
    public static UploadJob of(Path video) {
        return new UploadJob(video, SessionStore.inMemory(), UploadLimits.NONE, Clock.system());
    }

    private static long size(Path video) {
        try {
            return Files.size(video);
        } catch (IOException missing) {
            return 0;
        }
    }

    /** The file. */
    public Path video() {
        return video;
    }

    /** The file's name. */
    public String fileName() {
        return String.valueOf(video.getFileName());
    }

    /** Size of the file; 0 when it cannot be read. */
    public long bytes() {
        return bytes;
    }

    /** Why the file cannot be uploaded; empty when it can. */
    public Optional<String> fileProblem() {
        return Files.isReadable(video)
                ? Optional.empty()
                : Optional.of(video + " is missing, or cannot be read by the recorder's user");
    }

    /** A new SHA-256 digest. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** What was saved by an earlier attempt, unless the file has another size now. */
    public Optional<SavedSession> session() throws IOException {
        try {
            return sessions.load().filter(saved -> saved.bytes() == bytes);
        } catch (StorageException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Saves durably what is needed to resume this upload, at the latest when the target has the bytes up to {@code offset}. */
    public void saveSession(String session, long offset) throws IOException {
        save(Optional.of(new SavedSession(session, offset, bytes)));
    }

    /** The next attempt starts from the first byte. */
    public void clearSession() throws IOException {
        save(Optional.empty());
    }

    private void save(Optional<SavedSession> session) throws IOException {
        try {
            sessions.save(session);
        } catch (StorageException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** The target has, or was sent, the first {@code count} bytes. For any thread. */
    public void reportSent(long count) {
        meter.update(count);
    }

    /** How the upload proceeds. For any thread. */
    public UploadProgress progress() {
        return meter.progress(fileName());
    }

    /**
     * Throws when the configuration has uploads wait now. To be called between the parts of an upload; reading the file does it, too.
     */
    public void checkPause() throws PausedException {
        Optional<String> reason = limits.pauseReason();
        if (reason.isPresent()) {
            pauseReason = reason;
            throw new PausedException("uploads wait: " + reason.get());
        }
    }

    /** Why this upload was paused; empty when it was not. */
    Optional<String> pauseReason() {
        return pauseReason;
    }

    /** The most bytes a second that may be sent; 0: no limit. For targets that read the file with a program of their own. */
    public long maxBytesPerSecond() {
        return limits.maxBytesPerSecond();
    }

    /** Opens the file at an offset. */
    public Reader read(long offset) throws IOException {
        return new Reader(offset);
    }

    /** Reads the file, no faster than the limit, and reports what was read as sent. */
    public final class Reader implements AutoCloseable {
        private final FileChannel channel;
        private long position;

        private Reader(long offset) throws IOException {
            channel = FileChannel.open(video, StandardOpenOption.READ);
            channel.position(offset);
            position = offset;
        }

        /**
         * Reads exactly that many bytes.
         *
         * @throws EOFException the file is shorter than it was
         */
        public byte[] next(int count) throws IOException, InterruptedException {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            fill(buffer);
            return buffer.array();
        }

        /**
         * Reads as many bytes as the buffer has room for.
         *
         * @throws EOFException the file is shorter than it was
         */
        public void fill(ByteBuffer buffer) throws IOException, InterruptedException {
            checkPause();
            int count = buffer.remaining();
            limits.pace(count);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException(video + " is shorter than at the start of its upload");
                }
            }
            reportSent(position);
            position += count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
