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
        String stem = raw.getFileName().toString().replaceAll("\\.mkv$", "");
        String name = stem + ".mp4";
        try {
            if (!Files.exists(raw) || Files.size(raw) < LEAST_BYTES) {
                Files.deleteIfExists(raw);
                return raw.getFileName() + " held nothing yet";
            } else if (store.find(name).isPresent() || store.find(stem + ".mkv").isPresent()) {
                // The power went between row and raw file.
                Files.delete(raw);
                return name + " was a video already";
            }
            VideoFacts facts =
                    finisher.finish(raw, folders.of(VideoStatus.PENDING).resolve(name));
            VideoStatus status = facts.quality() == VideoQuality.VALID ? VideoStatus.PENDING : VideoStatus.CORRUPTED;
            store.add(name, status, facts);
            store.moveFile(name, status);
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

    /** What nobody can play is kept for somebody who knows more, with a row that says why. */
    private String keepOrThrow(Path raw, FinishException failed) throws StorageException {
        if (!failed.isRawToBlame()) {
            throw new StorageException(String.valueOf(failed.getMessage()));
        }
        String name = raw.getFileName().toString();
        String why = String.valueOf(failed.getMessage());
        try {
            VideoFacts facts =
                    new VideoFacts(Files.size(raw), Optional.empty(), VideoQuality.CORRUPTED, Optional.of(why));
            store.add(name, VideoStatus.CORRUPTED, facts);
            DurableFile.move(raw, folders.of(VideoStatus.CORRUPTED).resolve(name));
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
