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
    private static final long LEAST_BYTES = 1000;

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
    public String ingest(Path raw) throws StorageException, InterruptedException {
        String name = raw.getFileName().toString().replaceAll("\\.mkv$", "") + ".mp4";
        try {
            if (!Files.exists(raw) || Files.size(raw) < LEAST_BYTES) {
                Files.deleteIfExists(raw);
                return raw.getFileName() + " held nothing yet";
            } else if (store.hasVideo(name)) {
                // The power went between row and raw file.
                Files.delete(raw);
                return name + " was a video already";
            }
            Path made = folders.of(VideoStatus.PENDING).resolve(name);
            VideoFacts facts = finisher.finish(raw, made);
            VideoStatus status = facts.quality() == VideoQuality.VALID ? VideoStatus.PENDING : VideoStatus.CORRUPTED;
            write(name, raw.getFileName().toString(), status, facts);
            if (status == VideoStatus.CORRUPTED) {
                DurableFile.move(made, folders.of(status).resolve(name));
            }
            Files.delete(raw);
            return describe(name, facts);
        } catch (FinishException failed) {
            return keepOrThrow(raw, failed);
        } catch (IOException refused) {
            throw new StorageException("cannot finish " + raw, refused);
        }
    }

    private static String describe(String name, VideoFacts facts) {
        String length = facts.duration()
                .map(duration -> ", " + duration.toSeconds() + " s")
                .orElse("");
        return name + length + ", " + facts.bytes() / 1000 + " kB"
                + facts.problem()
                        .map(why -> ", " + facts.quality().column() + ": " + why)
                        .orElse("");
    }

    /**
     * Writes the row of a file that is there. A row whose file was lost becomes that row, so that there is one for each recording.
     *
     * @param otherName which the recording would have had if it were a video, or none
     */
    private void write(String name, String otherName, VideoStatus status, VideoFacts facts) throws StorageException {
        Optional<Video> lost = store.find(name);
        if (lost.isEmpty()) {
            lost = store.hasVideo(otherName) ? Optional.empty() : store.find(otherName);
        }
        if (lost.isPresent()) {
            store.renew(lost.get(), name, status, facts);
        } else {
            store.add(name, status, facts);
        }
    }

    /**
     * What nobody can play is kept for somebody who knows more, with a row that says why. The file goes first: one without a row
     * gets one at the next start, and a row without its file would be taken for footage that is lost.
     */
    private String keepOrThrow(Path raw, FinishException failed) throws StorageException {
        if (!failed.isRawToBlame()) {
            throw new StorageException(String.valueOf(failed.getMessage()));
        }
        String name = raw.getFileName().toString();
        String why = String.valueOf(failed.getMessage());
        Path kept = folders.of(VideoStatus.CORRUPTED).resolve(name);
        try {
            if (Files.exists(kept) && Files.mismatch(raw, kept) >= 0) {
                throw new StorageException(
                        kept + " is another recording: move it elsewhere, so that " + raw + " can be kept there");
            }
            VideoFacts facts =
                    new VideoFacts(Files.size(raw), Optional.empty(), VideoQuality.CORRUPTED, Optional.of(why));
            DurableFile.move(raw, kept);
            write(name, name.replaceAll("\\.mkv$", ".mp4"), VideoStatus.CORRUPTED, facts);
            return name + " is corrupted: " + why;
        } catch (IOException refused) {
            throw new StorageException("cannot keep " + raw, refused);
        }
    }

    /**
     * Makes videos of everything that a crash or a power cut left. Only while nothing is recorded.
     *
     * @return what became of each, in words
     */
    public List<String> salvage() throws StorageException, InterruptedException {
        List<Path> left;
        try (Stream<Path> found = Files.list(folders.recording())) {
            left = found.filter(path -> path.getFileName().toString().endsWith(".mkv"))
                    .sorted()
                    .toList();
        } catch (IOException refused) {
            throw new StorageException("cannot list " + folders.recording(), refused);
        }
        List<String> salvaged = new ArrayList<>();
        for (Path raw : left) {
            try {
                salvaged.add(ingest(raw));
            } catch (StorageException hindered) {
                salvaged.add(raw.getFileName() + " not yet: " + hindered.getMessage());
            }
        }
        return salvaged;
    }
}
