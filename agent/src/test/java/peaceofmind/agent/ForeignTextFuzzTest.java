// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.secret.SecretMask;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.MutationFuzzer;

/** Text from other programs and from people that every process may read. */
class ForeignTextFuzzTest {

    private static final String HEARTBEAT =
            "{\"timestamp\":\"2026-11-23T21:34:59.154115\",\"uptime_seconds\":101.894,\"state\":\"ready\","
                    + "\"recording_active\":false,\"currently_uploading\":null,\"pid\":15103}";

    @Test
    void aDamagedHeartbeatIsAnErrorOrAHeartbeat() throws Exception {
        MutationFuzzer.ofTexts("heartbeat", HEARTBEAT).run(input -> Heartbeat.parse(text(input)), JsonException.class);
    }

    @Test
    void aDamagedConfigurationIsAListOfMistakesOrAConfiguration() throws Exception {
        MutationFuzzer.ofTexts("configuration", """
                        device: {name: gym, customer: "a b", location: 'x'}
                        ship:
                          metrics:
                            - name: cloud
                              url: https://host/push
                              username: "1"
                              password_file: /etc/p
                              interval: 15s
                              spool_size: 64MiB
                          logs:
                            - url: https://host/push
                              files: [/var/log/a.log]
                              mask: ['a(b)']
                        scrape:
                          targets:
                            - url: http://localhost:9998/metrics
                              labels: {a: b}
                              relabel: [{regex: 'go_.*', action: drop}]
                        alerts:
                          mail: {host: h, to: [a@b.c], tls: starttls}
                          webhooks: [{url: 'https://h/x', form: ntfy}]
                          daily_mail_at: 08:00
                        """, "a: &x [1, 2]\nb: *x\nc: |\n  text\n? d\n: e\n")
                .run(
                        input -> {
                            ConfigDocument document = ConfigDocument.parse("fuzz", text(input));
                            AgentSettings.read(document);
                            document.check(DeviceConfig.ALL_SECTIONS);
                        },
                        ConfigException.class);
    }

    @Test
    void everyTextIsADurationOrASizeOrNone() throws Exception {
        MutationFuzzer.ofTexts("units", "500ms", "10min", "7d", "64MiB", "1.5h", "5GB", "-3s")
                .run(input -> {
                    ConfigUnits.parseDuration(text(input));
                    ConfigUnits.parseBytes(text(input));
                });
    }

    @Test
    void aDamagedMetricsPageIsAPage() throws Exception {
        MutationFuzzer.ofTexts(
                        "metrics page",
                        "# TYPE a gauge\na{x=\"1\",y=\"a\\\"b\"} 1.5 1000\nb 2\nc{} NaN\npeace_alert{alertname=\"x\"} 1\n")
                .run(input -> MetricsPage.parse("localhost:9101", text(input)));
    }

    @Test
    void aDamagedEventIsAnErrorOrAnEvent() throws Exception {
        MutationFuzzer.ofTexts(
                        "event",
                        "{\"sequence\":1,\"at\":\"2026-11-25T08:00:00Z\",\"kind\":\"restart\",\"service\":\"recorder\",\"reason\":\"silent\"}")
                .run(input -> Event.parse(text(input)), JsonException.class);
    }

    @Test
    void aDamagedStatusIsAStatus() throws Exception {
        MutationFuzzer.ofTexts(
                        "status",
                        "{\"message\":\"ok\",\"version\":\"1\",\"services\":[{\"name\":\"app\",\"condition\":\"healthy\",\"heartbeat\":"
                                + HEARTBEAT
                                + "}],\"holds\":[{\"service\":\"app\",\"until\":\"2026-11-25T08:00:00Z\",\"by\":\"root\",\"why\":\"x\"}]}",
                        "{\"state\":\"recording\",\"file\":\"a.mkv\",\"elapsed_seconds\":3,\"length_seconds\":600}")
                .run(
                        input -> {
                            WatchdogStatus.parse(Json.parseObject(text(input)));
                            RecorderStatus.parse(Json.parseObject(text(input)));
                        },
                        JsonException.class);
    }

    @Test
    void everyTextCanBeMaskedAndPrinted() throws Exception {
        SecretMask mask = new SecretMask(List.of());
        MutationFuzzer.ofTexts(
                        "mask",
                        "login password=hunter2 Authorization: Basic abcdefgh rtsp://a:b@h/ https://h/?token=x\n",
                        "tls_key: |\n  -----BEGIN PRIVATE KEY-----\n  x\n  -----END PRIVATE KEY-----\nb: 'c'\n",
                        "{\"password\":\"a\\\"b\",\"x\":[1]} --api-token abc bot123456:abcdefghijklmnopqrstuvwx")
                .run(input -> {
                    PlainText.ofLines(mask.apply(text(input)));
                });
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
