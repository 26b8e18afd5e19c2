// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A response that a target could send.
 *
 * @param name unique
 * @param responses as bytes, status line included; the last one repeats
 * @param difference why this scraper decides otherwise than Prometheus, if it does
 */
record StrangePage(String name, List<byte[]> responses, Optional<String> difference) {

    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** In the text format 0.0.4. */
    static StrangePage text(String name, String body) {
        return ok(name, "Content-Type: " + TEXT + "\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    /** In OpenMetrics 1.0, without its last line. */
    static StrangePage openMetricsAsIs(String name, String body) {
        return ok(name, "Content-Type: " + OPEN_METRICS + "\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    static StrangePage openMetrics(String name, String body) {
        return openMetricsAsIs(name, body + "# EOF\n");
    }

    /** @param headers each with its line end */
    static StrangePage ok(String name, String headers, byte[] body) {
        return raw(name, response("200 OK", headers + "Content-Length: " + body.length + "\r\n", body));
    }

    static StrangePage status(String name, String status, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return raw(name, response(status, headers + "Content-Length: " + bytes.length + "\r\n", bytes));
    }

    static StrangePage raw(String name, byte[]... responses) {
        return new StrangePage(name, List.of(responses), Optional.empty());
    }

    static byte[] response(String status, String headers, byte[] body) {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(("HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        response.writeBytes(body);
        return response.toByteArray();
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    StrangePage differs(String reason) {
        return new StrangePage(name, responses, Optional.of(reason));
    }
}
