// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.metrics.Series;

final class RelabellerTest {

    private static final Map<String, String> TARGET = Map.of("job", "node", "instance", "gym-7");

    @Test
    void conflictingLabelsAreExported() throws Exception {
        assertThat(series("a{job=\"own\",instance=\"\",exported_job=\"x\"} 1\n", false, ""))
                .containsExactly("a{exported_exported_job=\"own\",exported_job=\"x\",instance=\"gym-7\",job=\"node\"}");
        assertThat(series("a{job=\"own\"} 1\n", true, "")).containsExactly("a{instance=\"gym-7\",job=\"own\"}");
    }

    @Test
    void emptyLabelsAndDuplicateSeriesAreDropped() throws Exception {
        assertThat(series("a{b=\"\"} 1\na 2\n", false, "")).containsExactly("a{instance=\"gym-7\",job=\"node\"}");
    }

    @Test
    void rulesKeepDropAndRename() throws Exception {
        String rules = """
                  relabel:
                    - {action: keep, regex: "node_.*|go_info"}
                    - {action: drop, source_labels: [__name__, device], regex: "node_net;lo"}
                    - {regex: "node_(.+)", replacement: "sys_${1}"}
                    - {source_labels: [device], target_label: nic, regex: "eth(.*)", replacement: "e$1"}
                    - {action: labeldrop, regex: device}
            """;
        String body = "node_net{device=\"lo\"} 1\nnode_net{device=\"eth0\"} 2\ngo_info 3\nother 4\n";
        assertThat(series(body, false, rules))
                .containsExactly(
                        "go_info{instance=\"gym-7\",job=\"node\"}",
                        "sys_net{instance=\"gym-7\",job=\"node\",nic=\"e0\"}");
    }

    private static Set<String> series(String body, boolean honor, String rules) throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", """
                scrape:
                  targets:
                  - url: http://localhost:1/metrics
                    labels: {a: b}
                """ + rules.indent(-2));
        List<RelabelRule> relabelRules =
                ScrapeTargetConfig.readAll(document).getFirst().relabelRules();
        document.check(Set.of("scrape"));
        return series(body, new Relabeller(TARGET, honor, relabelRules));
    }

    private static Set<String> series(String body, Relabeller relabeller) throws IOException {
        Exposition parsed = ExpositionParser.parse(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                TextFormat.PROMETHEUS,
                new ScrapeLimits(10_000, 100, 10));
        Set<String> all = new TreeSet<>();
        relabeller
                .apply(parsed)
                .families()
                .forEach(family -> family.samples()
                        .forEach(sample -> all.add(
                                Series.of(family.name(), sample.labels()).toString())));
        return all;
    }
}
