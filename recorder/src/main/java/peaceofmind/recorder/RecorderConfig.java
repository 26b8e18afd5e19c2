// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.StorageLimits;
import peaceofmind.recorder.capture.CameraFormat;
import peaceofmind.recorder.capture.CaptureSettings;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.RateControl;
import peaceofmind.recorder.capture.RtspAddress;
import peaceofmind.recorder.capture.SoundSource;
import peaceofmind.recorder.check.CheckConfig;
import peaceofmind.recorder.indicator.LightsConfig;
import peaceofmind.recorder.service.SessionLengths;
import peaceofmind.recorder.storage.CorruptedCleanUp;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.upload.targets.UploadConfig;
import peaceofmind.recorder.voice.VoiceConfig;

/**
 * The section {@code recorder} of the configuration.
 *
 * @param cameras what to record: several cameras with names, or one without
 * @param autoStart start a recording whenever possible
 * @param storage folder of the videos and their database
 * @param controlFile commands as the existing recorder accepts them; empty: only the socket
 * @param stateFolder data other than videos and logs
 * @param stopBelowFree a running recording is stopped below this free space, in bytes
 * @param retention of uploaded videos and their rows
 * @param corruptedRetention of videos that cannot be played
 * @param rateControl of that encoder
 * @param check of the pictures and the sound of running recordings
 * @param voice spoken messages and sounds
 * @param networkChecks addresses to which connections are tried; empty: the network is not checked
 * @param upload where videos are uploaded to, and when
 */
