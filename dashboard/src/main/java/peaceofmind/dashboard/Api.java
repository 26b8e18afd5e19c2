package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.dashboard.Sessions.Session;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What is answered below {@code /api/v1/}: described in docs/api.md. */
final class Api {

    static final String PREFIX = "/api/v1/";

    private final Access access;
    private final Supplier<JsonObject> state;
    private final Charts charts;
    private final LogSources logs;
    private final EvidenceFiles evidence;
    private final Actions actions;
    private final boolean tls;
    private final Clock clock;
    private final Consumer<String> say;

    Api(
            Access access,
            Supplier<JsonObject> state,
            Charts charts,
            LogSources logs,
            EvidenceFiles evidence,
            Actions actions,
            boolean tls,
            Clock clock,
            Consumer<String> say) {
        this.access = access;
        this.state = state;
        this.charts = charts;
        this.logs = logs;
        this.evidence = evidence;
        this.actions = actions;
        this.tls = tls;
        this.clock = clock;
        this.say = say;
    }

    void answer(HttpExchange exchange, String path) throws IOException, Refusal, InterruptedException {
        String method = exchange.getRequestMethod();
        switch (method) {
            case "GET", "HEAD" -> read(exchange, List.of(path.split("/", -1)));
            case "POST" -> act(exchange, path);
            default -> {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD, POST");
                throw new Refusal(405, method + " is not answered here.");
            }
        }
    }

    private void read(HttpExchange exchange, List<String> path) throws IOException, Refusal, InterruptedException {
        if (path.equals(List.of("session"))) {
            Answers.json(exchange, 200, session(exchange));
            return;
        }
        access.checkRead(exchange);
        if (path.equals(List.of("state"))) {
            Answers.json(exchange, 200, state.get());
        } else if (path.equals(List.of("charts"))) {
            String word = query(exchange, "range").orElse("1h");
            Charts.Range range =
                    Charts.Range.of(word).orElseThrow(() -> new Refusal(400, "\"range\" must be 1h, 24h, 7d or 90d."));
            Answers.json(exchange, 200, charts(range));
        } else if (path.size() == 2 && path.getFirst().equals("logs")) {
            log(exchange, path.get(1));
        } else if (path.size() == 3 && path.getFirst().equals("evidence")) {
            Answers.text(exchange, evidence.read(path.get(1), path.get(2)));
        } else {
            throw new Refusal(404, "There is nothing at this address: see docs/api.md.");
        }
    }

    private JsonObject charts(Charts.Range range) throws Refusal {
        try {
            return charts.of(range, clock.now());
        } catch (IOException unreadable) {
            throw new Refusal(503, "The history can't be read: " + unreadable.getMessage());
        }
    }

    private void log(HttpExchange exchange, String name) throws IOException, Refusal, InterruptedException {
        LogReader reader = logs.open(name).orElseThrow(() -> new Refusal(404, "There is no log \"" + name + "\"."));
        try {
            List<JsonObject> lines =
                    reader.poll().stream().map(LogSources::line).toList();
            Answers.json(
                    exchange,
                    200,
                    Json.object().put("log", name).put("lines", lines).build());
        } catch (IOException unreadable) {
            throw new Refusal(503, "This log can't be read: " + unreadable.getMessage());
        }
    }

    private void act(HttpExchange exchange, String path) throws IOException, Refusal, InterruptedException {
        switch (path) {
            case "login" -> logIn(exchange);
            case "logout" -> {
                access.logOut(access.checkAct(exchange));
                setCookie(exchange, "", 0);
                Answers.json(
                        exchange, 200, Json.object().put("logged_in", false).build());
            }
            case "actions" -> {
                access.checkAct(exchange);
                String message = actions.run(Answers.body(exchange), "dashboard, " + address(exchange));
                Answers.json(
                        exchange, 200, Json.object().put("message", message).build());
            }
            default -> throw new Refusal(404, "Nothing can be asked for at this address: see docs/api.md.");
        }
    }

    private void logIn(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
        access.checkOrigin(exchange);
        String address = address(exchange);
        String password =
                Answers.body(exchange).text("password").orElseThrow(() -> new Refusal(400, "\"password\" is missing."));
        try {
            Session session = access.logIn(address, password);
            say.accept("dashboard: somebody logged in from " + address);
            setCookie(exchange, session.token(), access.sessionLength().toSeconds());
            Answers.json(
                    exchange,
                    200,
                    Json.object()
                            .put("logged_in", true)
                            .put("csrf", session.csrf())
                            .build());
        } catch (Refusal refused) {
            if (refused.status() == 401) {
                say.accept("dashboard: wrong password from " + address);
            }
            throw refused;
        }
    }

    JsonObject session(HttpExchange exchange) {
        Optional<Session> session = access.session(exchange);
        return Json.object()
                .put("logged_in", session.isPresent())
                .put("may_read", access.mayRead(exchange))
                .put("password_set", access.isPasswordSet())
                .put("csrf", session.map(Session::csrf))
                .build();
    }

    private void setCookie(HttpExchange exchange, String token, long seconds) {
        exchange.getResponseHeaders()
                .add(
                        "Set-Cookie",
                        Access.COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                                + (tls ? "; Secure" : ""));
    }

    private static String address(HttpExchange exchange) {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    static Optional<String> query(HttpExchange exchange, String name) {
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
