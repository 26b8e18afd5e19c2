// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server on the loopback interface. */
class WebFetcherTest {

    @TempDir
    private Path folder;

    private final CountDownLatch finished = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        finished.countDown();
        server.stop(0);
    }

    private void serve(String path, int status, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private WebFetcher fetcher() {
        return new WebFetcher("http://127.0.0.1:" + server.getAddress().getPort() + "/releases", Duration.ofSeconds(1));
    }

    @Test
    void filesOfTheFolderAreFetched() throws Exception {
        serve("/releases/SHA256SUMS", 200, "sums");
        serve("/releases/app-1.2.tar.gz", 200, "archive");
        try (WebFetcher fetcher = fetcher()) {
            assertThat(new String(fetcher.read("SHA256SUMS"), StandardCharsets.UTF_8))
                    .isEqualTo("sums");
            Path target = folder.resolve("app.tar.gz");
            fetcher.download("app-1.2.tar.gz", target);
            assertThat(target).hasContent("archive");
        }
    }

    @Test
    void aMissingFileIsReportedWithItsAddress() {
        try (WebFetcher fetcher = fetcher()) {
            assertThatThrownBy(() -> fetcher.read("SHA256SUMS"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/releases/SHA256SUMS responded with status 404");
        }
    }

    @Test
    void aListWithoutAnEndIsNotRead() {
        serve("/releases/SHA256SUMS", 200, "x".repeat(1_000_001));
        try (WebFetcher fetcher = fetcher()) {
            assertThatThrownBy(() -> fetcher.read("SHA256SUMS")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aDownloadThatStallsIsGivenUp() {
        server.createContext("/releases/app-1.2.tar.gz", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await();
            exchange.close();
        });
        try (WebFetcher fetcher = fetcher()) {
            assertThatThrownBy(() -> fetcher.download("app-1.2.tar.gz", folder.resolve("app.tar.gz")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was not complete within 1 s");
        }
    }

    private void await() {
        try {
            finished.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anUnreachableServerIsReportedWithAReason() {
        try (WebFetcher fetcher = new WebFetcher("http://127.0.0.1:1/releases")) {
            assertThatThrownBy(() -> fetcher.read("SHA256SUMS"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot fetch http://127.0.0.1:1/releases/SHA256SUMS: ")
                    .hasMessageNotContaining("null");
        }
    }
}
