// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What a roll-out has done, in a file that is replaced at each step of a device: after Ctrl-C or a power cut, a device that is {@code
 * started} there is one whose result is not known. Closing it releases the file for another process.
 */
public final class RolloutJournal implements AutoCloseable {

    /** Ten thousand devices take 2 MB. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    private final Path file;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private List<String> command = List.of();
    private final Map<String, RolloutDevice> devices = new LinkedHashMap<>();

    private RolloutJournal(Path file, FileChannel lockChannel, FileLock lock) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /**
     * Opens it, with what an earlier roll-out has left.
     *
     * @throws CommandFailedException another process uses it, or it is damaged
     */
    public static RolloutJournal open(Path file) throws IOException, CommandFailedException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                folder.resolve("." + file.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new CommandFailedException("another roll-out is running with the journal " + file
                    + ": wait for it, or name another file with --journal");
        }
        RolloutJournal journal = new RolloutJournal(file, channel, lock);
        try {
            journal.load();
            return journal;
        } catch (IOException | CommandFailedException failed) {
            journal.close();
            throw failed;
        }
    }

    private void load() throws IOException, CommandFailedException {
        try {
            Optional<RolloutView> saved = RolloutView.read(file, MAX_BYTES);
            command = saved.map(RolloutView::command).orElse(List.of());
            saved.map(RolloutView::devices).orElse(List.of()).forEach(device -> devices.put(device.name(), device));
        } catch (JsonException damaged) {
            throw new CommandFailedException("the journal " + file + " is damaged (" + damaged.getMessage()
                    + "): correct it, or start a new roll-out with --new, and check the devices first");
        }
    }

    /** Starts a roll-out, in place of the one that the file has. */
    public void start(List<String> newCommand, List<RolloutDevice> newDevices) throws IOException {
        command = List.copyOf(newCommand);
        devices.clear();
        newDevices.forEach(device -> devices.put(device.name(), device));
        save();
    }

    /** Records how far a device is, durably. */
    synchronized void set(RolloutDevice device) throws IOException {
        devices.put(device.name(), device);
        save();
    }

    private void save() throws IOException {
        DurableFile.replace(
                file,
                Json.object()
                                .put("command", Json.texts(command))
                                .put(
                                        "devices",
                                        devices.values().stream()
                                                .map(RolloutDevice::toJson)
                                                .toList())
                                .build()
                                .toPrettyJson()
                        + "\n",
                // A command can contain a secret.
                "rw-------");
    }

    public Path file() {
        return file;
    }

    /** What is run on each device; empty when nothing was ever started. */
    public List<String> command() {
        return command;
    }

    /** In the order in which they are taken. */
    public synchronized List<RolloutDevice> devices() {
        return List.copyOf(devices.values());
    }

    synchronized List<RolloutDevice> at(RolloutStep... steps) {
        List<RolloutStep> wanted = List.of(steps);
        return new ArrayList<>(devices.values().stream()
                .filter(device -> wanted.contains(device.step()))
                .toList());
    }

    /** Whether a roll-out was started and some of its devices are not verified. */
    public boolean isUnfinished() {
        return at(RolloutStep.VERIFIED).size() < devices().size();
    }

    /** Prepares for another attempt: what failed or was away is pending again. What was started stays so. */
    public void retry(Instant now) throws IOException {
        for (RolloutDevice device : at(RolloutStep.FAILED, RolloutStep.DEFERRED)) {
            devices.put(device.name(), device.with(RolloutStep.PENDING, "", now));
        }
        save();
    }

    /** Makes those whose result is not known pending again, so that the command is run there once more. */
    public void repeatStarted(Instant now) throws IOException {
        for (RolloutDevice device : at(RolloutStep.STARTED)) {
            devices.put(device.name(), device.with(RolloutStep.PENDING, "", now));
        }
        save();
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockChannel.close();
    }
}
