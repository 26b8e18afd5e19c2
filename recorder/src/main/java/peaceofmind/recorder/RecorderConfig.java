package peaceofmind.recorder;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.service.SessionLengths;

/**
 * The section {@code recorder} of the configuration.
 *
 * @param source what is recorded
 * @param autoStart begin a recording whenever one is possible
 * @param storage folder of the videos and their database
 * @param controlFile the existing recorder's way to be asked; empty: only the socket
 * @param stateFolder what is neither video nor log
 * @param stopBelowFree a running recording ends below so many free bytes
 * @param keepFor retention of uploaded videos
 * @param networkChecks where a connection is tried; empty: the network is not checked
 * @param uploadFolder where videos are uploaded to; empty: they stay pending
 */
public record RecorderConfig(
        CaptureSource source,
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
        Duration keepFor,
        int keepVideos,
        String videoEncoder,
        List<InetSocketAddress> networkChecks,
        Optional<Path> uploadFolder,
        int uploadRetries,
        Duration uploadRetryAfter) {

    /** Name of the section. */
    public static final String SECTION = "recorder";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Asks for every key; mistakes are recorded in the document. */
    public static RecorderConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        ConfigSection upload = section.section("upload");
        long refuse = section.bytes("refuse_below_free", "No recording begins with less free space", "5GB", 0);
        long warn =
                section.bytes("warn_below_free", "Below this free space it is said that room gets short", "10GB", 0);
        long stop = section.bytes("stop_below_free", "A running recording ends below this free space", "1GB", 0);
        if (warn < refuse || refuse < stop) {
            section.addProblem(
                    "refuse_below_free",
                    "warn_below_free must not be less than refuse_below_free, nor that less than stop_below_free");
        }
        return new RecorderConfig(
                section.choice(
                        "source",
                        "What is recorded: v4l2:/dev/video0, rtsp://host/path, a file, or test",
                        "v4l2:/dev/video0",
                        CaptureSource::parse,
                        "v4l2:/dev/videoN, rtsp://host/path, an absolute path, or test"),
                section.bool("auto_start", "Begin a recording whenever one is possible", false),
                lengths(section),
                section.path("storage", "Folder of the videos and their database", Path.of("/var/lib/recorder")),
                section.path("heartbeat", "Where the heartbeat is written", Path.of("/run/recorder/heartbeat.json")),
                section.path("socket", "Where commands reach the recorder", Path.of("/run/recorder/control.sock")),
                section.optionalPath("control_file", "A file that START, STOP, EXTEND or STATUS is written to"),
                section.path("log_dir", "Keeps service.log", Path.of("/var/log/recorder")),
                section.path("state_dir", "Keeps what is neither video nor log", Path.of("/var/lib/recorder/state")),
                refuse,
                warn,
                stop,
                section.duration(
                        "keep_for",
                        "Uploaded videos are kept so long",
                        Duration.ofDays(7),
                        MINUTE,
                        DAY.multipliedBy(3650)),
                section.integer("keep_videos", "At most so many uploaded videos are kept", 20, 0, 1_000_000),
                section.text("video_encoder", "ffmpeg's encoder for sources that are not encoded yet", "libx264"),
                networkChecks(section.section("network")),
                upload.optionalPath("folder", "Videos are uploaded by copying them here, such as a mounted share"),
                upload.integer("retries", "So often a failed upload is tried again", 2, 0, 100),
                upload.duration(
                        "retry_after",
                        "So long after it failed, when nothing is recorded",
                        Duration.ofMinutes(5),
                        SECOND,
                        DAY));
    }

    private static SessionLengths lengths(ConfigSection section) {
        Duration defaultLength = section.duration(
                "default_length", "Length of a recording", Duration.ofMinutes(10), SECOND.multipliedBy(10), DAY);
        Duration extension = section.duration(
                "extension", "What an extension adds to it", Duration.ofMinutes(5), SECOND.multipliedBy(10), DAY);
        Duration maxLength = section.duration(
                "longest",
                "Length of a recording with its extensions, at most",
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
                "Where a connection is tried every 30 s (HOST:PORT); an empty list: not at all",
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
