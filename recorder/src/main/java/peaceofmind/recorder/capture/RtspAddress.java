// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.linux.RtspRedirect;

/**
 * The address of a network camera (RFC 7826), which can contain a password.
 *
 * @param url as configured; never for messages
 * @param passwordFile contains the password of the user in {@code url}, or {@code user:password}; empty: {@code url} is all there is
 */
public record RtspAddress(String url, String host, int port, Optional<Path> passwordFile) {

    private static final Pattern USER = Pattern.compile("^rtsps?://([^/@:]+)(?::[^/@]*)?@");
    private static final int DEFAULT_PORT = 554;
    private static final int DEFAULT_TLS_PORT = 322;

    static Optional<RtspAddress> parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null) {
                return Optional.empty();
            }
            int defaultPort = text.startsWith("rtsps:") ? DEFAULT_TLS_PORT : DEFAULT_PORT;
            int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
            return Optional.of(new RtspAddress(text, uri.getHost(), port, Optional.empty()));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** The same camera with its password in a file. */
    public RtspAddress withPasswordFile(Path file) {
        return new RtspAddress(url, host, port, Optional.of(file));
    }

    /** The same camera under another address, which has no secret. */
    RtspAddress withUrl(String otherUrl) {
        return new RtspAddress(otherUrl, host, port, Optional.empty());
    }

    /** Whether the address has a user, and so a secret. */
    public boolean isSecret() {
        return passwordFile.isPresent() || !url.equals(toString());
    }

    /**
     * For ffmpeg, and never for its command line.
     *
     * @throws IOException the file with the password cannot be read; the message names it
     */
    public String secretUrl() throws IOException {
        if (passwordFile.isEmpty()) {
            return url;
        }
        String content;
        try {
            content = Files.readString(passwordFile.get()).strip();
        } catch (IOException unreadable) {
            throw new IOException(
                    "the camera's password cannot be read: " + ErrorText.of(unreadable)
                            + "; the file must be readable by this user",
                    unreadable);
        }
        Matcher user = USER.matcher(url);
        String credentials = user.find() ? user.group(1) + ":" + encoded(content) : encodedPair(content);
        return toString().replaceFirst("://", Matcher.quoteReplacement("://" + credentials + "@"));
    }

    private static String encodedPair(String content) {
        int colon = content.indexOf(':');
        return colon < 0
                ? encoded(content)
                : encoded(content.substring(0, colon)) + ":" + encoded(content.substring(colon + 1));
    }

    /** RFC 3986; ffmpeg decodes it. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Removes user and password from text that may contain the address. */
    String redact(String text) {
        String ours = RtspRedirect.restore(text, toString());
        return ours.replace(url, toString()).replaceAll("(rtsps?://)[^/@\\s]*@", "$1");
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        return url.replaceAll("(rtsps?://)[^/@]*@", "$1");
    }
}
