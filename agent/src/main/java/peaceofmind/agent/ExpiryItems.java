// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.exporter.expiry.ExpiryCollector;
import peaceofmind.exporter.expiry.ExpiryItem;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.http.WebConfig;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.shipping.http.EndpointConfig;

/** The certificates and tokens of the configuration whose expiry is exported. */
final class ExpiryItems {

    private ExpiryItems() {}

    static Collector collector(AgentSettings settings) {
        return new ExpiryCollector(all(settings), System::nanoTime, Thread::startVirtualThread);
    }

    static List<ExpiryItem> all(AgentSettings settings) {
        List<ExpiryItem> all = new ArrayList<>(settings.expiries().items());
        settings.dashboard()
                .keystore()
                .ifPresent(file -> all.add(new ExpiryItem(
                        "dashboard.tls_keystore",
                        new ExpiryItem.Keystore(file, settings.dashboard().keystorePasswordFile()))));
        settings.agent().webConfigFile().flatMap(ExpiryItems::serverCertificate).ifPresent(all::add);
        settings.alerts()
                .notification()
                .mail()
                .caFile()
                .ifPresent(file -> all.add(new ExpiryItem("alerts.mail.ca_file", new ExpiryItem.Certificates(file))));
        settings.shipMetrics()
                .destinations()
                .forEach(one -> endpoint("ship.metrics " + one.name(), one.endpoint(), all));
        settings.logs().forEach(one -> endpoint("ship.logs " + one.name(), one.endpoint(), all));
        return all;
    }

    /** Empty without TLS; a file with mistakes keeps the agent from starting. */
    private static Optional<ExpiryItem> serverCertificate(Path webConfigFile) {
        try {
            return WebConfig.read(webConfigFile)
                    .tls()
                    .map(tls -> new ExpiryItem(
                            "agent.web_config_file cert_file", new ExpiryItem.Certificates(tls.certificate())));
        } catch (ConfigException mistakes) {
            return Optional.empty();
        }
    }

    private static void endpoint(String key, EndpointConfig endpoint, List<ExpiryItem> all) {
        endpoint.caFile()
                .ifPresent(file -> all.add(new ExpiryItem(key + " ca_file", new ExpiryItem.Certificates(file))));
        endpoint.credentials()
                .bearerTokenFile()
                .ifPresent(file -> all.add(new ExpiryItem(key + " bearer_token_file", new ExpiryItem.Token(file))));
    }
}
