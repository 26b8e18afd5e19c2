// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The address of a network camera (RFC 7826), which can contain a password.
 *
 * @param url for ffmpeg; never for messages
 */
public record RtspAddress(String url, String host, int port) {

    private static final int DEFAULT_PORT = 554;
    private static final int DEFAULT_TLS_PORT = 322;

    static Optional<RtspAddress> parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null) {
                return Optional.empty();
            }
            int defaultPort = text.startsWith("rtsps:") ? DEFAULT_TLS_PORT : DEFAULT_PORT;
            return Optional.of(new RtspAddress(text, uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort()));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Removes user and password from text that may contain the address. */
    String redact(String text) {
        return text.replace(url, toString()).replaceAll("(rtsps?://)[^/@\\s]*@", "$1");
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        return url.replaceAll("(rtsps?://)[^/@]*@", "$1");
    }
}
