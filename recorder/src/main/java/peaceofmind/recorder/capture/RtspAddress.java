package peaceofmind.recorder.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The address of a network camera (RFC 7826), which may hold a password.
 *
 * @param full as ffmpeg takes it: never for messages
 */
public record RtspAddress(String full, String host, int port) {

    private static final int STANDARD_PORT = 554;
    private static final int STANDARD_TLS_PORT = 322;

    static Optional<RtspAddress> parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null) {
                return Optional.empty();
            }
            int standard = text.startsWith("rtsps:") ? STANDARD_TLS_PORT : STANDARD_PORT;
            return Optional.of(new RtspAddress(text, uri.getHost(), uri.getPort() < 0 ? standard : uri.getPort()));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Text in which the address may stand, without the user and password in it. */
    String hideIn(String text) {
        return text.replace(full, toString()).replaceAll("(rtsps?://)[^/@\\s]*@", "$1");
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return full.replaceAll("(rtsps?://)[^/@]*@", "$1");
    }
}