public record RecorderConfig(
        List<RecordedCameraConfig> cameras,
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
        RetentionPolicy retention,
        CorruptedCleanUp.Retention corruptedRetention,
        String videoEncoder,
        RateControl rateControl,
        CheckConfig check,
        LightsConfig lights,
        VoiceConfig voice,
        List<InetSocketAddress> networkChecks,
        UploadConfig upload) {

    /** Name of the section. */
    public static final String SECTION = "recorder";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** What the only camera, or the first one, records. */
    CaptureSource source() {
        return cameras.getFirst().source();
    }

    /** What the only camera, or the first one, records in addition to its picture. */
    SoundSource sound() {
        return cameras.getFirst().sound();
    }

    /** How ffmpeg records and makes videos. */
    CaptureSettings captureSettings() {
        return CaptureSettings.defaults(videoEncoder, rateControl);
    }

    /** What is configured for the only camera, or the first one, at a video device; nothing for another source. */
    public CameraConfig camera() {
        return source() instanceof CaptureSource.Camera camera
                ? new CameraConfig(camera.format())
                : CameraConfig.AUTOMATIC;
    }

    /** What is configured for the camera at that device; for one that is not configured, as {@link #camera()}. */
    public CameraConfig cameraAt(Path device) {
        return cameras.stream()
                .flatMap(camera -> camera.source() instanceof CaptureSource.Camera configured
                                && configured.device().equals(device)
                        ? Stream.of(new CameraConfig(configured.format()))
                        : Stream.empty())
                .findFirst()
                .orElseGet(this::camera);
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static RecorderConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        StorageLimits limits = StorageLimits.defaults(document);
        long refuse = section.bytes(
                StorageLimits.REFUSE_KEY,
                "No recording starts with less free space; the dashboard and the alerts follow it (on a disk below"
                        + " 50 GB, if none of the three is set: a tenth of it)",
                limits.refuseBelow(),
                0);
        long warn = section.bytes(
                StorageLimits.WARN_KEY,
                "Warn when there is less free space; the dashboard and the alerts follow it (likewise a fifth)",
                limits.warnBelow(),
                0);
        long stop = section.bytes(
                StorageLimits.STOP_KEY,
                "Stop a running recording when there is less free space (likewise a fiftieth)",
                limits.stopBelow(),
                0);
        if (warn < refuse || refuse < stop) {
            section.addProblem("refuse_below_free", "must be at most warn_below_free and at least stop_below_free");
        }
        boolean autoStart = section.bool("auto_start", "Start a recording whenever possible", false);
        String encoder =
                section.text("video_encoder", "ffmpeg encoder for sources that are not encoded yet", "libx264");
        return new RecorderConfig(
                RecordedCameraConfig.readAll(section),
                autoStart,
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
                retention(section),
                corruptedRetention(section),
                encoder,
                rateControl(section, encoder),
                CheckConfig.read(section.section("check"), autoStart),
                LightsConfig.read(section.section("lights")),
                VoiceConfig.read(section.section("voice")),
                networkChecks(section.section("network")),
                UploadConfig.read(section.section("upload")));
    }

    static CaptureSource source(ConfigSection section) {
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
            return withFormat(section, new CaptureSource.NetworkCamera(address.withPasswordFile(passwordFile.get())));
        } else if (passwordFile.isPresent()) {
            section.addProblem("password_file", "is only for a network camera: source is none");
        }
        return withFormat(section, source);
    }

    /** The address of the only camera, or the first one, as below. */
    public Optional<String> secretCameraUrl() throws IOException {
        return secretCameraUrl(Optional.empty());
    }

    /**
     * The address of a network camera, with its password: for ffmpeg, through an {@link peaceofmind.linux.RtspRedirect}.
     *
     * @param name of one of several cameras; empty for the only one, or the first one
     * @return empty for another source, and for a camera without a password
     * @throws IOException the file with the password cannot be read; the message names it
     */
    public Optional<String> secretCameraUrl(Optional<String> name) throws IOException {
        CaptureSource source = cameras.stream()
                .filter(camera -> name.isPresent() && camera.name().equals(name))
                .findFirst()
                .map(RecordedCameraConfig::source)
                .orElse(source());
        return source instanceof CaptureSource.NetworkCamera(RtspAddress address) && address.isSecret()
                ? Optional.of(address.secretUrl())
                : Optional.empty();
    }

    private static CaptureSource withFormat(ConfigSection section, CaptureSource source) {
        ConfigSection camera = section.section("camera");
        int rate = camera.integer(
                "rate",
                "Pictures per second of a camera at a video device; 0: chosen, about 25",
                0,
                0,
                CameraFormat.MAX_RATE);
        CameraFormat encoding = camera.choice(
                "format",
                "Format of a camera at a video device: auto (chosen, see peace camera formats), driver (as it is set),"
                        + " mjpeg, yuyv or h264",
                "auto",
                CameraFormat::parseEncoding,
                "auto, driver, mjpeg, yuyv or h264");
        Optional<String> size = camera.choice(
                "size",
                "Size of its pictures, such as 1280x720 (peace camera formats lists them), or auto",
                "auto",
                CameraFormat::parseSize,
                "auto, or WIDTHxHEIGHT such as 1280x720");
        return source.withFormat(encoding.with(size, rate == 0 ? Optional.empty() : Optional.of(rate)));
    }

    static SoundSource audio(ConfigSection section) {
        return section.choice(
                "audio",
                "Sound of a camera: auto (a network camera's own), off, an ALSA device such as plughw:1,0, or"
                        + " pulse:SOURCE of PulseAudio or PipeWire",
                "auto",
                SoundSource::parse,
                "auto, off, default, an ALSA device such as plughw:1,0 (arecord -l), or pulse:SOURCE (pactl list short"
                        + " sources)");
    }

    private static RetentionPolicy retention(ConfigSection section) {
        return new RetentionPolicy(
                section.duration(
                        "keep_for",
                        "How long uploaded videos are kept",
                        Duration.ofDays(7),
                        MINUTE,
                        DAY.multipliedBy(3650)),
                section.integer("keep_videos", "Maximum number of uploaded videos that are kept", 20, 0, 1_000_000),
                section.duration(
                        "keep_history_for",
                        "How long the row of an uploaded video is kept after it was made, also without its file: when"
                                + " it was recorded, and where it can be watched",
                        DAY.multipliedBy(365),
                        MINUTE,
                        DAY.multipliedBy(3650)));
    }

    private static RateControl rateControl(ConfigSection section, String encoder) {
        RateControl rateControl = section.choice(
                "video_rate",
                "How much that encoder writes: auto (its default), crf0 (best) to crf51 (constant quality, of"
                        + " libx264), or a bit rate such as 2500k or 4M",
                "auto",
                RateControl::parse,
                "auto, crf0 to crf51, or a bit rate such as 2500k or 4M");
        if (rateControl instanceof RateControl.ConstantQuality && !encoder.startsWith("libx26")) {
            section.addProblem(
                    "video_rate", "crf is for libx264, and video_encoder is " + encoder + ": set a bit rate");
        }
        return rateControl;
    }

    private static CorruptedCleanUp.Retention corruptedRetention(ConfigSection section) {
        return new CorruptedCleanUp.Retention(
                section.duration(
                        "keep_corrupted_for",
                        "How long videos that cannot be played are kept for experts",
                        Duration.ofDays(30),
                        MINUTE,
                        DAY.multipliedBy(3650)),
                section.bytes("keep_corrupted", "Maximum size of all videos that cannot be played", "1GB", 0));
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
