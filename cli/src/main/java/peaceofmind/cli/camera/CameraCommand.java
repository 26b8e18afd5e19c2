// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.camera;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.RtspRedirect;
import peaceofmind.linux.Subprocess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    private static final int MAX_PICTURE_WIDTH = 4096;
    private static final String CAMERA =
            "Of several cameras, the one with this name (default: the first with a picture).";

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
        device.recorderSources()
                .forEach((name, source) ->
                        out.println("Configured: " + (name.isEmpty() ? "" : name + ": ") + masked(source)));
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
        new CameraFormats(machine, spec.commandLine().getOut())
                .print(source, device.recorder().cameraAt(Path.of(source)));
        return 0;
    }

    @Command(
            name = "picture",
            mixinStandardHelpOptions = true,
            description = "Takes a picture; during a recording, the latest frame of it.")
    int picture(
            @Mixin TargetDevice device,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "File to write (default: picture.jpg).")
                    Optional<Path> file,
            @Option(names = "--camera", paramLabel = "NAME", description = CAMERA) Optional<String> camera)
            throws ConfigException, CommandFailedException, InterruptedException, IOException {
        Path target = file.orElse(Path.of("picture.jpg")).toAbsolutePath();
        String source = sourceOf(device, camera);
        Optional<JsonObject> recorded = recordedPicture(device, camera);
        if (recorded.isPresent()) {
            write(recorded.get(), target);
            return 0;
        }
        Optional<String> secretUrl = device.recorder().secretCameraUrl(camera);
        if (secretUrl.isPresent()) {
            try (RtspRedirect redirect = RtspRedirect.start(secretUrl.get(), COMMAND_TIMEOUT)) {
                takePicture(FfmpegSnapshot.ofSource(redirect.url(), target), target, "of the camera");
            }
        } else {
            takePicture(FfmpegSnapshot.ofSource(source, target), target, "of the camera");
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
                    Optional<Path> file,
            @Option(names = "--camera", paramLabel = "NAME", description = CAMERA) Optional<String> camera)
            throws ConfigException, ControlException, CommandFailedException, IOException {
        Path target = file.orElse(Path.of("preview.jpg")).toAbsolutePath();
        write(requestPicture(device, camera), target);
        return 0;
    }

    /** Of several cameras without a name, the first one. */
    private static String sourceOf(TargetDevice device, Optional<String> camera)
            throws ConfigException, CommandFailedException {
        Map<String, String> sources = device.recorderSources();
        if (camera.isPresent() && !sources.containsKey(camera.get())) {
            throw new CommandFailedException("there is no camera " + camera.get() + " in recorder.cameras");
        }
        return camera.map(sources::get).orElse(device.recorderSource());
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
        printSaved(target, subject);
    }

    private void write(JsonObject recorded, Path target) throws IOException, CommandFailedException {
        try {
            Files.write(target, Base64.getDecoder().decode(recorded.text("jpeg").orElse("")));
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailedException("the recorder has sent no picture");
        }
        printSaved(target, "of the recording " + recorded.text("file").orElse("?"));
    }

    private void printSaved(Path target, String subject) throws IOException {
        spec.commandLine().getOut().println(target + " (" + HumanFormat.bytes(Files.size(target)) + "), " + subject);
    }

    /** The same; empty when nothing is recorded or the recorder is down. */
    private static Optional<JsonObject> recordedPicture(TargetDevice device, Optional<String> camera)
            throws ConfigException {
        try {
            return Optional.of(requestPicture(device, camera));
        } catch (ControlException unavailable) {
            return Optional.empty();
        }
    }

    /** The latest picture of the running recording, which the recorder decodes. */
    private static JsonObject requestPicture(TargetDevice device, Optional<String> camera)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "preview").put("max_width", MAX_PICTURE_WIDTH);
        camera.ifPresent(name -> request.put("camera", name));
        return device.recorderClient(COMMAND_TIMEOUT).send(request);
    }
}
