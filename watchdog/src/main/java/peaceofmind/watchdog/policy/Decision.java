// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.List;

/**
 * The result of one evaluation.
 *
 * @param state input of the next evaluation; its {@link State#history} must be saved if it has changed
 */
public record Decision(State state, List<Order> orders, List<Note> notes, List<OperatorReply> replies) {

    public Decision {
        orders = List.copyOf(orders);
        notes = List.copyOf(notes);
        replies = List.copyOf(replies);
    }
}
