// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.cli.machine.Machine;

class BundleTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: hunter2",
                "  api_key = hunter2",
                "Authorization: Bearer hunter2",
                "{\"token\":\"hunter2\",\"a\":1}",
                "source: rtsp://admin:hunter2@10.0.0.4/stream",
                "client_secret='hunter2'"
            })
    void secretsAreMasked(String line) {
        assertThat(SecretMasking.mask(line)).doesNotContain("hunter2").contains("***");
    }

    @Test
    void theRestStaysAsItIs() {
        String text = "recorder: healthy\npassword_file: /etc/peace/mail\nhttp://127.0.0.1:9101/metrics\n";
        assertThat(SecretMasking.mask(text)).isEqualTo(text);
    }

    @Test
    void tarReadsWhatWasWritten() throws Exception {
        Path archive = folder.resolve("b.tar.gz");
        try (TarGzWriter tar = new TarGzWriter(archive, Instant.parse("2026-11-25T08:00:00Z"))) {
            tar.add("peace-bundle/a.txt", "hello".getBytes(StandardCharsets.UTF_8));
            tar.add("peace-bundle/b.txt", new byte[512]);
            tar.add("peace-bundle/c.txt", new byte[0]);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");
        assertThat(Machine.real().output("tar", "-tzf", archive.toString()))
                .contains("peace-bundle/a.txt\npeace-bundle/b.txt\npeace-bundle/c.txt\n");
        assertThat(Machine.real().output("tar", "-xzOf", archive.toString(), "peace-bundle/a.txt"))
                .contains("hello");
    }
}
