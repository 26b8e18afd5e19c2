// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An agent in a separate process. */
final class AgentRun implements AutoCloseable {

    private final Path output;
    private final int port;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    private AgentRun(Path output, int port, Process process) {
        this.output = output;
        this.port = port;
        this.process = process;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts an agent whose files are below the folder. */
    static AgentRun start(Path folder, int port) throws IOException {
        return start(folder, 0, port);
    }

    /** Likewise, with a known port for the system's metrics and any free port for the recorder's. */
    static AgentRun startWithNode(Path folder, int nodePort) throws IOException {
        return start(folder, nodePort, 0);
    }

    private static AgentRun start(Path folder, int nodePort, int port) throws IOException {
        Path config = Files.writeString(folder.resolve("peace.yaml"), configuration(folder, nodePort, port));
        return start(folder, port, "--config", config.toString());
    }

    /** The configuration of an agent whose files are below the folder; more sections may be appended. */
    static String configuration(Path folder, int nodePort, int port) {
        return """
                dashboard: {port: 0}
                agent:
                  node_port: %3$d
                  recorder_port: %2$d
                  heartbeat: %1$s/heartbeat.json
                  database: %1$s/video_metadata.db
                  storage: %1$s
                  state_dir: %1$s/state
                  socket: %1$s/agent.sock
                  watchdog_socket: %1$s/watchdog.sock
                """.formatted(folder, port, nodePort);
    }

    static AgentRun start(Path folder, int port, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "peaceofmind.agent.AgentMain"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("agent-" + System.nanoTime() + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new AgentRun(output, port, process);
    }

    /** Waits until it serves metrics and has logged that, which happens a moment later. */
    AgentRun awaitUp() {
        await().ignoreExceptions()
                .until(() -> get("/-/healthy").statusCode() == 200 && output().contains(":" + port + "/metrics"));
        return this;
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(STATE_TIMEOUT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void terminate() {
        process.destroy();
    }

    int awaitExit() throws InterruptedException, IOException {
        if (!process.waitFor(STATE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the agent did not exit:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
