// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;
import peaceofmind.recorder.upload.UploadAttempt;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.http.UploadHttp;

/**
 * Uploads to a channel of YouTube. A video that has been sent is not sent again, whatever fails after that: its ID is saved in place of the
 * session.
 */
public final class YouTubeTarget implements UploadTarget {

    private static final String SENT = "sent:";

    /** YouTube did not know the video when it was asked for the first time. */
    private static final String MISSING = "missing:";

    private final YouTubeSettings settings;
    private final AccessTokens tokens;
    private final ResumableUpload uploads;
    private final UploadedVideo uploaded;

    public YouTubeTarget(YouTubeSettings settings, UploadHttp http) {
        this(settings, http, ResumableUpload.PART_BYTES);
    }

    /** @param partBytes a multiple of 256 KB */
    YouTubeTarget(YouTubeSettings settings, UploadHttp http, int partBytes) {
        this.settings = settings;
        this.tokens = new AccessTokens(
                settings.name(),
                settings.clientFile(),
                new TokenFile(settings.tokenFile()),
                settings.endpoints().token(),
                http);
        YouTubeApi api = new YouTubeApi(tokens, http);
        GoogleErrors errors = new GoogleErrors(settings.name(), http.clock());
        this.uploads = new ResumableUpload(settings.endpoints(), api, errors, partBytes);
        this.uploaded = new UploadedVideo(settings.endpoints(), api, errors);
    }

    @Override
    public Optional<String> problem() {
        return tokens.problem();
    }

    @Override
    public Optional<Instant> loginExpiresAt() {
        return tokens.loginExpiresAt();
    }

    @Override
    public UploadResult upload(UploadJob job) throws InterruptedException {
        return UploadAttempt.of(
                job, () -> job.bytes() == 0 ? new Refused(job.fileName() + " is empty") : complete(job, videoId(job)));
    }

    private String videoId(UploadJob job) throws IOException, InterruptedException, UploadStoppedException {
        Optional<String> sent = session(job)
                .filter(session -> session.startsWith(SENT) || session.startsWith(MISSING))
                .map(session -> session.substring(session.indexOf(':') + 1));
        if (sent.isPresent()) {
            job.reportSent(job.bytes());
            return sent.get();
        }
        String id;
        try {
            id = uploads.upload(job, VideoText.metadata(settings.metadata(), job.video(), ZoneId.systemDefault()));
        } catch (UploadStoppedException stopped) {
            if (stopped.result() instanceof NotUploaded) {
                // What is wrong may be the session itself.
                job.clearSession();
            }
            throw stopped;
        }
        job.saveSession(SENT + id, job.bytes());
        return id;
    }

    private static Optional<String> session(UploadJob job) throws IOException {
        return job.session().map(SavedSession::session);
    }

    private UploadResult complete(UploadJob job, String id)
            throws IOException, InterruptedException, UploadStoppedException {
        boolean known;
        try {
            known = uploaded.verify(id, job.bytes());
        } catch (UploadStoppedException stopped) {
            if (stopped.result() instanceof NotUploaded || stopped.result() instanceof Refused) {
                // Another attempt has to send it again.
                job.clearSession();
            }
            throw stopped;
        }
        if (!known) {
            return notKnown(job, id);
        }
        if (settings.metadata().playlist().isPresent()) {
            uploaded.addToPlaylist(id, settings.metadata().playlist().get());
        }
        return new Uploaded("youtube video " + id, Optional.of("https://youtu.be/" + id));
    }

    /** It can take a moment; after that, somebody has deleted it. */
    private static UploadResult notKnown(UploadJob job, String id) throws IOException {
        if (session(job).filter((MISSING + id)::equals).isPresent()) {
            job.clearSession();
            return new NotUploaded("YouTube does not know the video " + id + " any more: it is uploaded again");
        }
        job.saveSession(MISSING + id, job.bytes());
        return new NotUploaded("YouTube does not know the video " + id + " yet");
    }
}
