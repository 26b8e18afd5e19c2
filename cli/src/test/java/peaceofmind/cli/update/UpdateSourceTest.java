// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.device.UpdateConfig;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import picocli.CommandLine;

/** Where new versions are taken from, and where not. */
class UpdateSourceTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "http://host/releases, false, use https://",
        "HTTP://host/releases, false, use https://",
        "http://host/app.git, false, use https://",
        "http://host/app.git, true, public_key_file",
        "git://host/app.git, false, use https:// or ssh://",
        "git://host/app, false, use https:// or ssh://",
        "ftp://host/releases, false, not supported",
        "ftp://host/app.git, false, use https:// or ssh://",
        "ftp://host/releases, true, not supported",
        "https://host/app.git, true, public_key_file",
        "http://127.0.0.1.evil.example/x, false, use https://",
        "http://localhost@evil.example/x, false, use https://"
    })
    void whatCouldBeReplacedOnTheWayIsRefusedWithWhatToDo(String source, boolean signed, String advice)
            throws Exception {
        UpdateConfig config = read(source, signed);
        assertThat(config.refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains(advice));
    }

    @ParameterizedTest
    @CsvSource({
        "https://host/releases, false",
        "http://host/releases, true",
        "http://127.0.0.1:8000/releases, false",
        "https://host/app.git, false",
        "ssh://git@host/app.git, false",
        "git@host:app.git, false",
        "/srv/releases, false",
        "/srv/releases, true"
    })
    void theOthersAreNot(String source, boolean signed) throws Exception {
        assertThat(read(source, signed).refusal()).isEmpty();
    }

    @Test
    void aRefusedSourceIsAMistakeForTheCheckAndForAnUpdateAndForNothingElse() throws Exception {
        Path file = Files.writeString(folder.resolve("peace.yaml"), "update:\n  source: http://host/releases\n");
        ConfigDocument document = ConfigDocument.read(file);
        TargetDevice.read(document);
        TargetDevice.check(document);
        assertThatThrownBy(() -> ConfigReview.check(ConfigDocument.read(file), true))
                .hasMessageContaining("line 2", "update.source", "sign SHA256SUMS");
        TargetDevice device = new TargetDevice();
        CommandLine.populateCommand(device, "--config", file.toString());
        assertThatThrownBy(() ->
                        new UpdateContext(device, Machine.real()).releases().versions())
                .hasMessageContaining("update.source is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../1.0", "..", ".hidden", "-x", "a/b", "", "1.0.unfinished", "1.0\n2"})
    void aVersionThatIsNoNameOfAFolderIsRefused(String version) {
        VersionFolders folders = new VersionFolders(folder.resolve("app"));
        assertThatThrownBy(() -> folders.add(version, new FolderWithAll())).hasMessageContaining("version's name");
        assertThat(folder.resolve("app")).doesNotExist();
    }

    private UpdateConfig read(String source, boolean signed) throws Exception {
        String key = signed ? "  public_key_file: /etc/peace/key.pem\n" : "";
        return UpdateConfig.read(ConfigDocument.parse("test", "update:\n  source: \"" + source + "\"\n" + key));
    }

    private static final class FolderWithAll implements Releases {
        @Override
        public List<String> versions() {
            return List.of();
        }

        @Override
        public void fetch(String version, Path target) {
            throw new AssertionError(version + " was fetched");
        }
    }
}
