// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigProblem;
import peaceofmind.foundation.config.DeviceConfig;

/** Secrets that a configuration would send without TLS to another machine. */
class RefusedDestinationsTest {

    @TempDir
    private Path folder;

    @Test
    void eachIsRefusedWithWhatToDoAndNoneIsAMistake() throws Exception {
        Path urlFile = Files.writeString(folder.resolve("url"), "http://chat.example/hook\n");
        ConfigDocument document = read("""
                ship:
                  metrics:
                    - {name: a, url: 'http://10.0.0.7/push', username: u, password_file: /p}
                    - {name: b, url: 'http://10.0.0.7/push'}
                    - {name: c, url: 'http://127.0.0.1:9090/push', username: u, password_file: /p}
                  logs:
                    - {name: a, url: 'http://10.0.0.7/push', bearer_token_file: /t, files: [/l]}
                    - {name: b, url: 'https://10.0.0.7/push', bearer_token_file: /t, files: [/l]}
                scrape:
                  targets:
                    - {job: a, url: 'http://10.0.0.7/metrics', username: u, password_file: /p}
                    - {job: b, url: 'http://10.0.0.7/metrics', username: u, password_file: /p, allow_insecure: true}
                ping: {url: 'http://kuma.example/api/push/x'}
                alerts:
                  mail: {host: 127.mail.example, to: a@b.example, tls: none, user: u, password_file: /p}
                  webhooks:
                    - {name: a, url: 'http://chat.example/hook'}
                    - {name: b, url: 'http://localhost/hook'}
                    - {name: c, url_file: %s}
                    - {name: d, url: 'http://chat.example/hook', allow_insecure: true}
                """.formatted(urlFile));
        assertThat(document.refusals())
                .extracting(ConfigProblem::key)
                .containsExactly(
                        "ship.metrics[0].url",
                        "ship.logs[0].url",
                        "scrape.targets[0].url",
                        "ping.url",
                        "alerts.mail.tls",
                        "alerts.webhooks[0].url",
                        "alerts.webhooks[2].url_file");
        assertThat(document.refusals())
                .extracting(ConfigProblem::message)
                .allMatch(
                        message -> message.contains("without encryption") && message.contains("allow_insecure: true"));
    }

    @Test
    void withoutSecretsNothingIsRefused() throws Exception {
        ConfigDocument document = read("alerts:\n  mail: {host: mail.example, to: a@b.example, tls: none}\n");
        assertThat(document.refusals()).isEqualTo(List.of());
    }

    private static ConfigDocument read(String text) throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", text);
        AgentSettings.read(document);
        document.check(DeviceConfig.ALL_SECTIONS);
        return document;
    }
}
