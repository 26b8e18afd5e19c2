// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The page's static files: a fixed list from the jar, compressed once. */
final class StaticFiles {

    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8",
            "webmanifest", "application/manifest+json");

    private static final String[] FILE_NAMES = {
        "style.css",
        "main.js",
        "panels.js",
        "recording.js",
        "lights.js",
        "preview.js",
        "videos.html",
        "videos.js",
        "videos.css",
        "report.html",
        "report.js",
        "report.css",
        "charts.js",
        "incidents.js",
        "logs.js",
        "actions.js",
        "format.js",
        "icon.svg",
        "manifest.webmanifest",
        "uplot/uPlot.iife.min.js",
        "uplot/uPlot.min.css",
        "uplot/LICENSE.txt"
    };

    /** A file, ready to be sent. */
    private static final class Content {
        private final String type;
        private final String etag;
        private final byte[] plain;
        private final byte[] gzipped;

        private Content(String type, byte[] plain) throws IOException {
            this.type = type;
            this.etag = etag(plain);
            this.plain = plain;
            this.gzipped = HttpExchanges.gzip(plain);
        }
    }

    private final Map<String, Content> files = new LinkedHashMap<>();

    StaticFiles() throws IOException {
        for (String name : FILE_NAMES) {
            String extension = name.substring(name.lastIndexOf('.') + 1);
            files.put("/" + name, new Content(CONTENT_TYPES.getOrDefault(extension, ""), read(name)));
        }
    }

    /** The page itself, which {@link InitialPage} fills in. */
    static byte[] pageTemplate() throws IOException {
        return read("index.html");
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream("/dashboard/" + name)) {
            if (in == null) {
                throw new IOException("the dashboard's file " + name + " is missing from the jar");
            }
            return in.readAllBytes();
        }
    }

    boolean contains(String path) {
        return files.containsKey(path);
    }

    /** Browsers cache files but revalidate them each time, so an update of the agent takes effect immediately. */
    void serve(HttpExchange exchange, String path) throws IOException {
        Content content = Objects.requireNonNull(files.get(path));
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.getResponseHeaders().set("ETag", content.etag);
        exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
        if (Access.firstHeader(exchange, "If-None-Match").equals(content.etag)) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        boolean gzip = HttpExchanges.acceptsGzip(exchange);
        if (gzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        HttpExchanges.write(exchange, 200, content.type, gzip ? content.gzipped : content.plain);
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "\"" + HexFormat.of().formatHex(digest, 0, 8) + "\"";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
