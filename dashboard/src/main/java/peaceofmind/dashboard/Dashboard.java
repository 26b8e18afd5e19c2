// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.dashboard.SystemPanel.DiskLimits;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.http.ClientLimits;
import peaceofmind.foundation.http.WriteTimeout;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Serves the page and its API, as documented in docs/dashboard.md and docs/api.md. */
public final class Dashboard implements AutoCloseable {

    /** Of one browser: its open pages, and what they load. */
    private static final int MAX_REQUESTS_PER_CLIENT = 16;

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(2);
    /** The start of a recording is confirmed by its first picture, after 9 s at most. */
    private static final Duration ACTION_LIMIT = Duration.ofSeconds(12);

    private static final String HEALTH = "/health";
    private static final Set<String> PAGE_PATHS = Set.of("/", "/index.html");
    private static final String LIVE_PATH = Api.PREFIX + "live";
    private static final String VIDEO_PATH = Api.PREFIX + "videos/content";

    /**
     * Where the page's data comes from.
     *
     * @param alerts empty when no alerts are evaluated on this device
     * @param reports empty when there are none
     */
    public record DataSources(
            LatestBatch latest,
            HistorySource history,
            Optional<AlertSource> alerts,
            Path watchdogSocket,
            Optional<ReportSource> reports) {

        /** Without reports. */
        public DataSources(
                LatestBatch latest, HistorySource history, Optional<AlertSource> alerts, Path watchdogSocket) {
            this(latest, history, alerts, watchdogSocket, Optional.empty());
        }

        /** The same, with reports. */
        public DataSources withReports(ReportSource source) {
            return new DataSources(latest, history, alerts, watchdogSocket, Optional.of(source));
        }
    }

    private final HttpServer server;
    private final boolean tls;
    private final WriteTimeout timeLimit = new WriteTimeout("dashboard-limit");
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dashboard-", 0).factory());
    private final StaticFiles staticFiles = new StaticFiles();
    private final Access access;
    private final ClientLimits clientLimits = new ClientLimits(MAX_REQUESTS_PER_CLIENT);
    private final StatePublisher statePublisher;
    private final Api api;
    private final LiveStream liveStream;
    private final VideoStream videoStream;
    private final InitialPage initialPage;

    /**
     * Starts serving.
     *
     * @param warn receives warnings
     * @throws IOException when the address is in use or the keystore cannot be used; the message says what to do
     */
    public Dashboard(
            DashboardConfig config, DeviceConfig device, DataSources sources, Clock clock, Consumer<String> warn)
            throws IOException {
        ZoneId zone = ZoneId.systemDefault();
        WatchdogClient watchdog = new WatchdogClient(sources.watchdogSocket(), QUERY_LIMIT);
        EvidenceReader evidence = new EvidenceReader(config.evidenceDir());
        LogSources logs = new LogSources(config.logs(), clock);
        StateReport report = new StateReport(
                device,
                new DiskLimits(config.diskWarnBelow(), config.diskCriticalBelow()),
                config.storage(),
                config.program(),
                sources.latest(),
                sources.alerts(),
                evidence,
                clock,
                zone);
        Optional<RecorderClient> recorder = config.watchedRecorder(QUERY_LIMIT);
        Supplier<JsonObject> state = () -> report.toJson(DaemonStatus.poll(watchdog, recorder));
        Videos videos = new Videos(recorder, config.videos(), zone);
        tls = config.keystore().isPresent();
        access = new Access(config, clock);
        statePublisher = new StatePublisher(() -> state.get().toJson(), clock, warn);
        api = new Api(
                access,
                state,
                new Charts(sources.history(), zone, config.program().first()),
                logs,
                evidence,
                new Actions(
                        new WatchdogClient(sources.watchdogSocket(), ACTION_LIMIT),
                        config.watchedRecorder(ACTION_LIMIT),
                        device.name()),
                videos,
                new Preview(config.watchedRecorder(ACTION_LIMIT), config.preview()),
                sources.reports(),
                tls,
                clock,
                warn);
        initialPage = new InitialPage(StaticFiles.pageTemplate(), statePublisher, access, api);
        liveStream = new LiveStream(statePublisher, logs, access, timeLimit, clock);
        videoStream = new VideoStream(videos, timeLimit);
        server = HttpServers.open(config);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** The URL of the page. */
    public String url() {
        String host = address().getHostString();
        return (tls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address().getPort() + "/";
    }

    @Override
    public void close() {
        statePublisher.close();
        server.stop(0);
        threads.shutdownNow();
        timeLimit.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpExchanges.setSecurityHeaders(exchange.getResponseHeaders(), tls);
            String client = ClientLimits.clientOf(access.proxy().clientAddress(exchange));
            if (!clientLimits.tryAcquire(client)) {
                exchange.getResponseHeaders().set("Retry-After", "5");
                HttpExchanges.sendError(exchange, new HttpError(503, "Too many requests from this address at once."));
                return;
            }
            try {
                dispatch(exchange);
            } catch (HttpError error) {
                HttpExchanges.sendError(exchange, error);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                clientLimits.release(client);
            }
        }
    }

    private void dispatch(HttpExchange exchange) throws IOException, HttpError, InterruptedException {
        access.checkHost(exchange);
        String path = access.proxy().path(exchange);
        if (path.isEmpty()) {
            // Without the slash, the page's relative URLs would lead one level too high.
            exchange.getResponseHeaders().set("Location", access.proxy().prefix(exchange) + "/");
            exchange.sendResponseHeaders(308, -1);
            return;
        }
        if (path.equals(LIVE_PATH) && exchange.getRequestMethod().equals("GET")) {
            access.checkMayRead(exchange);
            liveStream.serve(exchange, Api.queryParameter(exchange, "log"));
            return;
        }
        boolean reads = exchange.getRequestMethod().equals("GET")
                || exchange.getRequestMethod().equals("HEAD");
        if (path.equals(VIDEO_PATH) && reads) {
            access.checkLoggedIn(exchange);
            videoStream.serve(exchange);
            return;
        }
        timeLimit.runWithin(RESPONSE_TIMEOUT, () -> respond(exchange, path));
    }

    private void serveFile(HttpExchange exchange, String path) throws IOException, InterruptedException {
        if (PAGE_PATHS.contains(path)) {
            initialPage.serve(exchange);
        } else {
            staticFiles.serve(exchange, path);
        }
    }

    private void respond(HttpExchange exchange, String path) throws IOException {
        try {
            if (path.startsWith(Api.PREFIX)) {
                api.handle(exchange, path.substring(Api.PREFIX.length()));
            } else if (!PAGE_PATHS.contains(path) && !path.equals(HEALTH) && !staticFiles.contains(path)) {
                throw new HttpError(404, "Not found: the dashboard is at /");
            } else if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                throw new HttpError(405, "Only GET and HEAD are supported here.");
            } else if (path.equals(HEALTH)) {
                api.health(exchange);
            } else {
                serveFile(exchange, path);
            }
        } catch (HttpError error) {
            HttpExchanges.sendError(exchange, error);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
