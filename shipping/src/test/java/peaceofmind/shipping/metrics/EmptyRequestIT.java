// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.metrics.wire.RemoteWrite;

/** The request with which {@code ReceiverProbe} tests a receiver. */
class EmptyRequestIT {

    @TempDir
    private Path folder;

    @Test
    void prometheusAcceptsAnEmptyRequest() throws Exception {
        Assumptions.assumeTrue(PrometheusProcess.isInstalled(), "needs prometheus, which is not installed");
        try (PrometheusProcess prometheus = PrometheusProcess.start(folder)) {
            EndpointConfig endpoint = EndpointConfig.read(ConfigDocument.parse(
                            "test", "ship: {url: 'http://127.0.0.1:" + prometheus.port() + "/api/v1/write'}")
                    .section("ship"));
            HttpResult result = new HttpSender(endpoint, Clock.system())
                    .post(RemoteWrite.V1.encode(List.of()), RemoteWrite.V1.headers("peace/test"));
            assertThat(result).isInstanceOf(HttpResult.Accepted.class);
        }
    }
}
