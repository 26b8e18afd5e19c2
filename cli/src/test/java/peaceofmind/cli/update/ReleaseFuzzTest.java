// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.MutationFuzzer;

/** What an update's source can deliver, and files that a power cut can damage. */
class ReleaseFuzzTest {

    @Test
    void aDamagedArchiveIsAnErrorOrEntries() throws Exception {
        byte[] archive = new TarBuilder()
                .pax("path", "a/b")
                .file("short", "content")
                .longName('L', "n".repeat(120))
                .file("n", "x".repeat(600))
                .link("l", '2', "a/b")
                .entry("d/", '5', 0755, "", "")
                .bytes();
        new MutationFuzzer("tar", List.of(archive))
                .run(input -> readAll(new TarReader(new ByteArrayInputStream(input))), IOException.class);
    }

    private static void readAll(TarReader tar) throws IOException {
        byte[] buffer = new byte[1000];
        while (tar.next().isPresent()) {
            while (tar.read(buffer) >= 0) {
                // Until the end of the file.
            }
        }
    }

    @Test
    void aDamagedListOfChecksumsIsAnErrorOrAList() throws Exception {
        MutationFuzzer.ofTexts("checksums", "a".repeat(64) + "  app-1.tar.gz\n" + "B".repeat(64) + " *app-2.tar.gz\n")
                .run(input -> Checksums.parse(new String(input, StandardCharsets.UTF_8)), IOException.class);
    }

    @Test
    void everyVersionHasAnOrder() throws Exception {
        Comparator<String> order = new VersionOrder();
        MutationFuzzer.ofTexts("versions", "1.10.2", "v2.0-rc1", "2026.11.30+git.1", "git-0123456789")
                .run(input -> {
                    String version = new String(input, StandardCharsets.UTF_8);
                    if (Integer.signum(order.compare(version, "1.10"))
                            != -Integer.signum(order.compare("1.10", version))) {
                        throw new IllegalStateException("the order depends on the side");
                    }
                });
    }

    @Test
    void aDamagedProgressFileIsAnErrorOrProgress() throws Exception {
        String valid = UpdateProgress.start(Optional.of("1.9"), "1.10", Optional.empty(), true, Instant.EPOCH)
                .toJson()
                .toJson();
        MutationFuzzer.ofTexts("progress of an update", valid)
                .run(input -> UpdateProgress.parse(new String(input, StandardCharsets.UTF_8)), JsonException.class);
    }
}
