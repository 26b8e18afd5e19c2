// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.dashboard.Sessions.Session;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Handles requests below {@code /api/v1/}, as documented in docs/api.md. */
final class Api {

    static final String PREFIX = "/api/v1/";

    private final Access access;
    private final Supplier<JsonObject> state;
    private final Charts charts;
    private final LogSources logs;
    private final EvidenceReader evidence;
    private final Actions actions;
    private final Videos videos;
    private final Preview preview;
    private final Optional<ReportSource> reports;
    private final boolean tls;
    private final Clock clock;
    private final Consumer<String> warn;

    Api(
            Access access,
            Supplier<JsonObject> state,
            Charts charts,
            LogSources logs,
            EvidenceReader evidence,
            Actions actions,
            Videos videos,
            Preview preview,
            Optional<ReportSource> reports,
            boolean tls,
            Clock clock,
            Consumer<String> warn) {
        this.access = access;
        this.state = state;
        this.charts = charts;
        this.logs = logs;
        this.evidence = evidence;
        this.actions = actions;
        this.videos = videos;
        this.preview = preview;
        this.reports = reports;
        this.tls = tls;
        this.clock = clock;
        this.warn = warn;
    }

    void handle(HttpExchange exchange, String path) throws IOException, HttpError, InterruptedException {
        String method = exchange.getRequestMethod();
        switch (method) {
            case "GET", "HEAD" -> handleGet(exchange, List.of(path.split("/", -1)));
            case "POST" -> handlePost(exchange, path);
            default -> {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD, POST");
                throw new HttpError(405, method + " is not supported here.");
            }
        }
    }

    private void handleGet(HttpExchange exchange, List<String> path)
            throws IOException, HttpError, InterruptedException {
        if (path.equals(List.of("session"))) {
            HttpExchanges.sendJson(exchange, 200, session(exchange));
            return;
        }
        access.checkMayRead(exchange);
        if (path.equals(List.of("state"))) {
            HttpExchanges.sendJson(exchange, 200, state.get());
        } else if (path.equals(List.of("charts"))) {
            String rangeName = queryParameter(exchange, "range").orElse("1h");
            Charts.Range range = Charts.Range.of(rangeName)
                    .orElseThrow(() -> new HttpError(400, "\"range\" must be 1h, 24h, 7d or 90d."));
            HttpExchanges.sendJson(exchange, 200, charts(range));
        } else if (path.size() == 2 && path.getFirst().equals("logs")) {
            sendLog(exchange, path.get(1));
        } else if (path.equals(List.of("videos"))) {
            access.checkLoggedIn(exchange);
            HttpExchanges.sendJson(
                    exchange,
                    200,
                    videos.list(
                            queryParameter(exchange, "status"),
                            number(exchange, "offset", 0),
                            number(exchange, "limit", 50)));
        } else if (path.equals(List.of("preview"))) {
            access.checkLoggedIn(exchange);
            preview.serve(exchange, queryParameter(exchange, "camera"));
        } else if (path.equals(List.of("report"))) {
            access.checkLoggedIn(exchange);
            HttpExchanges.sendJson(exchange, 200, report(queryParameter(exchange, "month")));
        } else if (path.size() == 3 && path.getFirst().equals("evidence")) {
            HttpExchanges.sendText(exchange, evidence.read(path.get(1), path.get(2)));
        } else {
            throw new HttpError(404, "Not found: see docs/api.md.");
        }
    }

    /** For whoever watches this device from elsewhere: the status 503 says that it is down. Only readers learn the reason. */
    void health(HttpExchange exchange) throws IOException {
        JsonObject health = state.get().object("health").orElseThrow();
        String level = health.text("level").orElseThrow();
        JsonObject shown = access.mayRead(exchange)
                ? health
                : Json.object().put("level", level).build();
        HttpExchanges.sendJson(exchange, level.equals(HealthLevel.DOWN.word()) ? 503 : 200, shown);
    }

