// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.foundation.file.SqliteTempFolder;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.InstanceLock;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.recorder.storage.ImportedVideos;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.takeover.ImportItem.Result;
import peaceofmind.recorder.upload.targets.TargetConfig;
import peaceofmind.recorder.upload.targets.YouTubeConfig;

/**
 * Takes over everything of the existing recorder. The one class that commands may use of this package: there is no process to ask, since
 * neither recorder runs.
 */
public final class Takeover {

    private final RecorderConfig config;
    private final ImportMode mode;
    private final Clock clock;
    private final Path proc;
    private final Consumer<ImportItem> report;

    /**
     * Prepares a take-over.
     *
     * @param config of our recorder
     * @param report receives every item as soon as it is clear what became of it
     */
    public Takeover(RecorderConfig config, ImportMode mode, Clock clock, Consumer<ImportItem> report) {
        this(config, mode, clock, Path.of("/proc"), report);
    }

    Takeover(RecorderConfig config, ImportMode mode, Clock clock, Path proc, Consumer<ImportItem> report) {
        this.config = config;
        this.mode = mode;
        this.clock = clock;
        this.proc = proc;
        this.report = report;
    }

    /**
     * What is left for the configuration.
     *
     * @param keys of the configuration, with dots, and their values; those that exist already must stay
     * @param names the existing recorder's setting of each key
     * @param youTube keys of a target of uploads to YouTube, with its files; empty: there is no login, or a target exists already
     */
    public record Settings(Map<String, Object> keys, Map<String, String> names, Map<String, Object> youTube) {
        public Settings {
            keys = Map.copyOf(keys);
            names = Map.copyOf(names);
            youTube = Map.copyOf(youTube);
        }
    }

    /**
     * Takes over rows, files and login, and translates the settings.
     *
     * @param folder of the existing recorder, such as {@code /opt/raspberry-pi-video-recorder}
     * @throws TakeoverException nothing was taken over; says why, and what to do
     */
    public Settings run(Path folder) throws TakeoverException {
        ExistingRecorder existing = ExistingRecorder.find(folder);
        StorageFolders folders = new StorageFolders(config.storage());
        checkFolders(existing, folders.root());
        checkNobodyWrites(existing);
        Optional<InstanceLock> lock = Optional.empty();
        try {
            FileOwner owner = FileOwner.of(folders.root());
            lock = lock(folders.root(), owner);
            importVideos(existing, folders, owner);
            return settings(existing, folders, owner);
        } catch (IOException | StorageException failure) {
            throw new TakeoverException(ErrorText.of(failure), failure);
        } finally {
            lock.ifPresent(Takeover::release);
        }
    }

    private static void release(InstanceLock lock) {
        try {
            lock.close();
        } catch (IOException closed) {
            // The kernel releases it when this process ends.
        }
    }

    private void checkFolders(ExistingRecorder existing, Path storage) throws TakeoverException {
        try {
            if (!Files.isDirectory(storage)) {
                throw new TakeoverException(storage + " does not exist: start this recorder once, and stop it again"
                        + " (sudo systemctl start recorder; sudo systemctl stop recorder)");
            }
            Path ours = storage.toRealPath();
            if (ours.startsWith(existing.storage()) || existing.storage().startsWith(ours)) {
                throw new TakeoverException("recorder.storage is " + storage
                        + ", which is the existing recorder's folder, or in it: there is nothing to take over");
            }
            boolean oneFileSystem =
                    Files.getAttribute(ours, "unix:dev").equals(Files.getAttribute(existing.storage(), "unix:dev"));
            if (mode != ImportMode.COPY && !oneFileSystem) {
                throw new TakeoverException(existing.storage() + " and " + storage
                        + " are on different file systems, where files can only be copied");
            }
        } catch (IOException failure) {
            throw new TakeoverException(ErrorText.of(failure), failure);
        }
    }

