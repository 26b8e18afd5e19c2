// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.MonitoredCommand;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;

/**
 * Runs a program that transfers a file. How far it is, the kernel says: the position of the file that it reads. One that makes no progress
 * is killed.
 */
final class TransferCommand {

    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private final Path proc;
    private final Clock clock;

    TransferCommand(Clock clock) {
        this(Path.of("/proc"), clock);
    }

    TransferCommand(Path proc, Clock clock) {
        this.proc = proc;
        this.clock = clock;
    }

    /** Runs a command that reads the job's video. */
    MonitoredCommand.Exited transfer(List<String> command, String input, UploadJob job)
            throws IOException, InterruptedException, UploadStoppedException {
        return run(command, input, new Watch(Optional.of(job)));
    }

    /** Runs a command that takes a moment. */
    MonitoredCommand.Exited run(List<String> command, String input)
            throws IOException, InterruptedException, UploadStoppedException {
        return run(command, input, new Watch(Optional.empty()));
    }

    private static MonitoredCommand.Exited run(List<String> command, String input, Watch watch)
            throws IOException, InterruptedException, UploadStoppedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the upload was interrupted");
        }
        return switch (MonitoredCommand.run(command, input, watch)) {
            case MonitoredCommand.Exited exited -> exited;
            case MonitoredCommand.Stopped stopped -> throw new IOException(stopped.reason());
            case MonitoredCommand.NotStarted failure ->
                throw new UploadStoppedException(new OwnerNeeded(failure.reason() + "; is it installed?"));
        };
    }

    private final class Watch implements MonitoredCommand.Supervisor {
        private final Optional<UploadJob> job;
        private long position = -1;
        private long deadline = clock.nanoTime() + STALL_TIMEOUT.toNanos();

        private Watch(Optional<UploadJob> job) {
            this.job = job;
        }

        @Override
        public Optional<String> check(long pid) {
            long now = clock.nanoTime();
            if (job.isPresent()) {
                try {
                    job.get().checkPause();
                } catch (UploadJob.PausedException paused) {
                    return Optional.of(String.valueOf(paused.getMessage()));
                }
                long current = position(pid, job.get().video()).orElse(position);
                if (current != position) {
                    position = current;
                    deadline = now + STALL_TIMEOUT.toNanos();
                    job.get().reportSent(current);
                }
            }
            return now - deadline > 0
                    ? Optional.of("no progress for " + STALL_TIMEOUT.toMinutes() + " minutes")
                    : Optional.empty();
        }
    }

    /** How much of a file a process has read, according to proc(5); empty when it has not opened it, or has exited. */
    private Optional<Long> position(long pid, Path file) {
        Path folder = proc.resolve(Long.toString(pid));
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSameFile(descriptor, file)) {
                    String name = String.valueOf(descriptor.getFileName());
                    return Files.readAllLines(folder.resolve("fdinfo").resolve(name)).stream()
                            .filter(line -> line.matches("pos:\\s*\\d{1,18}"))
                            .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst();
                }
            }
            return Optional.empty();
        } catch (IOException exited) {
            return Optional.empty();
        }
    }
}
