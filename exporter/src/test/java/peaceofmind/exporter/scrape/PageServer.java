// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Serves strange pages, each client's requests counted apart: {@code /CLIENT/NUMBER} is page NUMBER of the list. */
final class PageServer implements AutoCloseable {

    /** Where redirects lead to: a page with nothing strange. */
    static final String PLAIN_PAGE = "plain";

    private final ServerSocket socket;
    private final List<StrangePage> pages;
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();

    PageServer(List<StrangePage> pages) throws IOException {
        this.pages = pages;
        socket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    static String path(String client, int page) {
        return "/" + client + "/" + page;
    }

    /** How often a client requested its page; the last response may still be under way. */
    int requests(String client, int page) {
        return requests.getOrDefault(path(client, page), 0);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.startVirtualThread(() -> respond(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void respond(Socket connection) {
        try (connection;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1))) {
            String request = in.readLine();
            for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
                line = in.readLine();
            }
            if (request != null) {
                connection.getOutputStream().write(response(request.split(" ", -1)[1]));
                connection.getOutputStream().flush();
            }
        } catch (IOException disconnected) {
            // The client has disconnected.
        }
    }

    private byte[] response(String path) {
        if (path.equals("/" + PLAIN_PAGE)) {
            return StrangePage.text(PLAIN_PAGE, "a 1\n").responses().getFirst();
        }
        List<byte[]> responses = pages.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)))
                .responses();
        int number = requests.merge(path, 1, Integer::sum);
        return responses.get(Math.min(number, responses.size()) - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
