package peaceofmind.alerting.notify;

import java.io.IOException;

/** A way to a person. */
interface Channel {

    /** Unique; safe as the name of a folder. */
    String name();

    /**
     * Sends, within a limited time.
     *
     * @throws IOException when it is not certain that the other side took it, with what to do
     */
    void send(Message message) throws IOException;
}
