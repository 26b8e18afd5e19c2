// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;

/** A way to reach a person. */
interface Channel {

    /** Unique, and usable as a folder name. */
    String name();

    /**
     * Sends a message, within a limited time.
     *
     * @throws IOException when it is uncertain whether the receiver accepted it; says what to do
     */
    void send(Message message) throws IOException;
}
