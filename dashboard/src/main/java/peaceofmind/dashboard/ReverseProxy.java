// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reverse proxy in front of the dashboard says about a request. Its headers count only when the connection comes from a configured
 * proxy: everybody else could choose an address with each guess of the password.
 *
 * @param trusted addresses of the proxies
 * @param basePath path below which the page is reached, such as {@code /gym-1}; empty for the root
 */
record ReverseProxy(Set<InetAddress> trusted, String basePath) {

    /** Of a path below which the page is reached: a cookie and a redirect contain it. */
    static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]{1,60}){0,5}");

    private static final int MAX_HOPS = 10;

    /** The address of the browser: the last one of {@code X-Forwarded-For} that is not a proxy of ours. */
    InetAddress clientAddress(HttpExchange exchange) {
        InetAddress remote = exchange.getRemoteAddress().getAddress();
        if (!trusted.contains(remote)) {
            return remote;
        }
        String forwarded = String.join(",", exchange.getRequestHeaders().getOrDefault("X-Forwarded-For", List.of()));
        List<String> hops = List.of(forwarded.split(",", -1));
        InetAddress client = remote;
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MAX_HOPS) && trusted.contains(client); i--) {
            Optional<InetAddress> hop = literal(hops.get(i).strip());
            if (hop.isEmpty()) {
                break;
            }
            client = hop.get();
        }
        return client;
    }

    /** The host that the browser named, with its port; may be empty. */
    String host(HttpExchange exchange) {
        return forwarded(exchange, "X-Forwarded-Host").orElseGet(() -> Access.firstHeader(exchange, "Host"));
    }

    /** Whether the browser's connection to the proxy is encrypted. */
    boolean isHttps(HttpExchange exchange) {
        return forwarded(exchange, "X-Forwarded-Proto").filter("https"::equals).isPresent();
    }

    /** The path below which the browser sees the page, without a slash at its end; empty for the root. */
    String prefix(HttpExchange exchange) {
        return forwarded(exchange, "X-Forwarded-Prefix")
                .map(prefix -> prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
                .filter(prefix -> BASE_PATH.matcher(prefix).matches())
                .orElse(basePath);
    }

    /** The path below the prefix, whether the proxy has removed the prefix or not; empty for the prefix itself, without a slash. */
    String path(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String prefix = prefix(exchange);
        boolean isBelow = !prefix.isEmpty() && (path.equals(prefix) || path.startsWith(prefix + "/"));
        return isBelow ? path.substring(prefix.length()) : path;
    }

    private Optional<String> forwarded(HttpExchange exchange, String header) {
        String value = Access.firstHeader(exchange, header).strip();
        return value.isEmpty() || !trusted.contains(exchange.getRemoteAddress().getAddress())
                ? Optional.empty()
                : Optional.of(value);
    }

    /** An IP address; empty for anything else: a name is never resolved. */
    static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
