// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MetricsPageTest {

    private static final String TEXT = """
            # HELP a b
            a 1
            b{x="1 2",y="up"} 2.5
            b{x="3",y="down"} 0.5
            nonsense
            c NaNa
            d{reason="a \\"quoted\\" one"} +Inf
            """;

    @Test
    void samplesAreReadAndOtherLinesSkipped() {
        MetricsPage page = MetricsPage.parse("here", TEXT);
        assertThat(page.value("a")).contains(1.0);
        assertThat(page.value("b{x=\"3\",y=\"down\"}")).contains(0.5);
        assertThat(page.value("c")).isEmpty();
        assertThat(page.labelValues("b", "x")).containsExactly("1 2", "3");
        assertThat(page.labelValues("b", "x", "y", "up")).containsExactly("1 2");
        assertThat(page.labelValues("b", "z")).isEmpty();
        assertThat(page.labelValues("d", "reason")).containsExactly("a \"quoted\" one");
        assertThat(page.value("d{reason=\"a \\\"quoted\\\" one\"}")).contains(Double.POSITIVE_INFINITY);
        assertThat(page.sum("b", "y", "up")).contains(2.5);
        assertThat(page.sum("b", "y", "sideways")).isEmpty();
    }

    @Test
    void seriesAreCountedByName() {
        MetricsPage page = MetricsPage.parse("here", TEXT).and(MetricsPage.parse("there", "e 1\n"));
        assertThat(page.seriesByName())
                .containsEntry("b", 2)
                .containsEntry("e", 1)
                .hasSize(4);
    }

    @Test
    void aPageIsFetchedAndSomethingElseIsNotTakenForOne() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                byte[] body = TEXT.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        int port = server.getAddress().getPort();
        MetricsPage page = MetricsPage.fetch("127.0.0.1", port, Duration.ofSeconds(10));
        assertThat(page.value("a")).contains(1.0);
        assertThat(page.address()).isEqualTo("http://127.0.0.1:" + port + "/metrics");
        server.removeContext("/metrics");
        assertThatThrownBy(() -> MetricsPage.fetch("127.0.0.1", port, Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else");
        server.stop(0);
        assertThatThrownBy(() -> MetricsPage.fetch("127.0.0.1", port, Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not running");
    }
}
