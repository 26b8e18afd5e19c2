// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;
import peaceofmind.recorder.upload.FileNames;
import peaceofmind.recorder.upload.UploadAttempt;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;

/**
 * Uploads to a bucket: small videos at once, larger ones in parts, of which those that the server has are not sent again. The server
 * compares each part with its SHA-256 checksum; the size of the whole is verified afterwards. An object that exists is not replaced.
 */
public final class S3Target implements UploadTarget {

    /** S3 allows 10,000 parts of at least 5 MiB. */
    private static final long PART_BYTES = 16L * 1024 * 1024;

    private static final int MAX_PARTS = 9_000;
    private static final int MAX_SAME_NAMES = 100;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final char SEPARATOR = ' ';

    private final S3Settings settings;
    private final S3Client client;
    private final long minPartBytes;

    public S3Target(S3Settings settings, UploadHttp http) {
        this(settings, http, PART_BYTES);
    }

    S3Target(S3Settings settings, UploadHttp http, long minPartBytes) {
        this.settings = settings;
        this.client = new S3Client(settings, http);
        this.minPartBytes = minPartBytes;
    }

    @Override
    public Optional<String> problem() {
        return client.problem();
    }

    @Override
    public UploadResult upload(UploadJob job) throws InterruptedException {
        return UploadAttempt.of(job, () -> {
            Optional<String> problem = problem();
            if (problem.isPresent()) {
                return new OwnerNeeded(problem.get());
            }
            return uploadOnce(job);
        });
    }

    /** The session has the ID of a multipart upload, or a hyphen, and the key. */
    private UploadResult uploadOnce(UploadJob job) throws IOException, InterruptedException, UploadStoppedException {
        String session = job.session().map(SavedSession::session).orElse("");
        int separator = session.indexOf(SEPARATOR);
        String key = separator > 0 ? session.substring(separator + 1) : freeKey(job);
        if (separator > 0 && size(key).filter(bytes -> bytes == job.bytes()).isPresent()) {
            // The response to the last request was lost.
            job.reportSent(job.bytes());
            return uploaded(key);
        }
        if (job.bytes() <= partBytes(job)) {
            job.saveSession("-" + SEPARATOR + key, 0);
            job.checkPause();
            client.check(client.sendFile(key, Map.of(), job, 0, job.bytes(), sha256(job, 0, job.bytes())));
        } else {
            sendParts(job, key, separator > 0 ? session.substring(0, separator) : "-");
        }
        long stored = size(key).orElse(-1L);
        if (stored != job.bytes()) {
            job.clearSession();
            return new NotUploaded(settings.bucket() + "/" + key + " has " + stored + " of " + job.bytes() + " bytes");
        }
        job.reportSent(job.bytes());
        return uploaded(key);
    }

    private UploadResult uploaded(String key) {
        return new Uploaded("s3://" + settings.bucket() + "/" + key);
    }

    private String freeKey(UploadJob job) throws IOException, InterruptedException, UploadStoppedException {
        for (int n = 1; n <= MAX_SAME_NAMES; n++) {
            String key = settings.prefix() + FileNames.numbered(job.fileName(), n);
            if (size(key).isEmpty()) {
                return key;
            }
        }
        throw new UploadStoppedException(new NotUploaded(
                settings.bucket() + " has " + MAX_SAME_NAMES + " other objects with the name " + job.fileName()));
    }

    private Optional<Long> size(String key) throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = client.send("HEAD", key, Map.of());
        if (reply.status() == 404) {
            return Optional.empty();
        }
        client.check(reply);
        return Optional.of(reply.headers().firstValueAsLong("Content-Length").orElse(-1));
    }

    private long partBytes(UploadJob job) {
        return Math.max(minPartBytes, job.bytes() / MAX_PARTS + 1);
    }

    private void sendParts(UploadJob job, String key, String savedUpload)
            throws IOException, InterruptedException, UploadStoppedException {
        MultipartUpload upload = new MultipartUpload(client, key, savedUpload);
        if (!upload.resume()) {
            upload.start();
        }
        job.saveSession(upload.id() + SEPARATOR + key, 0);
        long partBytes = partBytes(job);
        int number = 1;
        for (long offset = 0; offset < job.bytes(); offset += partBytes) {
            long length = Math.min(partBytes, job.bytes() - offset);
            if (!upload.has(number, length)) {
                job.checkPause();
                upload.send(number, job, offset, length, sha256(job, offset, length));
                job.saveSession(upload.id() + SEPARATOR + key, offset + length);
            }
            job.reportSent(offset + length);
            number++;
        }
        upload.complete(number - 1);
    }

    private static String sha256(UploadJob job, long offset, long length) throws IOException, InterruptedException {
        MessageDigest digest = UploadJob.newSha256();
        try (FileChannel channel = FileChannel.open(job.video(), StandardOpenOption.READ);
                InputStream in = Channels.newInputStream(channel.position(offset))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (long left = length; left > 0; ) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the upload was interrupted");
                }
                int count = in.read(buffer, 0, (int) Math.min(left, BUFFER_BYTES));
                if (count < 0) {
                    throw new EOFException(job.video() + " is shorter than at the start of its upload");
                }
                digest.update(buffer, 0, count);
                left -= count;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