    private void checkNobodyWrites(ExistingRecorder existing) throws TakeoverException {
        try {
            int owner = FileOwner.userId(existing.storage());
            if (!FileOwner.isRoot() && FileOwner.userId(Path.of("/proc/self")) != owner) {
                throw new TakeoverException(existing.storage()
                        + " belongs to another user, whose programs cannot be checked: run it as root (sudo)");
            }
            List<String> writers = new OpenFiles(proc).writers(existing.project(), existing.storage());
            if (!writers.isEmpty()) {
                throw new TakeoverException("the existing recorder, or another program, can write to "
                        + existing.storage() + " at this moment. Stop it first:\n  " + String.join("\n  ", writers));
            }
        } catch (IOException failure) {
            throw new TakeoverException("cannot check which programs run: " + ErrorText.of(failure), failure);
        }
    }

    private static Optional<InstanceLock> lock(Path storage, FileOwner owner) throws IOException, TakeoverException {
        List<String> problems = new ArrayList<>();
        Optional<InstanceLock> lock = InstanceLock.acquire(storage, problems::add);
        if (lock.isEmpty()) {
            throw new TakeoverException(String.join("; ", problems) + "; run it as root (sudo)");
        }
        owner.apply(storage.resolve(InstanceLock.FILE));
        return lock;
    }

    private void importVideos(ExistingRecorder existing, StorageFolders folders, FileOwner owner)
            throws IOException, StorageException, TakeoverException {
        Path copies = Files.createTempDirectory(
                "peace-import", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            SqliteTempFolder.prepare(copies.resolve("sqlite"));
            prepareStorage(folders, owner);
            ExistingFiles source = new ExistingFiles(existing.storage());
            List<SourceFile> files = source.files();
            Map<Path, SourceFile> database = databaseFiles(files);
            List<ExistingRow> rows = ExistingDatabase.read(
                    source, database.keySet().stream().map(Path::toString).collect(Collectors.toSet()), copies);
            try (VideoStore store = VideoStore.open(folders, clock).store()) {
                importVideos(existing, folders, store, new FilePlacement(source, mode, owner), files, rows);
            }
            if (!databaseFiles(source.files()).equals(database)) {
                throw new TakeoverException(
                        "the existing recorder has written to its database meanwhile: stop it, and run it again");
            }
        } finally {
            deleteTree(copies);
        }
    }

