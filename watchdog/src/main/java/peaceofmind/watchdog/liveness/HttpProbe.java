// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.watchdog.config.ProbeConfig.HttpTarget;

/**
 * A request whose response must have a status, and contain a text. It follows no redirect, and reads no more than it needs: HTTP/1.1 (RFC
 * 9112) on a plain socket, which costs a fraction of a millisecond. Not HTTP/1.0: Chromium, for one, does not respond to it.
 */
final class HttpProbe implements Probe {

    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})(?:[ \\r\\n].*)?", Pattern.DOTALL);
    private static final Pattern CONTENT_LENGTH =
            Pattern.compile("\\ncontent-length: *(\\d{1,15}) *\\r?\\n", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHUNKED =
            Pattern.compile("\\ntransfer-encoding:[^\\n]*chunked *\\r?\\n", Pattern.CASE_INSENSITIVE);
    private static final byte[] LINE_END = {'\n'};
    private static final byte[] HEADER_END = {'\r', '\n', '\r', '\n'};
    private static final int DEFAULT_PORT = 80;

    private final HttpTarget target;
    private final Duration timeout;
    private final String host;
    private final String request;

    HttpProbe(HttpTarget target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
        URI url = target.url();
        // An IPv6 address without its brackets.
        this.host = url.getHost().replaceAll("^\\[|]$", "");
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        this.request = "GET " + path + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                + "\r\nUser-Agent: peace-watchdog\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    @Override
    public ProbeResult run() throws IOException {
        int port = target.url().getPort() < 0 ? DEFAULT_PORT : target.url().getPort();
        return ProbeConnection.probe(target.url().toString(), host, port, timeout, this::exchange);
    }

    private ProbeResult exchange(ProbeConnection connection) throws IOException {
        connection.send(request);
        int lineEnd = await(connection, LINE_END);
        Matcher status = STATUS.matcher(lineEnd < 0 ? "" : connection.text(lineEnd));
        if (!status.matches()) {
            return new ProbeResult.Silent("no HTTP response from " + target.url());
        } else if (Integer.parseInt(status.group(1)) != target.status()) {
            return new ProbeResult.Silent("HTTP " + status.group(1) + " from " + target.url());
        }
        Optional<String> expected = target.contains();
        return expected.isEmpty() || contains(connection, expected.get())
                ? new ProbeResult.Alive()
                : new ProbeResult.Silent("\"" + expected.get() + "\" is not in the response of " + target.url());
    }

    /** The position of a text in the first bytes; -1 if it does not come. */
    private static int await(ProbeConnection connection, byte[] text) throws IOException {
        int position = connection.indexOf(text, 0);
        while (position < 0 && connection.length() < MAX_HEADER_BYTES && connection.readMore()) {
            position = connection.indexOf(text, 0);
        }
        return position;
    }

    private static boolean contains(ProbeConnection connection, String expected) throws IOException {
        int headerEnd = await(connection, HEADER_END);
        if (headerEnd < 0) {
            return false;
        }
        int body = headerEnd + HEADER_END.length;
        byte[] text = expected.getBytes(StandardCharsets.UTF_8);
        String header = connection.text(body);
        return CHUNKED.matcher(header).find()
                ? containsInChunks(connection, body, text)
                : contains(connection, body, contentLength(header), text);
    }

    private static boolean containsInChunks(ProbeConnection connection, int body, byte[] text) throws IOException {
        ChunkedBody decoded;
        do {
            decoded = connection.chunks(body);
            if (decoded.content().contains(new String(text, StandardCharsets.ISO_8859_1))) {
                return true;
            }
        } while (!decoded.complete() && connection.readMore());
        return false;
    }

    private static boolean contains(ProbeConnection connection, int body, OptionalLong length, byte[] text)
            throws IOException {
        int checked = body;
        do {
            if (connection.indexOf(text, Math.max(body, checked - text.length)) >= 0) {
                return true;
            }
            checked = connection.length();
            // A server that keeps the connection open sends no end.
        } while ((length.isEmpty() || checked - body < length.getAsLong()) && connection.readMore());
        return false;
    }

    private static OptionalLong contentLength(String header) {
        Matcher length = CONTENT_LENGTH.matcher(header);
        return length.find() ? OptionalLong.of(Long.parseLong(length.group(1))) : OptionalLong.empty();
    }
}
