// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import peaceofmind.foundation.http.BasicAuth;
import peaceofmind.foundation.http.ClientLimits;
import peaceofmind.foundation.http.HttpListener;
import peaceofmind.foundation.http.RequestThreads;
import peaceofmind.foundation.http.WebConfigFile;
import peaceofmind.foundation.http.WriteTimeout;
import peaceofmind.foundation.secret.BcryptHash;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.collect.CollectorSet;

/**
 * Serves metrics over HTTP with a limited number of connections, and of requests of each client; slow clients are disconnected after a few
 * seconds.
 */
public final class MetricsServer implements AutoCloseable {

    /** Of one client: a Prometheus has one, and a second one while it retries. */
    private static final int MAX_REQUESTS_PER_CLIENT = 4;

    private static final int MAX_CONCURRENT_SCRAPES = 2;
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SCRAPE_WAIT_TIMEOUT = Duration.ofSeconds(1);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String INDEX_PAGE =
            "<!doctype html><title>Peace of Mind</title><a href=\"/metrics\">Metrics</a>\n";

    private final HttpServer server;
    private final RequestThreads threads = new RequestThreads("metrics-");
    private final ClientLimits clientLimits = new ClientLimits(MAX_REQUESTS_PER_CLIENT);
    private final WriteTimeout timeLimit = new WriteTimeout("metrics-limit");
    private final Semaphore scrapes = new Semaphore(MAX_CONCURRENT_SCRAPES);
    private final CollectorSet collectors;
    private final Optional<WebConfigFile> webConfig;
    private final boolean isTls;
    private final BasicAuth basicAuth = new BasicAuth(Clock.system());

    /** Serves over HTTP, to everybody. */
    public MetricsServer(InetSocketAddress address, CollectorSet collectors) throws IOException {
        this(address, collectors, Optional.empty());
    }

    /** @param webConfig TLS and passwords; empty for HTTP and everybody */
    public MetricsServer(InetSocketAddress address, CollectorSet collectors, Optional<WebConfigFile> webConfig)
            throws IOException {
        this.collectors = collectors;
        this.webConfig = webConfig;
        Optional<HttpsConfigurator> tls =
                webConfig.isPresent() ? webConfig.get().tls() : Optional.empty();
        isTls = tls.isPresent();
        server = HttpListener.open(address, tls);
        server.setExecutor(threads);
        server.createContext("/", timeLimit.wrap(RESPONSE_TIMEOUT, this::handle));
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** The URL of the metrics. */
    public String url() {
        return (isTls ? "https://" : "http://") + address().getHostString() + ":"
                + address().getPort() + "/metrics";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        timeLimit.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String client = ClientLimits.clientOf(exchange.getRemoteAddress().getAddress());
        try (exchange) {
            if (clientLimits.tryAcquire(client)) {
                try {
                    respondIfAllowed(exchange, client);
                } finally {
                    clientLimits.release(client);
                }
            } else {
                respond(exchange, 503, TEXT, "Too many requests of this client at once\n");
            }
        }
    }

    private void respondIfAllowed(HttpExchange exchange, String client) throws IOException {
        Map<String, BcryptHash> users =
                webConfig.map(file -> file.current().users()).orElse(Map.of());
        String header = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        try {
            switch (basicAuth.check(users, header, client)) {
                case ALLOWED -> respond(exchange);
                case DENIED -> {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic");
                    respond(exchange, 401, TEXT, "Unauthorized\n");
                }
                case LATER -> respond(exchange, 429, TEXT, "Too many wrong passwords: try again later\n");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void respond(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean knownPath = List.of("/", "/metrics", "/-/healthy").contains(path);
        String method = exchange.getRequestMethod();
        if (!knownPath) {
            respond(exchange, 404, TEXT, "Not found: the metrics are at /metrics\n");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            respond(exchange, 405, TEXT, "Only GET and HEAD are supported\n");
        } else if (path.equals("/metrics")) {
            serveMetrics(exchange);
        } else if (path.equals("/")) {
            respond(exchange, 200, "text/html; charset=utf-8", INDEX_PAGE);
        } else {
            respond(exchange, 200, TEXT, "healthy\n");
        }
    }

    private void serveMetrics(HttpExchange exchange) throws IOException {
        if (!acquireScrape()) {
            respond(exchange, 503, TEXT, "Too many scrapes at once: try again later\n");
            return;
        }
        List<String> accept = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
        ExpositionFormat format = Negotiation.format(accept);
        String page;
        try {
            page = format.write(collectors.collect());
        } finally {
            // Before the response: a client that reads slowly must not keep others from scraping.
            scrapes.release();
        }
        exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
        respond(exchange, 200, format.contentType(), page);
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
