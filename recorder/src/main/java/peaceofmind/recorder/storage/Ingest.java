package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/**
 * Makes videos of raw recordings. The raw file goes last: whenever the power goes before, the next start finds it and does the rest
 * again, and there is one copy and one row in the end.
 */
public final class Ingest {

    /** A recording that was cut off before its first picture. */
    private static final long MIN_RAW_BYTES = 1000;

    private final VideoStore store;
    private final Finisher finisher;
    private final StorageFolders folders;

    public Ingest(VideoStore store, Finisher finisher) {
        this.store = store;
        this.finisher = finisher;
        this.folders = store.folders();
    }

    /**
     * Makes a video of one raw recording.
     *
     * @return what became of it, in words
     * @throws StorageException when something is in the way, such as a full disk: the raw recording stays
     */
    public String ingest(Path rawFile) throws StorageException, InterruptedException {
        String name = rawFile.getFileName().toString().replaceAll("\\.mkv$", "") + ".mp4";
        try {
            if (!Files.exists(rawFile) || Files.size(rawFile) < MIN_RAW_BYTES) {
                Files.deleteIfExists(rawFile);
                return rawFile.getFileName() + " held nothing yet";
            } else if (store.hasVideo(name)) {
                // The power went between row and raw file.
                Files.delete(rawFile);
                return name + " was a video already";
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
     * Writes the row of a file that is there. A row whose file was lost becomes that row, so that there is one for each recording.
     *
     * @param alternateName which the recording would have had if it were a video, or none
     */
    private void saveRow(String name, String alternateName, VideoStatus status, VideoFacts facts) throws StorageException {
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
     * What nobody can play is kept for somebody who knows more, with a row that says why. The file goes first: one without a row
     * gets one at the next start, and a row without its file would be taken for footage that is lost.
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
                        quarantined + " is another recording: move it elsewhere, so that " + rawFile + " can be kept there");
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

    /**
     * Makes videos of everything that a crash or a power cut left. Only while nothing is recorded.
     *
     * @return what became of each, in words
     */
    public List<String> salvage() throws StorageException, InterruptedException {
        List<Path> rawFiles;
        try (Stream<Path> files = Files.list(folders.recording())) {
            rawFiles = files.filter(path -> path.getFileName().toString().endsWith(".mkv"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new StorageException("cannot list " + folders.recording(), failure);
        }
        List<String> salvaged = new ArrayList<>();
        for (Path rawFile : rawFiles) {
            try {
                salvaged.add(ingest(rawFile));
            } catch (StorageException failure) {
                salvaged.add(rawFile.getFileName() + " not yet: " + failure.getMessage());
            }
        }
        return salvaged;
    }
}
