// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import peaceofmind.foundation.http.WriteTimeout;
import peaceofmind.metrics.collect.CollectorSet;

/** Serves metrics over HTTP with a limited number of connections; slow clients are disconnected after a few seconds. */
public final class MetricsServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 32;
    private static final int ACCEPT_BACKLOG = 16;
    private static final int MAX_CONCURRENT_SCRAPES = 2;
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SCRAPE_WAIT_TIMEOUT = Duration.ofSeconds(1);
    private static final String INDEX_PAGE =
            "<!doctype html><title>Peace of Mind</title><a href=\"/metrics\">Metrics</a>\n";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final WriteTimeout timeLimit = new WriteTimeout("metrics-limit");
    private final Semaphore scrapes = new Semaphore(MAX_CONCURRENT_SCRAPES);
    private final CollectorSet collectors;

    static {
        // The JDK's server reads these once, at its first use; in seconds.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.idleInterval", "60");
        // How often it checks for requests that take too long, in milliseconds.
        System.setProperty("sun.net.httpserver.timerMillis", "5000");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
    }

    public MetricsServer(InetSocketAddress address, CollectorSet collectors) throws IOException {
        this.collectors = collectors;
        server = HttpServer.create(address, ACCEPT_BACKLOG);
        // Usually a single thread; never more than there are connections.
        threads = new ThreadPoolExecutor(0, MAX_CONNECTIONS, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
        server.setExecutor(threads);
        server.createContext("/", timeLimit.wrap(RESPONSE_TIMEOUT, this::handle));
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        timeLimit.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean knownPath = List.of("/", "/metrics", "/-/healthy").contains(path);
            String method = exchange.getRequestMethod();
            if (!knownPath) {
                respond(exchange, 404, "text/plain; charset=utf-8", "Not found: the metrics are at /metrics\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                respond(exchange, 405, "text/plain; charset=utf-8", "Only GET and HEAD are supported\n");
            } else if (path.equals("/metrics")) {
                serveMetrics(exchange);
            } else if (path.equals("/")) {
                respond(exchange, 200, "text/html; charset=utf-8", INDEX_PAGE);
            } else {
                respond(exchange, 200, "text/plain; charset=utf-8", "healthy\n");
            }
        }
    }

    private void serveMetrics(HttpExchange exchange) throws IOException {
        if (!acquireScrape()) {
            respond(exchange, 503, "text/plain; charset=utf-8", "Too many scrapes at once: try again later\n");
            return;
        }
        try {
            List<String> accept = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
            ExpositionFormat format = Negotiation.format(accept);
            exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
            respond(exchange, 200, format.contentType(), format.write(collectors.collect()));
        } finally {
            scrapes.release();
        }
    }

    /** Waits briefly: a previous scrape may have responded without having released its permit yet. */
    private boolean acquireScrape() {
        try {
            return scrapes.tryAcquire(SCRAPE_WAIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (Negotiation.acceptsGzip(exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()))) {
            body = gzip(body);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(body);
        }
        return compressed.toByteArray();
    }
}
