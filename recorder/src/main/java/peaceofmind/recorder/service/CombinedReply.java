// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One reply of several cameras. */
final class CombinedReply {

    /** Less than {@link CommandQueue} waits for all of them: the reply names the camera that has no picture. */
    private static final Duration PICTURE_TIMEOUT = Duration.ofSeconds(8);

    private CombinedReply() {}

    /** @param executed false when there was nothing to do */
    record CameraReply(String camera, CommandReply reply, boolean executed) {}

    /**
     * The reply.
     *
     * @param all whether it is accepted only if all of them have accepted; otherwise one suffices
     */
    static CommandReply of(List<CameraReply> replies, boolean all) {
        if (replies.stream().allMatch(one -> one.reply().confirmation().isEmpty())) {
            return join(replies, all);
        }
        List<CompletableFuture<CameraReply>> confirmed =
                replies.stream().map(CombinedReply::confirmed).toList();
        CompletableFuture<CommandReply> confirmation = CompletableFuture.allOf(
                        confirmed.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ ->
                        join(confirmed.stream().map(CompletableFuture::join).toList(), all));
        CommandReply now = join(replies, all);
        return new CommandReply(true, now.message(), Optional.of(confirmation));
    }

    private static CompletableFuture<CameraReply> confirmed(CameraReply one) {
        if (one.reply().confirmation().isEmpty()) {
            return CompletableFuture.completedFuture(one);
        }
        CommandReply noPicture = new CommandReply(
                false,
                "no picture has been recorded within " + PICTURE_TIMEOUT.toSeconds()
                        + " s; the recorder continues trying");
        return one.reply()
                .confirmation()
                .get()
                .copy()
                .completeOnTimeout(noPicture, PICTURE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(reply -> new CameraReply(one.camera(), reply, true));
    }

    private static CommandReply join(List<CameraReply> replies, boolean all) {
        List<CommandReply> executed = replies.stream()
                .filter(CameraReply::executed)
                .map(CameraReply::reply)
                .toList();
        boolean accepted = !executed.isEmpty()
                && (all
                        ? executed.stream().allMatch(CommandReply::accepted)
                        : executed.stream().anyMatch(CommandReply::accepted));
        return new CommandReply(
                accepted,
                replies.stream()
                        .map(one -> one.camera() + ": " + one.reply().message())
                        .collect(Collectors.joining("; ")));
    }
}
