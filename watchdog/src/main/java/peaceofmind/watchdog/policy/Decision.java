package peaceofmind.watchdog.policy;

import java.util.List;

/**
 * What follows from one look.
 *
 * @param state to be given back at the next look; its {@link State#history} must be saved when it has changed
 */
public record Decision(State state, List<Order> orders, List<Note> notes, List<OperatorReply> replies) {

    public Decision {
        orders = List.copyOf(orders);
        notes = List.copyOf(notes);
        replies = List.copyOf(replies);
    }
}
