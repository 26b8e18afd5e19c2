// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.http.HttpReply;

/**
 * Google's protocol for resumable uploads (developers.google.com/youtube/v3/guides/using_resumable_upload_protocol). The address of the
 * session is saved before the first byte is sent; after an interruption the server says how many bytes it has.
 */
final class ResumableUpload {

    /** Google wants multiples of 256 KB. What is in a part that was not completed is resumed at the byte, too. */
    static final int PART_BYTES = 32 * 1024 * 1024;

    private static final Pattern RANGE = Pattern.compile("bytes=0-(\\d{1,18})");
    private static final int MAX_SESSIONS = 3;
    private static final int RESUME_INCOMPLETE = 308;

    private final URI uploads;
    private final Endpoints endpoints;
    private final YouTubeApi api;
    private final GoogleErrors errors;
    private final int partBytes;

    ResumableUpload(Endpoints endpoints, YouTubeApi api, GoogleErrors errors, int partBytes) {
        this.uploads = URI.create(endpoints.upload() + "?uploadType=resumable&part=snippet,status");
        this.endpoints = endpoints;
        this.api = api;
        this.errors = errors;
        this.partBytes = partBytes;
    }

    /** A session and what the server has of the video: a number of bytes, or the whole video. */
    private sealed interface Position {}

    private record Incomplete(URI session, long offset) implements Position {}

    private record Complete(String videoId) implements Position {}

    /** The server does not know the session any more. */
    private record Expired() implements Position {}

    /** Uploads the job's video, from where an earlier attempt stopped; returns the video's ID. */
    String upload(UploadJob job, JsonObject metadata) throws IOException, InterruptedException, UploadStoppedException {
        for (int sessions = 0; sessions < MAX_SESSIONS; sessions++) {
            Position position = savedPosition(job);
            if (position instanceof Expired) {
                position = start(job, metadata);
            }
            while (position instanceof Incomplete incomplete) {
                position = sendPart(job, incomplete);
            }
            if (position instanceof Complete complete) {
                return complete.videoId();
            }
            job.clearSession();
        }
        throw new UploadStoppedException(
                new NotUploaded("YouTube has ended " + MAX_SESSIONS + " sessions of this upload"));
    }

    /** Where an earlier attempt stopped; expired also when there was none. */
    private Position savedPosition(UploadJob job) throws IOException, InterruptedException, UploadStoppedException {
        Optional<SavedSession> saved = job.session();
        if (saved.isEmpty() || !endpoints.isOurs(saved.get().session())) {
            return new Expired();
        }
        URI session = URI.create(saved.get().session());
        Map<String, String> headers = Map.of("Content-Range", "bytes */" + job.bytes());
        Position position =
                position(job, session, api.send("PUT", session, headers, BodyPublishers.ofByteArray(new byte[0])));
        if (position instanceof Incomplete incomplete) {
            job.reportSent(incomplete.offset());
        }
        return position;
    }

    private Position start(UploadJob job, JsonObject metadata)
            throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = api.post(
                uploads,
                Map.of(
                        "Content-Type", "application/json; charset=UTF-8",
                        "X-Upload-Content-Type", "video/*",
                        "X-Upload-Content-Length", Long.toString(job.bytes())),
                metadata);
        String location = reply.header("Location").orElse("");
        if (!reply.isSuccess()) {
            throw new UploadStoppedException(errors.of(reply));
        } else if (!endpoints.isOurs(location)) {
            throw new UploadStoppedException(new NotUploaded(
                    "YouTube named an address for the upload that is not Google's; nothing was sent there"));
        }
        job.saveSession(location, 0);
        return new Incomplete(URI.create(location), 0);
    }

    private Position sendPart(UploadJob job, Incomplete from)
            throws IOException, InterruptedException, UploadStoppedException {
        job.checkPause();
        long length = Math.min(partBytes, job.bytes() - from.offset());
        if (length <= 0) {
            throw new UploadStoppedException(new NotUploaded(
                    "YouTube has all bytes of " + job.fileName() + ", but does not complete the upload"));
        }
        String range = "bytes " + from.offset() + "-" + (from.offset() + length - 1) + "/" + job.bytes();
        HttpReply reply = api.sendPart(
                from.session(), Map.of("Content-Range", range, "Content-Type", "video/*"), job, from.offset(), length);
        Position position = position(job, from.session(), reply);
        if (position instanceof Incomplete next) {
            if (next.offset() <= from.offset()) {
                throw new UploadStoppedException(new NotUploaded(
                        "YouTube stored nothing of " + length + " bytes of " + job.fileName() + " (HTTP 308)"));
            }
            job.saveSession(from.session().toString(), next.offset());
            job.reportSent(next.offset());
        }
        return position;
    }

    private Position position(UploadJob job, URI session, HttpReply reply) throws UploadStoppedException {
        if (reply.status() == RESUME_INCOMPLETE) {
            return new Incomplete(session, storedBytes(job, reply));
        } else if (reply.status() == 404 || reply.status() == 410) {
            return new Expired();
        } else if (!reply.isSuccess()) {
            throw new UploadStoppedException(errors.of(reply));
        }
        job.reportSent(job.bytes());
        return AccessTokens.json(reply)
                .text("id")
                .filter(id -> id.matches("[A-Za-z0-9_-]{5,30}"))
                .<Position>map(Complete::new)
                .orElseThrow(() -> new UploadStoppedException(
                        new NotUploaded("YouTube completed the upload of " + job.fileName() + " without an ID")));
    }

    /** Without the header the server has nothing. */
    private static long storedBytes(UploadJob job, HttpReply reply) throws UploadStoppedException {
        String range = reply.header("Range").orElse("");
        if (range.isEmpty()) {
            return 0;
        }
        Matcher matcher = RANGE.matcher(range);
        long stored = matcher.matches() ? Long.parseLong(matcher.group(1)) + 1 : -1;
        if (stored < 0 || stored > job.bytes()) {
            throw new UploadStoppedException(
                    new NotUploaded("YouTube says that it has another part of " + job.fileName() + " than was sent"));
        }
        return stored;
    }
}
