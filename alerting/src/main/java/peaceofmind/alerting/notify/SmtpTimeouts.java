// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;

/**
 * How long to wait for a mail server (RFC 5321, section 4.5.3.2). A client that gives up earlier gets its mail delivered twice: the
 * server may have accepted it, and the client sends it again.
 *
 * @param session limit of everything together
 * @param connect until the connection is established
 * @param command for the greeting and the response to a command
 * @param dataStart for the response to DATA
 * @param dataBlock for each part of the content
 * @param dataEnd for the response to the end of the content, while the server delivers the mail or checks it
 */
record SmtpTimeouts(
        Duration session,
        Duration connect,
        Duration command,
        Duration dataStart,
        Duration dataBlock,
        Duration dataEnd) {

    /** The minimums of the RFC. It says nothing about a session; a server that uses up every limit is given up after an hour. */
    static final SmtpTimeouts RFC_5321 = new SmtpTimeouts(
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10));

    /** The same limit for everything together. */
    static SmtpTimeouts ofSession(Duration limit) {
        return new SmtpTimeouts(limit, limit, limit, limit, limit, limit);
    }
}
