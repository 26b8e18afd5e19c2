// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import peaceofmind.dashboard.ByteRange.Part;
import peaceofmind.dashboard.ByteRange.Unsatisfiable;
import peaceofmind.dashboard.ByteRange.Whole;
import peaceofmind.foundation.http.WriteTimeout;

/**
 * Sends videos, whole or in parts (RFC 9110), for as long as the browser takes them. Their number is limited: the uplink of a device is
 * narrow, and each has a file open.
 */
final class VideoStream {

    static final int MAX_STREAMS = 8;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

    private final Videos videos;
    private final WriteTimeout timeLimit;
    private final Semaphore permits = new Semaphore(MAX_STREAMS);

    VideoStream(Videos videos, WriteTimeout timeLimit) {
        this.videos = videos;
        this.timeLimit = timeLimit;
    }

    void serve(HttpExchange exchange) throws IOException, HttpError {
        String name = Api.queryParameter(exchange, "file")
                .orElseThrow(() -> new HttpError(400, "\"file\" is missing: the name of a video."));
        if (!permits.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "10");
            throw new HttpError(503, "Too many videos are being played or downloaded: close one of them.");
        }
        try (FileChannel file = open(videos.find(name))) {
            send(exchange, name, file);
        } finally {
            permits.release();
        }
    }

    private static FileChannel open(Path path) throws IOException, HttpError {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException vanished) {
            throw new HttpError(404, "There is no such video any more.");
        } catch (AccessDeniedException denied) {
            throw new HttpError(
                    403, "The agent must not read " + path + ": its user needs the group of the recorder's files.");
        }
    }

    private void send(HttpExchange exchange, String name, FileChannel file) throws IOException, HttpError {
        long size = file.size();
        Headers headers = exchange.getResponseHeaders();
        // A video never changes: name and size identify it.
        String etag = "\"" + Integer.toHexString(name.hashCode()) + "-" + Long.toHexString(size) + "\"";
        headers.set("Accept-Ranges", "bytes");
        headers.set("ETag", etag);
        headers.set("Cache-Control", "private, no-cache");
        headers.set("Vary", "Cookie");
        headers.set("Content-Type", contentType(name));
        if (Api.queryParameter(exchange, "download").isPresent()) {
            headers.set("Content-Disposition", "attachment; filename*=UTF-8''" + encode(name));
        }
        switch (requested(exchange, etag, size)) {
            case Unsatisfiable _ -> {
                headers.set("Content-Range", "bytes */" + size);
                throw new HttpError(416, "The video has only " + size + " bytes.");
            }
            case Whole _ -> send(exchange, 200, file, new ByteRange(0, size - 1));
            case Part(ByteRange range) -> {
                headers.set("Content-Range", "bytes " + range.start() + "-" + range.end() + "/" + size);
                send(exchange, 206, file, range);
            }
        }
    }

    /** A part of another version than the browser already has is useless to it. */
    private static ByteRange.Request requested(HttpExchange exchange, String etag, long size) {
        String condition = Access.firstHeader(exchange, "If-Range");
        Optional<String> range = Optional.of(Access.firstHeader(exchange, "Range"))
                .filter(_ -> condition.isEmpty() || condition.equals(etag));
        return ByteRange.parse(range, size);
    }

    private void send(HttpExchange exchange, int status, FileChannel file, ByteRange range) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(range.length()));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, range.length() == 0 ? -1 : range.length());
        try (OutputStream out = exchange.getResponseBody()) {
            copy(file, range, out);
        }
    }

    private void copy(FileChannel file, ByteRange range, OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        long position = range.start();
        while (position <= range.end()) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, range.end() - position + 1));
            int read = file.read(chunk, position);
            if (read < 0) {
                throw new IOException("the file is shorter than it was");
            }
            timeLimit.runWithin(WRITE_TIMEOUT, () -> out.write(chunk.array(), 0, read));
            position += read;
        }
    }

    private static String contentType(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".mp4")
                ? "video/mp4"
                : lower.endsWith(".webm")
                        ? "video/webm"
                        : lower.endsWith(".mkv") ? "video/x-matroska" : "application/octet-stream";
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
