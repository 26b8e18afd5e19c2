// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/**
 * Makes videos of raw recordings. The raw file is deleted last: after a power cut at any earlier point the next start finds it and
 * completes the work, which always results in one copy and one row.
 */
public final class Ingest {

    /** A smaller recording was interrupted before its first picture. */
    private static final long MIN_RAW_BYTES = 1000;

    private final VideoStore store;
    private final Finisher finisher;
    private final Space space;
    private final StorageFolders folders;

    /** The disk's free space. */
    public interface Space {
        /** Whether that many bytes fit, possibly after removing uploaded videos. */
        boolean fits(long bytes) throws StorageException;
    }

    /** On a disk that always has space. */
    public Ingest(VideoStore store, Finisher finisher) {
        this(store, finisher, _ -> true);
    }

    public Ingest(VideoStore store, Finisher finisher, Space space) {
        this.store = store;
        this.finisher = finisher;
        this.space = space;
        this.folders = store.folders();
    }

    /**
     * Makes a video of one raw recording.
     *
     * @return a summary for the log
     * @throws StorageException on failures such as a full disk; the raw recording is kept
     */
    public String ingest(Path rawFile) throws StorageException, InterruptedException {
        String name = rawFile.getFileName().toString().replaceAll("\\.mkv$", "") + ".mp4";
        try {
            if (!Files.exists(rawFile)) {
                return name + (store.hasVideo(name) ? " had already been made" : " was empty");
            } else if (Files.size(rawFile) < MIN_RAW_BYTES) {
                Files.delete(rawFile);
                return rawFile.getFileName() + " was empty";
            } else if (store.hasVideo(name)) {
                // The power was cut after the row was written and before the raw file was deleted.
                Files.delete(rawFile);
                return name + " had already been made";
            } else if (!space.fits(Files.size(rawFile))) {
                return storeAsItIs(rawFile, name);
            }
            Path video = folders.forStatus(VideoStatus.PENDING).resolve(name);
            VideoFacts facts = finisher.finish(rawFile, video);
            VideoStatus status = facts.quality() == VideoQuality.VALID ? VideoStatus.PENDING : VideoStatus.CORRUPTED;
            saveRow(name, rawFile.getFileName().toString(), status, facts);
            if (status == VideoStatus.CORRUPTED) {
                DurableFile.move(video, folders.forStatus(status).resolve(name));
            }
            Files.delete(rawFile);
            return describe(name, facts);
        } catch (FinishException failed) {
            return quarantineOrThrow(rawFile, failed);
        } catch (IOException failure) {
            throw new StorageException("cannot finish " + rawFile, failure);
        }
    }

    /** What the disk has no space for twice becomes a video as it is: it can be played and uploaded, which makes space. */
    private String storeAsItIs(Path rawFile, String alternateName)
            throws StorageException, FinishException, IOException, InterruptedException {
        String name = rawFile.getFileName().toString();
        VideoFacts facts = finisher.probe(rawFile);
        if (facts.quality() != VideoQuality.VALID) {
            throw new StorageException(rawFile + " is kept until there is space to make a video of it: "
                    + facts.problem().orElse("it cannot be played as it is"));
        }
        DurableFile.move(rawFile, folders.forStatus(VideoStatus.PENDING).resolve(name));
        saveRow(name, alternateName, VideoStatus.PENDING, facts);
        return describe(name, facts) + ", as it is: there is no space for a copy";
    }

    private static String describe(String name, VideoFacts facts) {
        String length = facts.duration()
                .map(duration -> ", " + duration.toSeconds() + " s")
                .orElse("");
        return name + length + ", " + facts.bytes() / 1000 + " kB"
                + facts.problem()
                        .map(reason -> ", " + facts.quality().columnValue() + ": " + reason)
                        .orElse("");
    }

    /**
     * Writes the row of an existing file. A row whose file was lost is reused, which keeps one row for each recording.
     *
     * @param alternateName the name that the row may have from an earlier attempt: that of the raw file or of the video
     */
    private void saveRow(String name, String alternateName, VideoStatus status, VideoFacts facts)
            throws StorageException {
        Optional<Video> lostRow = store.find(name);
        if (lostRow.isEmpty()) {
            lostRow = store.hasVideo(alternateName) ? Optional.empty() : store.find(alternateName);
        }
        if (lostRow.isPresent()) {
            store.replaceRow(lostRow.get(), name, status, facts);
        } else {
            store.add(name, status, facts);
        }
    }

    /**
     * Keeps an unplayable recording for experts, with a row that says why it is unplayable. The file is moved first: the next start adds
     * a missing row, but would take a row without its file for lost footage.
     */
    private String quarantineOrThrow(Path rawFile, FinishException failed) throws StorageException {
        if (!failed.isPermanent()) {
            throw new StorageException(String.valueOf(failed.getMessage()));
        }
        String name = rawFile.getFileName().toString();
        String reason = String.valueOf(failed.getMessage());
        Path quarantined = folders.forStatus(VideoStatus.CORRUPTED).resolve(name);
        try {
            if (Files.exists(quarantined) && Files.mismatch(rawFile, quarantined) >= 0) {
                throw new StorageException(
                        quarantined + " is another recording: move it elsewhere to make place for " + rawFile);
            }
            VideoFacts facts =
                    new VideoFacts(Files.size(rawFile), Optional.empty(), VideoQuality.CORRUPTED, Optional.of(reason));
            DurableFile.move(rawFile, quarantined);
            saveRow(name, name.replaceAll("\\.mkv$", ".mp4"), VideoStatus.CORRUPTED, facts);
            return name + " is corrupted: " + reason;
        } catch (IOException failure) {
            throw new StorageException("cannot keep " + rawFile, failure);
        }
    }

    /** Makes videos of all recordings that a crash, a power cut or an error left behind, except those that are being recorded. */
    public SalvageReport salvage(ActiveRecordings activeRecordings) throws StorageException, InterruptedException {
        List<Path> rawFiles;
        try {
            rawFiles = folders.rawFiles();
        } catch (IOException failure) {
            throw new StorageException("cannot list " + folders.recording(), failure);
        }
        List<String> lines = new ArrayList<>();
        int failed = 0;
        for (Path rawFile : rawFiles) {
            // Checked at the last moment: one that was started since the listing is among them.
            if (activeRecordings.contains(rawFile)) {
                continue;
            }
            try {
                lines.add("salvaged " + ingest(rawFile));
            } catch (StorageException failure) {
                failed++;
                lines.add(rawFile.getFileName() + " failed, will retry: " + failure.getMessage());
            }
        }
        return new SalvageReport(lines, failed);
    }
}
