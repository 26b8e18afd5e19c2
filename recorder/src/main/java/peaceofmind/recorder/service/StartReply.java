// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The reply to a start, which is sent when the recording has its first picture, or can't have one now. For use by the main loop only. */
final class StartReply {

    private Optional<CompletableFuture<CommandReply>> pending = Optional.empty();

    /** The reply to a start that has just been accepted. */
    CommandReply expect(String message) {
        CompletableFuture<CommandReply> confirmation = new CompletableFuture<>();
        pending = Optional.of(confirmation);
        return new CommandReply(true, message, pending);
    }

    void recording(String message) {
        complete(new CommandReply(true, message));
    }

    void failed(String reason) {
        complete(new CommandReply(
                false, reason + "; it is tried again until its time is over, or until peace recorder stop"));
    }

    void stopped() {
        complete(new CommandReply(false, "it was stopped before its first picture"));
    }

    private void complete(CommandReply reply) {
        pending.ifPresent(confirmation -> confirmation.complete(reply));
        pending = Optional.empty();
    }
}
