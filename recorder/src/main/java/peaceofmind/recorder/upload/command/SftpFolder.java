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
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.MonitoredCommand.Exited;
import peaceofmind.recorder.upload.RemoteFolder;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;

/** A folder of an SSH server, by OpenSSH's {@code sftp}: with a key and without questions; an interrupted file is continued. */
public final class SftpFolder implements RemoteFolder {

    /** The columns of {@code ls -ln}: mode, links, user, group, size. */
    private static final Pattern LISTED = Pattern.compile("(?m)^-\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+(\\d{1,18})\\s");

    private static final int BITS_PER_KILOBIT = 1000;
    private static final int BITS_PER_BYTE = 8;
    private static final int MAX_MESSAGE_LENGTH = 300;
    private static final int CONNECTION_FAILED = 255;

    private final SftpSettings settings;
    private final TransferCommand transfer;

    public SftpFolder(SftpSettings settings, Clock clock) {
        this.settings = settings;
        this.transfer = new TransferCommand(clock);
    }

    @Override
    public Optional<String> problem() {
        if (!Files.isReadable(settings.keyFile())) {
            return Optional.of("the key " + settings.keyFile()
                    + " does not exist, or cannot be read by the recorder's user: ssh-keygen -t ed25519 -f "
                    + settings.keyFile());
        } else if (!Files.isReadable(settings.knownHosts())) {
            return Optional.of("the file " + settings.knownHosts() + " is missing: ssh-keyscan -p " + settings.port()
                    + " " + settings.host() + " > " + settings.knownHosts() + ", and compare its fingerprint");
        }
        return Optional.empty();
    }

    @Override
    public String place(String name) {
        return "sftp://" + settings.user() + "@" + settings.host() + ":" + settings.port() + "/" + path(name);
    }

    @Override
    public void create() throws IOException, InterruptedException, UploadStoppedException {
        check(run("-mkdir " + quoted(settings.folder()) + "\ncd " + quoted(settings.folder()) + "\n"));
    }

    @Override
    public Optional<Long> size(String name) throws IOException, InterruptedException, UploadStoppedException {
        Exited listed = check(run("-ls -ln " + quoted(path(name)) + "\n"));
        Matcher matcher = LISTED.matcher(listed.output());
        return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    @Override
    public boolean canResume() {
        return true;
    }

    @Override
    public void put(UploadJob job, String name, long offset)
            throws IOException, InterruptedException, UploadStoppedException {
        String command = (offset > 0 ? "reput " : "put ") + quoted(job.video().toString()) + " " + quoted(path(name));
        check(transfer.transfer(command(job.maxBytesPerSecond()), command + "\n", job));
    }

    /** The protocol's own rename never replaces a file; the default one of OpenSSH does. */
    @Override
    public boolean rename(String from, String to) throws IOException, InterruptedException, UploadStoppedException {
        Exited renamed = run("rename -l " + quoted(path(from)) + " " + quoted(path(to)) + "\n");
        if (renamed.exitCode() != 0 && renamed.exitCode() != CONNECTION_FAILED && size(to).isPresent()) {
            return false;
        }
        check(renamed);
        return true;
    }

    @Override
    public void delete(String name) throws IOException, InterruptedException, UploadStoppedException {
        check(run("-rm " + quoted(path(name)) + "\n"));
    }

    private Exited run(String batch) throws IOException, InterruptedException, UploadStoppedException {
        return transfer.run(command(0), batch);
    }

    private List<String> command(long maxBytesPerSecond) {
        List<String> command = new ArrayList<>(List.of("sftp", "-F", "none", "-b", "-"));
        if (maxBytesPerSecond > 0) {
            command.addAll(
                    List.of("-l", Long.toString(Math.max(1, maxBytesPerSecond * BITS_PER_BYTE / BITS_PER_KILOBIT))));
        }
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "PreferredAuthentications=publickey",
                "StrictHostKeyChecking=yes",
                "UserKnownHostsFile=" + settings.knownHosts(),
                "GlobalKnownHostsFile=none",
                "ConnectTimeout=20",
                "ServerAliveInterval=15",
                "ServerAliveCountMax=4",
                "LogLevel=ERROR")) {
            command.addAll(List.of("-o", option));
        }
        command.addAll(List.of(
                "-i",
                settings.keyFile().toString(),
                "-P",
                Integer.toString(settings.port()),
                settings.user() + "@" + settings.host()));
        return command;
    }

    private String path(String name) {
        return settings.folder() + (settings.folder().endsWith("/") ? "" : "/") + name;
    }

    /** In quotes, sftp does not expand patterns. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Exited check(Exited exited) throws UploadStoppedException {
        if (exited.exitCode() != 0) {
            throw new UploadStoppedException(failure(exited));
        }
        return exited;
    }

    private UploadResult failure(Exited exited) {
        String message = PlainText.of(exited.errorOutput().strip());
        String details = settings.host() + ": " + message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH));
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("host key verification failed") || text.contains("identification has changed")) {
            return new OwnerNeeded(details + ": its key is not the one in " + settings.knownHosts()
                    + "; compare the fingerprint, then renew it with ssh-keyscan");
        } else if (text.contains("permission denied (")
                || text.contains("bad permissions")
                || text.contains("invalid format")) {
            return new OwnerNeeded(details + ": the public key of " + settings.keyFile()
                    + " must be in authorized_keys of " + settings.user() + ", and the file be of mode 0600");
        } else if (text.contains("permission denied")) {
            return new OwnerNeeded(
                    details + ": " + settings.user() + " must be allowed to write to " + settings.folder());
        } else if (text.contains("no such file or directory") || text.contains("not a directory")) {
            return new OwnerNeeded(details + ": create " + settings.folder() + ", or correct folder");
        } else if (exited.exitCode() == CONNECTION_FAILED || text.contains("connection") || text.contains("failure")) {
            return new TargetUnavailable(details);
        }
        return new NotUploaded(details.isBlank() ? "sftp exited with " + exited.exitCode() : details);
    }
}
