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
     * @throws SendException when the receiver did not accept it: says whether it may have got it, whether it refuses it, and what to do
     * @throws IOException when it was not sent; says what to do
     */
    void send(Message message) throws IOException;
}
