// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.videos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace videos}: sends requests to the recorder, the only process that changes them. */
@Command(
        name = "videos",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, uploads, keeps, removes and salvages videos.")
public final class VideosCommand {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    VideosCommand() {}

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists videos, newest last.")
    int list(
            @Mixin TargetDevice device,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description = "Only videos that are pending, in_progress, completed, failed or corrupted.")
                    Optional<String> status,
            @Option(
                            names = {"-n", "--last"},
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Number of videos (default: 20).")
                    int last,
            @Option(names = "--json", description = "Print JSON instead of text.") boolean asJson)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "videos").put("limit", last);
        status.ifPresent(value -> request.put("status", value));
        JsonObject response = send(device, request);
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(response.toPrettyJson());
            return 0;
        }
        for (Json item : response.items("videos")) {
            if (item instanceof JsonObject video) {
                out.println(describe(video));
            }
        }
        out.println(response.integer("total").orElse(0L) + " in total");
        return 0;
    }

    /** Of an uploaded video only the row can be left, which is as it should be. */
    private static String describe(JsonObject video) {
        String status = video.text("status").orElse("?");
        String size = video.integer("bytes")
                .map(HumanFormat::bytes)
                .orElse(status.equals("completed") ? "removed" : "missing");
        String url = video.text("url").map(address -> "  " + address).orElse("");
        return "%-40s %8s  %s%s".formatted(video.text("file").orElse("?"), size, status, url);
    }

    @Command(
            name = "upload",
            mixinStandardHelpOptions = true,
            description = "Uploads a video again, or retries every failed upload.")
    int upload(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "Video to upload (default: every failed one).")
                    Optional<String> file)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "upload");
        file.ifPresent(name -> request.put("file", name));
        return sendAndPrint(device, request);
    }

    @Command(
            name = "keep",
            mixinStandardHelpOptions = true,
            description = "Keeps a video for ever: it is never removed automatically.")
    int retain(
            @Mixin TargetDevice device,
            @Parameters(arity = "1", paramLabel = "FILE", description = "Video to keep.") String file)
            throws ConfigException, ControlException {
        return sendAndPrint(device, Json.object().put("command", "keep").put("file", file));
    }

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Keeps a video no longer than others again.")
    int release(
            @Mixin TargetDevice device,
            @Parameters(arity = "1", paramLabel = "FILE", description = "Video that was kept for ever.") String file)
            throws ConfigException, ControlException {
        return sendAndPrint(device, Json.object().put("command", "release").put("file", file));
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Removes the file of an uploaded video, or the row of one without a file; no other.")
    int delete(
            @Mixin TargetDevice device,
            @Parameters(arity = "1", paramLabel = "FILE", description = "Video to remove.") String file)
            throws ConfigException, ControlException {
        return sendAndPrint(device, Json.object().put("command", "delete").put("file", file));
    }

    @Command(
            name = "clean",
            mixinStandardHelpOptions = true,
            description = "Removes uploaded videos that need not be retained, never others.")
    int clean(@Mixin TargetDevice device) throws ConfigException, ControlException {
        return sendAndPrint(device, Json.object().put("command", "clean"));
    }

    @Command(
            name = "salvage",
            mixinStandardHelpOptions = true,
            description = "Makes videos of recordings that a crash or power cut interrupted.")
    int salvage(@Mixin TargetDevice device) throws ConfigException, ControlException {
        return sendAndPrint(device, Json.object().put("command", "salvage"));
    }

    private int sendAndPrint(TargetDevice device, Json.ObjectBuilder request) throws ConfigException, ControlException {
        JsonObject response = send(device, request);
        spec.commandLine().getOut().println(response.text("message").orElseGet(response::toJson));
        return 0;
    }

    private static JsonObject send(TargetDevice device, Json.ObjectBuilder request)
            throws ConfigException, ControlException {
        return device.recorderClient(REQUEST_TIMEOUT).send(request);
    }
}