    private JsonObject charts(Charts.Range range) throws HttpError {
        try {
            return charts.toJson(range, clock.now());
        } catch (IOException unreadable) {
            throw new HttpError(503, "The history cannot be read: " + ErrorText.of(unreadable));
        }
    }

    private JsonObject report(Optional<String> month) throws HttpError {
        try {
            return reports.orElseThrow(() -> new HttpError(404, "There are no reports here."))
                    .report(month);
        } catch (ControlException failure) {
            int status = failure.kind() == ControlException.Kind.REFUSED ? 400 : 503;
            throw new HttpError(status, String.valueOf(failure.getMessage()));
        }
    }

    private void sendLog(HttpExchange exchange, String name) throws IOException, HttpError, InterruptedException {
        LogReader reader = logs.open(name).orElseThrow(() -> new HttpError(404, "Unknown log \"" + name + "\"."));
        try {
            List<JsonObject> lines =
                    reader.poll().stream().map(LogSources::classify).toList();
            HttpExchanges.sendJson(
                    exchange,
                    200,
                    Json.object().put("log", name).put("lines", lines).build());
        } catch (IOException unreadable) {
            throw new HttpError(503, "The log cannot be read: " + ErrorText.of(unreadable));
        }
    }

    private void handlePost(HttpExchange exchange, String path) throws IOException, HttpError, InterruptedException {
        switch (path) {
            case "login" -> logIn(exchange);
            case "logout" -> {
                access.logOut(access.checkMayAct(exchange));
                setCookie(exchange, "", 0);
                HttpExchanges.sendJson(
                        exchange, 200, Json.object().put("logged_in", false).build());
            }
            case "actions" -> {
                access.checkMayAct(exchange);
                String message =
                        actions.run(HttpExchanges.readJson(exchange), "dashboard, " + access.clientAddress(exchange));
                HttpExchanges.sendJson(
                        exchange, 200, Json.object().put("message", message).build());
            }
            default -> throw new HttpError(404, "Not found: see docs/api.md.");
        }
    }

    private void logIn(HttpExchange exchange) throws IOException, HttpError, InterruptedException {
        access.checkOrigin(exchange);
        String address = access.clientAddress(exchange);
        String password = HttpExchanges.readJson(exchange)
                .text("password")
                .orElseThrow(() -> new HttpError(400, "\"password\" is missing."));
        try {
            Session session = access.logIn(exchange, password);
            warn.accept("dashboard: somebody logged in from " + address);
            setCookie(exchange, session.token(), access.sessionLength().toSeconds());
            HttpExchanges.sendJson(
                    exchange,
                    200,
                    Json.object()
                            .put("logged_in", true)
                            .put("csrf", session.csrf())
                            .build());
        } catch (HttpError error) {
            if (error.status() == 401) {
                warn.accept("dashboard: wrong password from " + address);
            }
            throw error;
        }
    }

    JsonObject session(HttpExchange exchange) {
        Optional<Session> session = access.session(exchange);
        return Json.object()
                .put("logged_in", session.isPresent())
                .put("may_read", access.mayRead(exchange))
                .put("password_set", access.isPasswordSet())
                .put("preview", preview.isEnabled())
                .put("csrf", session.map(Session::csrf))
                .build();
    }

    /** Below the page's path only: several devices can be behind one host name. */
    private void setCookie(HttpExchange exchange, String token, long seconds) {
        boolean encrypted = tls || access.proxy().isHttps(exchange);
        exchange.getResponseHeaders()
                .add(
                        "Set-Cookie",
                        Access.COOKIE + "=" + token + "; Path=" + access.proxy().prefix(exchange)
                                + "/; HttpOnly; SameSite=Strict; Max-Age=" + seconds + (encrypted ? "; Secure" : ""));
    }

    private static long number(HttpExchange exchange, String name, long missing) throws HttpError {
        Optional<String> text = queryParameter(exchange, name);
        if (text.isPresent() && !text.get().matches("\\d{1,9}")) {
            throw new HttpError(400, "\"" + name + "\" must be a whole number.");
        }
        return text.map(Long::parseLong).orElse(missing);
    }

    static Optional<String> queryParameter(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&", 20)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }
}
