// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.camera;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.linux.RtspRedirect;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CameraFormat;
import peaceofmind.recorder.capture.CaptureSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace camera}. */
@Command(
        name = "camera",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists cameras and their formats, or takes a picture.")
public final class CameraCommand {

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

    @Spec
    private CommandSpec spec;

    private final Machine machine = Machine.real();

    CameraCommand() {}

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the cameras known to the kernel.")
    int list(@Mixin TargetDevice device) throws ConfigException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path deviceClasses = machine.path("/sys/class/video4linux");
        int found = 0;
        if (Files.isDirectory(deviceClasses)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(deviceClasses)) {
                for (Path entry : entries) {
                    out.println("/dev/" + entry.getFileName() + "  "
                            + Files.readString(entry.resolve("name")).strip());
                    found++;
                }
            }
        }
        if (found == 0) {
            out.println("No cameras found.");
        }
        out.println("Configured: " + masked(device.recorderSource()));
        return 0;
    }

    /** An RTSP address may contain a password. */
    private static String masked(String source) {
        return source.replaceFirst("//[^/@]*@", "//***@");
    }

    @Command(
            name = "formats",
            mixinStandardHelpOptions = true,
            description = "Lists the formats that a camera supports, and which one would be recorded.")
    int formats(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "DEVICE",
                            description = "Device, such as /dev/video0 (default: as configured).")
                    Optional<String> camera)
            throws ConfigException, CommandFailedException, InterruptedException {
        String source = camera.orElse(device.recorderSource().replaceFirst("^v4l2:", ""));
        if (!source.startsWith("/dev/")) {
            throw new CommandFailedException(
                    masked(source) + " is not a local camera: only local cameras list formats");
        } else if (!Files.exists(machine.path(source))) {
            throw new CommandFailedException("no such camera: " + source + "; list cameras with peace camera list");
        }
        new CameraFormats(machine, spec.commandLine().getOut()).print(source, configuredFormat(device));
        return 0;
    }

    private static CameraFormat configuredFormat(TargetDevice device) throws ConfigException {
        return device.recorder().source() instanceof CaptureSource.Camera camera
                ? camera.format()
                : CameraFormat.AUTOMATIC;
    }

    @Command(
            name = "picture",
            mixinStandardHelpOptions = true,
            description = "Takes a picture; during a recording, the latest frame of it.")
    int picture(
            @Mixin TargetDevice device,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "File to write (default: picture.jpg).")
                    Optional<Path> file)
            throws ConfigException, CommandFailedException, InterruptedException, IOException {
        Path target = file.orElse(Path.of("picture.jpg")).toAbsolutePath();
        Optional<Path> recording = currentRecording(device);
        if (recording.isPresent()) {
            takePicture(
                    FfmpegSnapshot.ofRecording(recording.get(), target),
                    target,
                    "of the recording " + recording.get().getFileName());
            return 0;
        }
        Optional<String> secretUrl = device.recorder().secretCameraUrl();
        if (secretUrl.isPresent()) {
            try (RtspRedirect redirect = RtspRedirect.start(secretUrl.get(), COMMAND_TIMEOUT)) {
                takePicture(FfmpegSnapshot.ofSource(redirect.url(), target), target, "of the camera");
            }
        } else {
            takePicture(FfmpegSnapshot.ofSource(device.recorderSource(), target), target, "of the camera");
        }
        return 0;
    }

    @Command(
            name = "preview",
            mixinStandardHelpOptions = true,
            description = "Saves the latest frame of the recording in progress.")
    int preview(
            @Mixin TargetDevice device,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "File to write (default: preview.jpg).")
                    Optional<Path> file)
            throws ConfigException, CommandFailedException, InterruptedException, IOException {
        Path target = file.orElse(Path.of("preview.jpg")).toAbsolutePath();
        Path recording = currentRecording(device)
                .orElseThrow(() -> new CommandFailedException(
                        "nothing is being recorded; take a picture with peace camera picture"));
        takePicture(
                FfmpegSnapshot.ofRecording(recording, target), target, "of the recording " + recording.getFileName());
        return 0;
    }

    private void takePicture(List<String> command, Path target, String subject)
            throws CommandFailedException, InterruptedException, IOException {
        Files.deleteIfExists(target);
        Subprocess.Result result = machine.run(command, COMMAND_TIMEOUT);
        if (!Files.exists(target)) {
            String reason = switch (result) {
                case Subprocess.Exited exited -> exited.errorOutput().strip();
                case Subprocess.TimedOut _ -> "ffmpeg did not finish within " + COMMAND_TIMEOUT.toSeconds() + " s";
                case Subprocess.NotStarted notStarted -> notStarted.reason() + ": sudo apt install ffmpeg";
            };
            throw new CommandFailedException("no picture " + subject + ": " + masked(reason));
        }
        spec.commandLine().getOut().println(target + " (" + HumanFormat.bytes(Files.size(target)) + "), " + subject);
    }

    /** The file being recorded; empty when nothing is recorded or the recorder is down. */
    private static Optional<Path> currentRecording(TargetDevice device) throws ConfigException {
        Path folder = device.recorder().storage().resolve("recording");
        try {
            return new RecorderClient(device.recorder().socket(), Duration.ofSeconds(5))
                    .status()
                    .json()
                    .text("file")
                    .map(folder::resolve)
                    .filter(Files::exists);
        } catch (ControlException unavailable) {
            return Optional.empty();
        }
    }
}
