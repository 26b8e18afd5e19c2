// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.secret.PasswordHash;

class DashboardCommandTest {

    private final InputStream before = System.in;

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        System.setIn(before);
    }

    @Test
    void withoutATerminalThePasswordIsReadFromStandardInput() throws Exception {
        Path hash = folder.resolve("dashboard.hash");
        Path config =
                Files.writeString(folder.resolve("peace.yaml"), "dashboard: {password_hash_file: " + hash + "}\n");
        System.setIn(new ByteArrayInputStream("k3v9xw2m7pqd\n".getBytes(StandardCharsets.UTF_8)));

        int exit = Peace.commandLineFor("dashboard").execute("dashboard", "password", "--config", config.toString());

        assertThat(exit).isZero();
        assertThat(PasswordHash.parse(Files.readString(hash).strip())
                        .orElseThrow()
                        .matches("k3v9xw2m7pqd".toCharArray()))
                .isTrue();
    }
}
