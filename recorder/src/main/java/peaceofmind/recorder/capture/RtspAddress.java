package peaceofmind.recorder.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The address of a network camera (RFC 7826), which may hold a password.
 *
 * @param url as ffmpeg takes it: never for messages
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

    /** Text in which the address may stand, without the user and password in it. */
    String redact(String text) {
        return text.replace(url, toString()).replaceAll("(rtsps?://)[^/@\\s]*@", "$1");
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return url.replaceAll("(rtsps?://)[^/@]*@", "$1");
    }
}
