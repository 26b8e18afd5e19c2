// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.recorder.service.CombinedReply.CameraReply;

/**
 * The recorders of all cameras. Each has its own recording, errors, session and worker: one that fails or hangs stops no other. For use by
 * the main loop only; never blocks.
 */
public final class CameraRecorders {

    private final List<Camera> cameras;

    /**
     * A camera and its recorder.
     *
     * @param name of one of several cameras; empty for the only one
     */
    public record Camera(Optional<String> name, Recorder recorder) {}

    /** What one of several cameras is doing. */
    public record CameraView(String name, RecorderView view) {}

    /** @param cameras at least one; all of them have names, or the only one has none */
    public CameraRecorders(List<Camera> cameras) {
        this.cameras = List.copyOf(cameras);
    }

    /** The recorder of the only camera, which has no name. */
    public static CameraRecorders of(Recorder recorder) {
        return new CameraRecorders(List.of(new Camera(Optional.empty(), recorder)));
    }

    /** One iteration of the main loop. */
    public void tick() {
        cameras.forEach(camera -> camera.recorder().tick());
    }

    /** As {@link Recorder#requestShutdown}, of all of them. */
    public void requestShutdown() {
        cameras.forEach(camera -> camera.recorder().requestShutdown());
    }

    /** Whether nothing is being recorded or finished. */
    public boolean isIdle() {
        return cameras.stream().allMatch(camera -> camera.recorder().isIdle());
    }

    /**
     * Executes a command.
     *
     * @param name of the camera; empty for all of them, as far as the command is for each
     */
    public CommandReply execute(Optional<String> name, Command command) {
        List<Camera> addressed = cameras.stream()
                .filter(camera -> name.isEmpty() || camera.name().equals(name))
                .toList();
        if (addressed.isEmpty()) {
            return new CommandReply(false, "there is no camera " + name.orElse("") + "; " + configured());
        }
        Camera first = addressed.getFirst();
        return switch (command) {
            // The storage is the same for all of them, and cleaned up by the first one.
            case Command.Salvage _ -> cameras.getFirst().recorder().execute(command);
            case Command.Start _, Command.Stop _, Command.Extend _, Command.Recover _ ->
                first.name().isEmpty() ? first.recorder().execute(command) : executeEach(addressed, command);
        };
    }

    private String configured() {
        return cameras.getFirst().name().isEmpty()
                ? "recorder.cameras is not configured: leave the name out"
                : "configured: "
                        + cameras.stream()
                                .flatMap(camera -> camera.name().stream())
                                .collect(Collectors.joining(", "));
    }

    private static CommandReply executeEach(List<Camera> addressed, Command command) {
        boolean start = command instanceof Command.Start;
        List<CameraReply> replies = new ArrayList<>();
        for (Camera camera : addressed) {
            // The button starts those that do not record, and leaves the others alone.
            boolean runs =
                    start && addressed.size() > 1 && camera.recorder().view().state() == RecorderState.RECORDING;
            replies.add(new CameraReply(
                    camera.name().orElse(""),
                    runs
                            ? new CommandReply(true, "is already recording")
                            : camera.recorder().execute(command),
                    !runs));
        }
        return CombinedReply.of(replies, start);
    }

    /** What each camera is doing; empty for the only one, which has no name. */
    public List<CameraView> cameraViews() {
        return cameras.stream()
                .flatMap(camera -> camera.name().stream()
                        .map(name -> new CameraView(name, camera.recorder().view())))
                .toList();
    }

    /** What all of them are doing. */
    public RecorderView view() {
        List<CameraView> named = cameraViews();
        return named.isEmpty() ? cameras.getFirst().recorder().view() : CombinedView.of(named);
    }
}
