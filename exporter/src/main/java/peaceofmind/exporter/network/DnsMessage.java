// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A query for the IPv4 addresses of a name, and the header of its response (RFC 1035, section 4.1). */
final class DnsMessage {

    private static final int HEADER_BYTES = 12;
    private static final int RESPONSE = 0x80;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;

    private DnsMessage() {}

    /** @param name a valid host name */
    static byte[] query(int id, String name) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            message.write(bytes.length);
            message.writeBytes(bytes);
        }
        message.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return message.toByteArray();
    }

    /** Why the response does not resolve the name; empty if it does. */
    static String problem(int id, byte[] response, int length, String name) {
        if (length < HEADER_BYTES
                || (response[0] & 0xFF) != id >> 8
                || (response[1] & 0xFF) != (id & 0xFF)
                || (response[2] & RESPONSE) == 0) {
            return "responds with something else than DNS";
        }
        int code = response[3] & 0x0F;
        boolean hasRecords = (response[6] & 0xFF) + (response[7] & 0xFF) > 0;
        if (code == 0) {
            return hasRecords ? "" : "knows no address of " + name;
        }
        return switch (code) {
            case SERVER_FAILURE -> "reaches no other DNS server";
            case NO_SUCH_NAME -> "says that " + name + " does not exist";
            default -> "refuses (code " + code + ")";
        };
    }
}
