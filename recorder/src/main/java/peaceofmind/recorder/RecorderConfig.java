// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.StorageLimits;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.RtspAddress;
import peaceofmind.recorder.service.SessionLengths;
import peaceofmind.recorder.upload.ShareGuard;

/**
 * The section {@code recorder} of the configuration.
 *
 * @param source what to record
 * @param sound record the sound of a network camera, too
 * @param autoStart start a recording whenever possible
 * @param storage folder of the videos and their database
 * @param controlFile commands as the existing recorder accepts them; empty: only the socket
 * @param stateFolder data other than videos and logs
 * @param stopBelowFree a running recording is stopped below this free space, in bytes
 * @param retentionAge maximum age of uploaded videos
 * @param retentionCount maximum number of uploaded videos
 * @param networkChecks addresses to which connections are tried; empty: the network is not checked
 * @param uploadFolder destination of uploads; empty: videos stay pending
 * @param uploadMount whether that folder must be mounted
 */
public record RecorderConfig(
        CaptureSource source,
        boolean sound,
        boolean autoStart,
        SessionLengths lengths,
        Path storage,
        Path heartbeat,
        Path socket,
        Optional<Path> controlFile,
        Path logFolder,
        Path stateFolder,
        long refuseBelowFree,
        long warnBelowFree,
        long stopBelowFree,
        Duration retentionAge,
        int retentionCount,
        String videoEncoder,
        List<InetSocketAddress> networkChecks,
        Optional<Path> uploadFolder,
        ShareGuard.Mode uploadMount,
        int uploadRetries,
        Duration uploadRetryAfter) {

    /** Name of the section. */
    public static final String SECTION = "recorder";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Why nothing can be uploaded to the folder now, as far as mounts are concerned; empty also without a folder. */
    public Optional<String> uploadMountProblem(Path fstab, Path mounts) {
        return uploadFolder.flatMap(folder -> new ShareGuard(folder, uploadMount, fstab, mounts).problem());
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static RecorderConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        ConfigSection upload = section.section("upload");
        long refuse = section.bytes(
                StorageLimits.REFUSE_KEY,
                "No recording starts with less free space; the dashboard and the alerts follow it",
                StorageLimits.DEFAULT.refuseBelow(),
                0);
        long warn = section.bytes(
                StorageLimits.WARN_KEY,
                "Warn when there is less free space; the dashboard and the alerts follow it",
                StorageLimits.DEFAULT.warnBelow(),
                0);
        long stop =
                section.bytes("stop_below_free", "Stop a running recording when there is less free space", "1GB", 0);
        if (warn < refuse || refuse < stop) {
            section.addProblem("refuse_below_free", "must be at most warn_below_free and at least stop_below_free");
        }
        return new RecorderConfig(
                source(section),
                section.choice(
                        "audio",
                        "Sound of a network camera: auto (with it, and without it while it keeps the picture away) or off",
                        "auto",
                        RecorderConfig::parseSound,
                        "auto or off"),
                section.bool("auto_start", "Start a recording whenever possible", false),
                lengths(section),
                section.path("storage", "Folder of the videos and their database", Path.of("/var/lib/recorder")),
                section.path(
                        "heartbeat", "File that the heartbeat is written to", Path.of("/run/recorder/heartbeat.json")),
                section.path("socket", "Socket for commands to the recorder", Path.of("/run/recorder/control.sock")),
                section.optionalPath("control_file", "File for the commands START, STOP, EXTEND and STATUS"),
                section.path("log_dir", "Folder of service.log", Path.of("/var/log/recorder")),
                section.path(
                        "state_dir", "Folder of data other than videos and logs", Path.of("/var/lib/recorder/state")),
                refuse,
                warn,
                stop,
                section.duration(
                        "keep_for",
                        "How long uploaded videos are kept",
                        Duration.ofDays(7),
                        MINUTE,
                        DAY.multipliedBy(3650)),
                section.integer("keep_videos", "Maximum number of uploaded videos that are kept", 20, 0, 1_000_000),
                section.text("video_encoder", "ffmpeg encoder for sources that are not encoded yet", "libx264"),
                networkChecks(section.section("network")),
                upload.optionalPath("folder", "Folder to upload videos to by copying them, such as a mounted share"),
                upload.choice(
                        "mount",
                        "Whether the folder must be a mounted share: auto (if /etc/fstab lists it), required, or off",
                        "auto",
                        ShareGuard.Mode::parse,
                        "auto, required or off"),
                upload.integer("retries", "Number of retries of a failed upload", 2, 0, 100),
                upload.duration(
                        "retry_after",
                        "Delay before a retry, which also waits until nothing is being recorded",
                        Duration.ofMinutes(5),
                        SECOND,
                        DAY));
    }

    private static CaptureSource source(ConfigSection section) {
        CaptureSource source = section.choice(
                "source",
                "What to record: v4l2:/dev/video0, rtsp://host/path, a file, or test",
                "v4l2:/dev/video0",
                CaptureSource::parse,
                "v4l2:/dev/videoN, rtsp://host/path, an absolute path, or test");
        Optional<Path> passwordFile = section.optionalPath(
                "password_file",
                "File (mode 0600, of the recorder's user) with the password of the user in source, or user:password");
        if (passwordFile.isPresent() && source instanceof CaptureSource.NetworkCamera(RtspAddress address)) {
            return new CaptureSource.NetworkCamera(address.withPasswordFile(passwordFile.get()));
        } else if (passwordFile.isPresent()) {
            section.addProblem("password_file", "is only for a network camera: source is none");
        }
        return source;
    }

    /**
     * The address of a network camera, with its password: for ffmpeg, through an {@link peaceofmind.linux.RtspRedirect}.
     *
     * @return empty for another source, and for a camera without a password
     * @throws IOException the file with the password cannot be read; the message names it
     */
    public Optional<String> secretCameraUrl() throws IOException {
        return source instanceof CaptureSource.NetworkCamera(RtspAddress address) && address.isSecret()
                ? Optional.of(address.secretUrl())
                : Optional.empty();
    }

    private static Optional<Boolean> parseSound(String text) {
        return switch (text) {
            case "auto" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static SessionLengths lengths(ConfigSection section) {
        Duration defaultLength = section.duration(
                "default_length", "Length of a recording", Duration.ofMinutes(10), SECOND.multipliedBy(10), DAY);
        Duration extension = section.duration(
                "extension",
                "How much an extension adds to a recording",
                Duration.ofMinutes(5),
                SECOND.multipliedBy(10),
                DAY);
        Duration maxLength = section.duration(
                "longest",
                "Maximum length of a recording including extensions",
                Duration.ofMinutes(20),
                SECOND.multipliedBy(10),
                DAY);
        if (maxLength.compareTo(defaultLength) < 0) {
            section.addProblem("longest", "must not be less than default_length");
        }
        return new SessionLengths(defaultLength, extension, maxLength);
    }

    private static List<InetSocketAddress> networkChecks(ConfigSection section) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String text : section.texts(
                "check",
                "Addresses (HOST:PORT) to connect to every 30 s; an empty list disables the check",
                List.of("1.1.1.1:443", "8.8.8.8:443"))) {
            int colon = text.lastIndexOf(':');
            Optional<Integer> port = colon < 1
                    ? Optional.empty()
                    : Optional.of(text.substring(colon + 1))
                            .filter(digits -> digits.matches("\\d{1,5}"))
                            .map(Integer::parseInt)
                            .filter(number -> number > 0 && number < 65536);
            if (port.isEmpty()) {
                section.addProblem("check", "\"" + text + "\" is not HOST:PORT");
            } else {
                addresses.add(InetSocketAddress.createUnresolved(text.substring(0, colon), port.get()));
            }
        }
        return List.copyOf(addresses);
    }
}
