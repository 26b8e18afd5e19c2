// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.secret.SecretMask;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.MonitoredCommand.Exited;
import peaceofmind.recorder.upload.RemoteFolder;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;

/** A folder of one of rclone's remotes. rclone verifies what it has copied by checksums, where the remote has them. */
public final class RcloneFolder implements RemoteFolder {

    private static final Pattern SIZE = Pattern.compile("\"Size\"\\s*:\\s*(\\d{1,18})");
    private static final int MAX_MESSAGE_LENGTH = 300;

    /** Exit codes of rclone (rclone.org/docs/#exit-code). */
    private static final int USAGE = 2;

    private static final int NO_FOLDER = 3;
    private static final int NO_FILE = 4;
    private static final int FATAL = 7;

    private final RcloneSettings settings;
    private final TransferCommand transfer;

    public RcloneFolder(RcloneSettings settings, Clock clock) {
        this.settings = settings;
        this.transfer = new TransferCommand(clock);
    }

    @Override
    public Optional<String> problem() {
        return Files.isReadable(settings.configFile())
                ? Optional.empty()
                : Optional.of(settings.configFile()
                        + " does not exist, or cannot be read by the recorder's user: rclone config --config "
                        + settings.configFile());
    }

    @Override
    public String place(String name) {
        return settings.remote()
                + (settings.remote().endsWith("/") || settings.remote().endsWith(":") ? "" : "/")
                + name;
    }

    @Override
    public void create() throws IOException, InterruptedException, UploadStoppedException {
        check(transfer.run(command(List.of("mkdir", settings.remote())), ""));
    }

    @Override
    public Optional<Long> size(String name) throws IOException, InterruptedException, UploadStoppedException {
        Exited listed = transfer.run(command(List.of("lsjson", "--stat", place(name))), "");
        if (listed.exitCode() == NO_FOLDER || listed.exitCode() == NO_FILE) {
            return Optional.empty();
        }
        Matcher size = SIZE.matcher(check(listed).output());
        return size.find() && !listed.output().contains("\"IsDir\":true")
                ? Optional.of(Long.parseLong(size.group(1)))
                : Optional.empty();
    }

    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void put(UploadJob job, String name, long offset)
            throws IOException, InterruptedException, UploadStoppedException {
        List<String> arguments = new ArrayList<>(List.of(
                "copyto",
                "--ignore-times",
                "--multi-thread-streams",
                "0",
                job.video().toString(),
                place(name)));
        if (job.maxBytesPerSecond() > 0) {
            arguments.addAll(List.of("--bwlimit", job.maxBytesPerSecond() + "B"));
        }
        check(transfer.transfer(command(arguments), "", job));
    }

    @Override
    public boolean rename(String from, String to) throws IOException, InterruptedException, UploadStoppedException {
        check(transfer.run(command(List.of("moveto", "--ignore-times", place(from), place(to))), ""));
        return true;
    }

    @Override
    public void delete(String name) throws IOException, InterruptedException, UploadStoppedException {
        check(transfer.run(command(List.of("deletefile", place(name))), ""));
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("rclone"));
        command.addAll(arguments);
        command.addAll(List.of(
                "--config",
                settings.configFile().toString(),
                "--retries",
                "1",
                "--low-level-retries",
                "2",
                "--contimeout",
                "20s",
                "--timeout",
                "2m",
                "--ask-password=false"));
        return command;
    }

    private Exited check(Exited exited) throws UploadStoppedException {
        if (exited.exitCode() != 0) {
            throw new UploadStoppedException(failure(exited));
        }
        return exited;
    }

    private UploadResult failure(Exited exited) {
        // The messages of its many backends could contain anything.
        String message = new SecretMask(List.of())
                .apply(PlainText.of(exited.errorOutput().strip()));
        String details = "rclone exited with " + exited.exitCode() + ": "
                + message.substring(Math.max(0, message.length() - MAX_MESSAGE_LENGTH));
        String text = message.toLowerCase(Locale.ROOT);
        boolean wrongSettings = exited.exitCode() == USAGE
                || exited.exitCode() == FATAL
                || text.contains("didn't find section in config file")
                || text.contains("unauthorized")
                || text.contains("invalid_grant")
                || text.contains("couldn't decrypt")
                || text.contains("permission denied");
        if (wrongSettings) {
            return new OwnerNeeded(details + ": correct the remote in " + settings.configFile()
                    + ", and try rclone lsd " + settings.remote());
        }
        return exited.exitCode() == NO_FOLDER || exited.exitCode() == NO_FILE
                ? new NotUploaded(details)
                : new TargetUnavailable(details);
    }
}
