// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;

/**
 * Uploads to a remote folder: under a temporary name that no other device uses, verified by its size, then renamed without ever replacing
 * another file. The session has the temporary name's identifier and, once it is about to be renamed, the final name: a rename whose response
 * was lost is recognised.
 */
public final class StagedTarget implements UploadTarget {

    private static final int MAX_SAME_NAMES = 100;
    private static final int ID_LENGTH = 8;
    private static final char SEPARATOR = '>';

    private final RemoteFolder folder;

    public StagedTarget(RemoteFolder folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> problem() {
        return folder.problem();
    }

    @Override
    public UploadResult upload(UploadJob job) throws InterruptedException {
        return UploadAttempt.of(job, () -> {
            Optional<String> problem = folder.problem();
            if (problem.isPresent()) {
                return new OwnerNeeded(problem.get());
            }
            return uploadOnce(job);
        });
    }

    private UploadResult uploadOnce(UploadJob job) throws IOException, InterruptedException, UploadStoppedException {
        String session = job.session().map(SavedSession::session).orElse("");
        String id = session.isEmpty()
                ? UUID.randomUUID().toString().substring(0, ID_LENGTH)
                : session.substring(0, Math.min(session.length(), ID_LENGTH));
        String partName = "." + job.fileName() + "." + id + ".part";
        folder.create();
        Optional<Long> stored = session.isEmpty() ? Optional.empty() : folder.size(partName);
        if (stored.isEmpty() && session.indexOf(SEPARATOR) == ID_LENGTH) {
            String finalName = session.substring(ID_LENGTH + 1);
            if (folder.size(finalName).filter(bytes -> bytes == job.bytes()).isPresent()) {
                job.reportSent(job.bytes());
                return new Uploaded(folder.place(finalName));
            }
        }
        job.saveSession(id, 0);
        if (stored.filter(bytes -> bytes == job.bytes()).isEmpty()) {
            send(
                    job,
                    partName,
                    stored.filter(bytes -> folder.canResume() && bytes < job.bytes())
                            .orElse(0L));
        }
        job.reportSent(job.bytes());
        return rename(job, id, partName);
    }

    private void send(UploadJob job, String partName, long offset)
            throws IOException, InterruptedException, UploadStoppedException {
        job.checkPause();
        job.reportSent(offset);
        folder.put(job, partName, offset);
        long stored = folder.size(partName).orElse(-1L);
        if (stored != job.bytes()) {
            folder.delete(partName);
            throw new UploadStoppedException(new NotUploaded(
                    folder.place(partName) + " has " + stored + " of " + job.bytes() + " bytes: sent again later"));
        }
    }

    private UploadResult rename(UploadJob job, String id, String partName)
            throws IOException, InterruptedException, UploadStoppedException {
        for (int n = 1; n <= MAX_SAME_NAMES; n++) {
            String name = FileNames.numbered(job.fileName(), n);
            if (folder.size(name).isEmpty()) {
                job.saveSession(id + SEPARATOR + name, job.bytes());
                if (folder.rename(partName, name)) {
                    return new Uploaded(folder.place(name));
                }
            }
        }
        return new NotUploaded(folder.place(job.fileName()) + " and " + MAX_SAME_NAMES + " more with that name exist");
    }
}
