// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Programs that embed this module compile against the API in {@code public-api.txt}. Released API is never removed, and new API is added
 * there before it is released. See docs/decisions/0016-heartbeat-as-a-library.md.
 */
final class PublicApiTest {

    private static final Path FILE = Path.of("src/test/resources/public-api.txt");

    private static final String ADVICE =
            "public-api.txt differs from the code. If a line is missing from the code, programs that embed this module "
                    + "break: restore it, or release a new major version. If one is new, document it with "
                    + "scripts/maven -pl heartbeat test -Dtest=PublicApiTest -Dheartbeat.api=write";

    @Test
    void thePublicApiIsAsDocumented() throws Exception {
        List<String> api = PublicApi.of(classes(), "peaceofmind.heartbeat");
        if ("write".equals(System.getProperty("heartbeat.api"))) {
            Files.write(FILE, inFile(api));
        }
        assertThat(api).as(ADVICE).containsExactlyInAnyOrderElementsOf(documented());
    }

    @Test
    void nonPublicMembersAreNotListed() {
        assertThat(PublicApi.of(Sample.class))
                .anyMatch(line -> line.endsWith("Sample.offered()"))
                .anyMatch(line -> line.contains("Sample is interface java.lang.Runnable"))
                .noneMatch(line -> line.contains("inner"));
    }

    @Test
    void aChangedSignatureIsDetected() {
        assertThat(PublicApi.of(Sample.class)).doesNotContainAnyElementsOf(PublicApi.of(Changed.class));
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(Heartbeat.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<String> documented() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static List<String> inFile(List<String> api) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(FILE).stream()
                .filter(line -> line.startsWith("#"))
                .toList());
        lines.addAll(api.stream().sorted().toList());
        return lines;
    }

    static class Sample implements Runnable {
        public int offered() {
            return inner();
        }

        @Override
        public void run() {}

        private int inner() {
            return 1;
        }
    }

    static class Changed implements Runnable {
        public long offered() {
            return 1;
        }

        @Override
        public void run() {}
    }
}