    /** Everything that is created here must belong to the recorder's user, or the recorder could not work with it. */
    private static void prepareStorage(StorageFolders folders, FileOwner owner) throws IOException {
        owner.createFolder(folders.recording());
        for (VideoStatus status : VideoStatus.values()) {
            owner.createFolder(folders.forStatus(status));
        }
        Path database = folders.database();
        if (!Files.exists(database)) {
            Files.createFile(
                    database, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        }
        // SQLite gives its other files the owner of this one.
        owner.apply(database);
    }

    private static Map<Path, SourceFile> databaseFiles(List<SourceFile> files) {
        Set<String> names = Stream.concat(Stream.of(ExistingDatabase.FILE), ExistingDatabase.SIDECARS.stream())
                .collect(Collectors.toSet());
        Map<Path, SourceFile> found = new TreeMap<>();
        files.stream()
                .filter(file -> file.folder().isEmpty() && names.contains(file.name()))
                .forEach(file -> found.put(file.path(), file));
        return found;
    }

    private void importVideos(
            ExistingRecorder existing,
            StorageFolders folders,
            VideoStore store,
            FilePlacement placement,
            List<SourceFile> files,
            List<ExistingRow> rows)
            throws IOException, StorageException, TakeoverException {
        ImportedVideos imported = new ImportedVideos(store, existing.storage().toString());
        VideoImport.Reserve reserve =
                new VideoImport.Reserve(() -> folders.root().toFile().getUsableSpace(), config.refuseBelowFree());
        VideoImport videos = new VideoImport(folders, store, imported, placement, reserve);
        Set<String> importedRows = rowsImported(videos, rows);
        VideoPlan plan = VideoPlan.of(
                rows, files, existing.storage(), existing.project(), row -> !importedRows.contains(row.item()));
        List<VideoImport.Step> steps = videos.plan(plan);
        checkSpace(steps, reserve, folders.root());
        run(steps);
    }

    private static Set<String> rowsImported(VideoImport videos, List<ExistingRow> rows) throws StorageException {
        Set<String> items = new HashSet<>();
        for (ExistingRow row : rows) {
            if (videos.isImported(row.item())) {
                items.add(row.item());
            }
        }
        return items;
    }

    private void checkSpace(List<VideoImport.Step> steps, VideoImport.Reserve reserve, Path storage)
            throws TakeoverException {
        long needed = steps.stream().mapToLong(VideoImport.Step::bytesToCopy).sum();
        if (mode == ImportMode.COPY && needed > 0 && !reserve.allows(needed)) {
            throw new TakeoverException(String.format(
                    Locale.ROOT,
                    "copying needs %.1f GB in %s, and %.1f GB must stay free to record (recorder.refuse_below_free):"
                            + " only %.1f GB are free. Make space, or use --files link or --files move if both folders are"
                            + " on one file system",
                    needed / 1e9,
                    storage,
                    reserve.bytes() / 1e9,
                    reserve.usable().getAsLong() / 1e9));
        }
    }

    private void run(List<VideoImport.Step> steps) {
        Optional<String> stopped = Optional.empty();
        for (VideoImport.Step step : steps) {
            if (stopped.isPresent()) {
                report.accept(new ImportItem(step.kind(), step.name(), Result.NOT_TAKEN_OVER, "not reached"));
                continue;
            }
            try {
                report.accept(step.action().run());
            } catch (IOException failure) {
                report.accept(new ImportItem(step.kind(), step.name(), Result.NOT_TAKEN_OVER, ErrorText.of(failure)));
            } catch (StorageException | TakeoverException failure) {
                stopped = Optional.of(String.valueOf(failure.getMessage()));
                report.accept(new ImportItem(step.kind(), step.name(), Result.NOT_TAKEN_OVER, stopped.get()));
            }
        }
    }

    private Settings settings(ExistingRecorder existing, StorageFolders folders, FileOwner owner) {
        Optional<YouTubeConfig> target = Optional.empty();
        for (TargetConfig configured : config.upload().targets()) {
            if (configured instanceof YouTubeConfig youTube && target.isEmpty()) {
                target = Optional.of(youTube);
            }
        }
        Path credentials = folders.root().resolve("credentials");
        LoginImport.Targets files = new LoginImport.Targets(
                target.map(youTube -> youTube.settings().clientFile()).orElse(credentials.resolve("client.json")),
                target.map(youTube -> youTube.settings().tokenFile()).orElse(credentials.resolve("youtube.json")));
        List<ImportItem> logins = new LoginImport(existing, owner).run(files);
        logins.forEach(report);
        ExistingSettings.Translation translation = ExistingSettings.translate(existing, config.cameras());
        translation.items().forEach(report);
        boolean hasLogin = Files.exists(files.client()) && Files.exists(files.token());
        return split(translation, target.isEmpty() && hasLogin ? Optional.of(files) : Optional.empty());
    }

    private Settings split(ExistingSettings.Translation translation, Optional<LoginImport.Targets> newTarget) {
        Map<String, Object> keys = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        Map<String, Object> youTube = new TreeMap<>();
        for (ExistingSettings.NewKey key : translation.keys()) {
            if (!key.key().startsWith("youtube.")) {
                keys.put(key.key(), key.value());
                names.put(key.key(), key.name());
            } else if (newTarget.isPresent()) {
                youTube.put(key.key().substring("youtube.".length()), key.value());
                names.put(key.key(), key.name());
            } else {
                report.accept(ExistingSettings.item(
                        key.name(), Result.NOT_NEEDED, "there is no login, or a target for YouTube exists already"));
            }
        }
        newTarget.ifPresent(files -> {
            youTube.put("client_file", files.client().toString());
            youTube.put("token_file", files.token().toString());
        });
        return new Settings(keys, names, youTube);
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry :
                    entries.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
