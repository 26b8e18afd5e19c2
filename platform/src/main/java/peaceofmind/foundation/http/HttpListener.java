// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Opens the port of an HTTP server of the JDK, with the limits that all of them share. The JDK limits connections only in total: the
 * number is far above what a few clients hold, and a connection that sends nothing ends soon. What a client does with its connections is
 * limited by {@link ClientLimits}.
 */
public final class HttpListener {

    /** Of one server. */
    public static final int MAX_CONNECTIONS = 512;

    private static final int BACKLOG = 64;

    static {
        // The JDK's server reads these once, at its first use; in seconds.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.idleInterval", "30");
        // How often it checks for requests that take too long, in milliseconds.
        System.setProperty("sun.net.httpserver.timerMillis", "5000");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
    }

    private HttpListener() {}

    /**
     * Binds the address; the caller sets executor and handlers, and starts the server.
     *
     * @param tls empty for HTTP
     * @throws IOException when the address cannot be bound
     */
    public static HttpServer open(InetSocketAddress address, Optional<HttpsConfigurator> tls) throws IOException {
        if (tls.isEmpty()) {
            return HttpServer.create(address, BACKLOG);
        }
        HttpsServer server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(tls.get());
        return server;
    }
}
