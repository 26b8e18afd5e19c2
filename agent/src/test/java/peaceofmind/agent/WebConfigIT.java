// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.testkit.TestCertificateAuthority;

/** An agent whose ports have TLS and a password. */
class WebConfigIT {

    @TempDir
    private Path folder;

    @Test
    void bothPortsHaveTlsAndCommandsOnTheDeviceReadThemOverTheSocket() throws Exception {
        TestCertificateAuthority.create(folder)
                .writeServerPem("localhost", "-1d", 30, folder.resolve("server.crt"), folder.resolve("server.key"));
        try (AgentRun agent = start("tls_server_config: {cert_file: server.crt, key_file: server.key}\n")) {
            await().untilAsserted(() -> assertThat(agent.output().split("metrics at https://", -1))
                    .as(agent.output())
                    .hasSize(3));
            AgentClient client = new AgentClient(folder.resolve("agent.sock"), STATE_TIMEOUT);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(
                                    client.metrics("recorder").labelValues("peace_expiry_timestamp_seconds", "what"))
                            .contains("agent.web_config_file cert_file"));
            assertThat(client.metrics("node").value("node_boot_time_seconds")).isPresent();
        }
    }

    @Test
    void anAgentWhosePortsCannotBeProtectedDoesNotStart() throws Exception {
        try (AgentRun agent = start("tls_server_config: {cert_file: a, key_file: b, cipher_suites: [c]}\n")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.output()).contains("agent.web_config_file", "cipher_suites: is not supported");
        }
        try (AgentRun agent = start("tls_server_config: {cert_file: none.crt, key_file: none.key}\n")) {
            assertThat(agent.awaitExit()).isEqualTo(1);
            assertThat(agent.output()).contains("none.crt");
        }
    }

    private AgentRun start(String webConfig) throws Exception {
        Path file = Files.writeString(folder.resolve("web.yml"), webConfig);
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                AgentRun.configuration(folder, 0, 0).replace("agent:\n", "agent:\n  web_config_file: " + file + "\n"));
        return AgentRun.start(folder, 0, "--config", config.toString());
    }
}
