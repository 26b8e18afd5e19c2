// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The reply to a command.
 *
 * @param confirmation the final reply, when the command takes a while; empty when this is it
 */
public record CommandReply(boolean accepted, String message, Optional<CompletableFuture<CommandReply>> confirmation) {

    /** A final reply. */
    public CommandReply(boolean accepted, String message) {
        this(accepted, message, Optional.empty());
    }
}
