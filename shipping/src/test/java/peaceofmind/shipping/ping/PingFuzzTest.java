// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.testkit.MutationFuzzer;

/** What a service that expects pings can respond. */
class PingFuzzTest {

    @Test
    void aDamagedResponseIsAResult() throws Exception {
        PingConfig config = PingConfig.readAll(
                        ConfigDocument.parse("test", "ping: {url: 'http://127.0.0.1:9/api/push/x'}"))
                .getFirst();
        EndpointConfig endpoint = config.endpoint(Duration.ofSeconds(1));
        List<PingRequest> requests = List.of(
                request(endpoint, PingConfig.Form.HEALTHCHECKS), request(endpoint, PingConfig.Form.UPTIME_KUMA));
        MutationFuzzer.ofTexts(
                        "pings",
                        "OK",
                        "OK (not found)",
                        "OK (rate limited)",
                        "{\"ok\":true}",
                        "{\"ok\":false,\"msg\":\"Monitor not found or not active.\"}")
                .run(input -> {
                    HttpResult.Accepted response = new HttpResult.Accepted(
                            200, Map.of(), Optional.empty(), new String(input, StandardCharsets.UTF_8));
                    requests.forEach(request -> request.check(response));
                });
    }

    private static PingRequest request(EndpointConfig endpoint, PingConfig.Form form) {
        return new PingRequest(endpoint, form, PingSignal.OK, "All is well.", Optional.empty(), "peace/test");
    }
}
