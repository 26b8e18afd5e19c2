// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.browser;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/** Debian's Chromium, headless, with a temporary profile. */
public final class Browser implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private final Path profile;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private Browser(Path profile, Process process, int port) {
        this.profile = profile;
        this.process = process;
        this.port = port;
    }

    /** Whether Chromium is installed on this machine. */
    public static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/chromium"));
    }

    public static Browser start() throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("peace-chromium");
        Process process = new ProcessBuilder(List.of(
                        "/usr/bin/chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank"))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.out").toFile())
                .start();
        Path portFile = profile.resolve("DevToolsActivePort");
        long startedAt = System.nanoTime();
        while (!Files.exists(portFile) || Files.size(portFile) == 0) {
            if (!process.isAlive() || System.nanoTime() - startedAt > START_TIMEOUT.toNanos()) {
                process.destroyForcibly();
                throw new IOException("chromium did not start:\n" + Files.readString(profile.resolve("chromium.out")));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new Browser(
                profile, process, Integer.parseInt(Files.readAllLines(portFile).getFirst()));
    }

    /** Opens a new tab. Tabs share the browser's cookies; window size and emulation are separate. */
    public Tab openTab() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        try {
            String socket = Json.parseObject(response.body())
                    .text("webSocketDebuggerUrl")
                    .orElseThrow(() -> new IOException("chromium did not open a tab: " + response.body()));
            return Tab.connect(http, URI.create(socket));
        } catch (JsonException malformed) {
            throw new IOException(malformed);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        http.close();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (java.io.UncheckedIOException | IOException stillWriting) {
            System.err.println("cannot delete chromium's profile: " + ErrorText.of(stillWriting));
        }
    }
}
