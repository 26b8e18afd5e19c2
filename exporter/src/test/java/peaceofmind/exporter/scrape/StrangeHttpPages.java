// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static peaceofmind.exporter.scrape.StrangePage.gzip;
import static peaceofmind.exporter.scrape.StrangePage.ok;
import static peaceofmind.exporter.scrape.StrangePage.raw;
import static peaceofmind.exporter.scrape.StrangePage.response;
import static peaceofmind.exporter.scrape.StrangePage.status;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Responses whose status, headers or length are strange. */
final class StrangeHttpPages {

    private static final String TEXT = "Content-Type: " + StrangePage.TEXT + "\r\n";
    private static final byte[] SAMPLE = bytes("a 1\n");

    private StrangeHttpPages() {}

    static List<StrangePage> all() {
        return Stream.of(contentTypes(), encodings(), statuses(), lengths(), changes())
                .flatMap(List::stream)
                .toList();
    }

    private static List<StrangePage> contentTypes() {
        return List.of(
                ok("no content type", "", SAMPLE),
                ok("an empty content type", "Content-Type:\r\n", SAMPLE),
                ok("text/plain", "Content-Type: text/plain\r\n", SAMPLE),
                ok("text/plain in capitals", "Content-Type: TEXT/PLAIN\r\n", SAMPLE),
                ok("text/html with samples", "Content-Type: text/html\r\n", SAMPLE),
                ok("application/json with samples", "Content-Type: application/json\r\n", SAMPLE),
                ok("application/octet-stream", "Content-Type: application/octet-stream\r\n", SAMPLE),
                ok("text/html with HTML", "Content-Type: text/html\r\n", bytes("<html>\n")),
                ok("a content type that is none", "Content-Type: ;;/\r\n", SAMPLE),
                ok(
                        "protobuf",
                        "Content-Type: application/vnd.google.protobuf;"
                                + " proto=io.prometheus.client.MetricFamily; encoding=delimited\r\n",
                        new byte[] {5, 10, 1, 97}),
                ok("another version of the text format", "Content-Type: text/plain; version=1.0.0\r\n", SAMPLE),
                ok(
                        "another version of OpenMetrics",
                        "Content-Type: application/openmetrics-text; version=0.0.1\r\n",
                        bytes("a 1\n# EOF\n")),
                ok("OpenMetrics without a version", "Content-Type: application/openmetrics-text\r\n", SAMPLE),
                ok("OpenMetrics in capitals", "Content-Type: Application/OpenMetrics-Text\r\n", SAMPLE),
                ok("another character set", "Content-Type: text/plain; charset=iso-8859-1\r\n", SAMPLE));
    }

    private static List<StrangePage> encodings() {
        byte[] zipped = gzip("a 1\n");
        return List.of(
                ok("gzip", TEXT + "Content-Encoding: gzip\r\n", zipped),
                ok("gzip in capitals", TEXT + "Content-Encoding: GZIP\r\n", zipped)
                        .differs("names of encodings have no case (RFC 9110, 8.4.1)"),
                ok("gzip without its header", TEXT, zipped),
                ok("gzip in name only", TEXT + "Content-Encoding: gzip\r\n", SAMPLE),
                ok(
                        "gzip that is cut off",
                        TEXT + "Content-Encoding: gzip\r\n",
                        Arrays.copyOf(zipped, zipped.length - 6)),
                ok("gzip in two members", TEXT + "Content-Encoding: gzip\r\n", joined(zipped, gzip("b 2\n"))),
                ok("gzip and then garbage", TEXT + "Content-Encoding: gzip\r\n", joined(zipped, bytes("garbage")))
                        .differs("the checksum of the member before it has proven the body whole"),
                ok("gzip of nothing", TEXT + "Content-Encoding: gzip\r\n", new byte[0]),
                ok("the encoding identity", TEXT + "Content-Encoding: identity\r\n", SAMPLE),
                ok("an encoding that nobody asked for", TEXT + "Content-Encoding: br\r\n", SAMPLE)
                        .differs("it is rejected as such, instead of with a syntax error in most cases"));
    }

    private static List<StrangePage> statuses() {
        return List.of(
                status("201", "201 Created", TEXT, "a 1\n"),
                raw("204", response("204 No Content", TEXT, new byte[0])),
                status("206", "206 Partial Content", TEXT, "a 1\n"),
                status("302", "302 Found", "Location: /" + PageServer.PLAIN_PAGE + "\r\n", "")
                        .differs("redirects are reported, not followed: the configuration is wrong, and credentials go"
                                + " nowhere else"),
                status("302 without a location", "302 Found", "", ""),
                status("304", "304 Not Modified", "", ""),
                status("401", "401 Unauthorized", TEXT, "a 1\n"),
                status("404", "404 Not Found", TEXT, "a 1\n"),
                status("500", "500 Internal Server Error", TEXT, "a 1\n"),
                status("503", "503 Service Unavailable", TEXT, "a 1\n"),
                raw("no HTTP", bytes("a 1\n")),
                raw("no response", new byte[0]));
    }

    private static List<StrangePage> lengths() {
        String chunked = TEXT + "Transfer-Encoding: chunked\r\n";
        return List.of(
                raw("no length", response("200 OK", TEXT, SAMPLE)),
                raw("no length and no last line feed", response("200 OK", TEXT, bytes("a 1")))
                        .differs("only a known length proves that the last number is whole"),
                raw(
                        "a body shorter than its length, after a line",
                        response("200 OK", TEXT + "Content-Length: 100\r\n", SAMPLE)),
                raw(
                        "a body shorter than its length, within a number",
                        response("200 OK", TEXT + "Content-Length: 100\r\n", bytes("a 1\nb 2"))),
                raw(
                        "a body longer than its length",
                        response("200 OK", TEXT + "Content-Length: 4\r\n", bytes("a 1\nb 2\n"))),
                raw("chunks", response("200 OK", chunked, bytes("4\r\na 1\n\r\n0\r\n\r\n"))),
                raw("chunks without the last", response("200 OK", chunked, bytes("4\r\na 1\n\r\n"))),
                raw("a chunk that is cut off", response("200 OK", chunked, bytes("9\r\na 1\n"))),
                raw(
                        "a body that is too large",
                        response("200 OK", TEXT, bytes("# 3456789\n".repeat(30_000) + "a 1\n"))));
    }

    private static List<StrangePage> changes() {
        byte[] first = response("200 OK", TEXT, bytes("a 1\nb 1\n"));
        return List.of(
                raw("a series that is gone", first, response("200 OK", TEXT, bytes("a 2\n"))),
                raw("a target that is down later", first, response("500 Internal Server Error", TEXT, SAMPLE)),
                raw("a page that is broken later", first, response("200 OK", TEXT, bytes("a 2\nb x\n")))
                        .differs("Prometheus keeps the series before the broken line from the last scrape; here they"
                                + " end"),
                raw("a target that is up later", response("500 Internal Server Error", TEXT, SAMPLE), first));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
