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
import peaceofmind.dashboard.SystemPanel.DiskLimits;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.http.WriteTimeout;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Serves the page and its API; described in docs/dashboard.md and docs/api.md. */
public final class Dashboard implements AutoCloseable {

    private static final int BACKLOG = 16;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Set<String> PAGE = Set.of("/", "/index.html");
    private static final String LIVE = Api.PREFIX + "live";

    /**
     * Where the page gets from what it shows.
     *
     * @param alerts empty: none are evaluated on this device
     */
    public record Sources(
            LatestBatch latest, HistorySource history, Optional<AlertSource> alerts, Path watchdogSocket) {}

    private final HttpServer server;
    private final boolean tls;
    private final WriteTimeout limit = new WriteTimeout("dashboard-limit");
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dashboard-", 0).factory());
    private final StaticFiles files = new StaticFiles();
    private final Access access;
    private final StateFeed feed;
    private final Api api;
    private final LiveStream live;
    private final FirstPage page;

    /**
     * Starts to serve.
     *
     * @param say where what a person should know is told
     * @throws IOException when the address is taken, or the keystore can't be used: with what to do
     */
    public Dashboard(DashboardConfig config, DeviceConfig device, Sources sources, Clock clock, Consumer<String> say)
            throws IOException {
        ZoneId zone = ZoneId.systemDefault();
        ControlClient watchdog = new ControlClient("the watchdog", sources.watchdogSocket());
        ControlClient recorder = new ControlClient("the recorder", config.recorderSocket());
        EvidenceFiles evidence = new EvidenceFiles(config.evidenceDir());
        LogSources logs = new LogSources(config.logs(), clock);
        StateReport report = new StateReport(
                device,
                new DiskLimits(config.diskWarnBelow(), config.diskCriticalBelow()),
                sources.latest(),
                sources.alerts(),
                evidence,
                clock,
                zone);
        Supplier<JsonObject> state = () -> report.of(Asked.now(watchdog, recorder));
        tls = config.keystore().isPresent();
        access = new Access(config, clock);
        feed = new StateFeed(() -> state.get().toJson(), clock, say);
        api = new Api(
                access,
                state,
                new Charts(sources.history(), zone),
                logs,
                evidence,
                new Actions(watchdog, recorder, device.name()),
                tls,
                clock,
                say);
        page = new FirstPage(StaticFiles.page(), feed, access, api);
        live = new LiveStream(feed, logs, access, limit, clock);
        server = Listening.open(config, BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** As a browser is given it. */
    public String url() {
        String host = address().getHostString();
        return (tls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address().getPort() + "/";
    }

    @Override
    public void close() {
        feed.close();
        server.stop(0);
        threads.shutdownNow();
        limit.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answers.secure(exchange.getResponseHeaders(), tls);
            try {
                dispatch(exchange);
            } catch (Refusal refusal) {
                Answers.refuse(exchange, refusal);
            } catch (InterruptedException cutOff) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void dispatch(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
        access.checkHost(exchange);
        String path = exchange.getRequestURI().getPath();
        if (path.equals(LIVE) && exchange.getRequestMethod().equals("GET")) {
            access.checkRead(exchange);
            live.serve(exchange, Api.query(exchange, "log"));
            return;
        }
        limit.runWithin(ANSWER_LIMIT, () -> answer(exchange, path));
    }

    private void send(HttpExchange exchange, String path) throws IOException, InterruptedException {
        if (PAGE.contains(path)) {
            page.serve(exchange);
        } else {
            files.serve(exchange, path);
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        try {
            if (path.startsWith(Api.PREFIX)) {
                api.answer(exchange, path.substring(Api.PREFIX.length()));
            } else if (!PAGE.contains(path) && !files.has(path)) {
                throw new Refusal(404, "There is no such page: the dashboard is at /");
            } else if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                throw new Refusal(405, "Only GET and HEAD are answered here.");
            } else {
                send(exchange, path);
            }
        } catch (Refusal refusal) {
            Answers.refuse(exchange, refusal);
        } catch (InterruptedException cutOff) {
            Thread.currentThread().interrupt();
        }
    }
}
