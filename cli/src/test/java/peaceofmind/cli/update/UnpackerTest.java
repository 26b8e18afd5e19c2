// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.cli.machine.Machine;
import peaceofmind.linux.Subprocess;

/** With hostile archives, and those that tar writes. */
class UnpackerTest {

    @TempDir
    private Path folder;

    private Path target;
    private Path outside;

    @BeforeEach
    void create() throws IOException {
        target = Files.createDirectories(folder.resolve("versions/1.0"));
        outside = Files.writeString(folder.resolve("outside"), "untouched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--format=pax", "--format=ustar"})
    void whatTarWritesIsUnpacked(String format) throws Exception {
        Path made = Files.createDirectories(folder.resolve("made"));
        String longName = "d".repeat(90) + "/" + "n".repeat(format.contains("ustar") ? 90 : 150);
        Files.createDirectories(made.resolve(longName).getParent());
        Files.writeString(made.resolve(longName), "long");
        Files.writeString(made.resolve("run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(made.resolve("run"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(made.resolve("größe"), "x".repeat(1024));
        Files.createSymbolicLink(made.resolve("current"), Path.of("run"));
        Files.createSymbolicLink(made.resolve("d".repeat(90)).resolve("up"), Path.of("../run"));
        Files.createSymbolicLink(made.resolve("later"), Path.of("made/at/start"));
        Files.createLink(made.resolve("same"), made.resolve("run"));
        run("tar", format, "-czf", folder.resolve("a.tar.gz").toString(), "-C", made.toString(), ".");

        unpack(folder.resolve("a.tar.gz"));

        assertThat(target.resolve(longName)).hasContent("long");
        assertThat(target.resolve("größe")).hasSize(1024);
        assertThat(target.resolve("current")).hasContent("#!/bin/sh");
        assertThat(target.resolve("same")).hasContent("#!/bin/sh");
        assertThat(target.resolve("d".repeat(90)).resolve("up")).hasContent("#!/bin/sh");
        assertThat(permissions("run")).isEqualTo("rwxr-xr-x");
        assertThat(permissions("größe")).isEqualTo("rw-r--r--");
    }

    @Test
    void anArchiveOfGitIsUnpacked() throws Exception {
        unpack(new TarBuilder()
                .entry("pax_global_header", 'g', 0644, "", "52 comment=0123456789012345678901234567890123456789\n")
                .entry("app/", '5', 0755, "", "")
                .file("app/run", "ok"));
        assertThat(target.resolve("app/run")).hasContent("ok");
    }

    @Test
    void setuidAndSetgidAndWritingForOthersAreRemoved() throws Exception {
        unpack(new TarBuilder().entry("tool", '0', 06777, "", "x").entry("dir/", '5', 07777, "", ""));
        assertThat(Files.getAttribute(target.resolve("tool"), "unix:mode")).isEqualTo(0100755);
        assertThat(Files.getAttribute(target.resolve("dir"), "unix:mode")).isEqualTo(0040755);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../outside", "a/../../outside", "..", "a/..", "//x", ".", "nul\nname/../x"})
    void aNameThatLeadsOutIsRefused(String name) throws Exception {
        assertRefused(new TarBuilder().file(name, "evil"));
        assertRefused(new TarBuilder().longName('L', name).file("harmless", "evil"));
        assertRefused(new TarBuilder().pax("path", name).file("harmless", "evil"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../outside", "../../outside", "sub/../../outside", "../1.0-evil", "."})
    void aHardLinkToAnythingButAnEarlierFileIsRefused(String to) throws Exception {
        assertRefused(new TarBuilder().link("link", '1', to));
        assertRefused(new TarBuilder().longName('K', to).link("link", '1', "harmless"));
        assertRefused(new TarBuilder().link("s", '2', "../../outside").link("link", '1', "s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../outside", "..", "sub/../../outside", "link", "a/b"})
    void aSymbolicLinkThatLeadsOutIsRefused(String to) throws Exception {
        assertRefused(new TarBuilder().link("a", '2', "..").link("link", '2', to));
        assertRefused(
                new TarBuilder().link("link", '2', to).link("a", '2', "b/..").link("b", '2', "."));
    }

    @Test
    void aLinkThatLeadsOutThroughAnotherLinkIsRefused() throws Exception {
        // As text it is deep/er, which exists.
        assertRefused(new TarBuilder()
                .file("deep/er/file", "x")
                .link("deep/er/top", '2', "../..")
                .link("out", '2', "deep/er/top/.."));
    }

    @Test
    void nothingIsWrittenThroughALink() throws Exception {
        assertRefused(new TarBuilder().link("link", '2', "..").file("link/outside", "evil"));
        assertRefused(
                new TarBuilder().file("real/x", "").link("real", '2', "..").file("real/outside", "evil"));
        assertRefused(new TarBuilder().link("link", '2', folder.toString()).entry("link/new/", '5', 0755, "", ""));
    }

    @Test
    void aFileThatReplacesALinkIsAFile() throws Exception {
        unpack(new TarBuilder().link("file", '2', "../../outside").file("file", "mine"));
        assertThat(target.resolve("file")).isRegularFile().hasContent("mine");
        assertThat(outside).hasContent("untouched");
    }

    @Test
    void aFileThatReplacesAHardLinkLeavesTheOtherName() throws Exception {
        unpack(new TarBuilder().file("one", "first").link("two", '1', "one").file("two", "second"));
        assertThat(target.resolve("one")).hasContent("first");
    }

    @ParameterizedTest
    @ValueSource(chars = {'3', '4', '6', 'S', 'D', 'M', 'V', '~'})
    void devicesPipesSparseFilesAndUnknownTypesAreRefused(char type) throws Exception {
        assertRefused(new TarBuilder().entry("odd", type, 0666, "", ""));
    }

    @Test
    void aSparseFileOfTarIsRefused() throws Exception {
        for (String format : List.of("--format=gnu", "--format=pax")) {
            Path sparse = folder.resolve("sparse");
            run("truncate", "-s", "1G", sparse.toString());
            Path archive = folder.resolve("sparse.tar.gz");
            run("tar", format, "-S", "-czf", archive.toString(), "-C", folder.toString(), "sparse");
            assertThatThrownBy(() -> unpack(archive)).hasMessageContaining("sparse");
        }
    }

    @Test
    void whatIsTooLargeOrDamagedIsRefused() throws Exception {
        Path archive = new TarBuilder()
                .file("a", "x".repeat(600))
                .file("b", "x".repeat(600))
                .write(folder.resolve("l.tar.gz"));
        assertThatThrownBy(() -> new Unpacker(target, 1000).unpack(archive))
                .hasMessageContaining("more than 1000 bytes");
        assertRefused(new TarBuilder().header("huge", '0', 0644, "", "77777777777"));
        assertRefused(new TarBuilder().header("odd", '0', 0644, "", "-0000000001"));
        assertRefused(new TarBuilder().header("long", 'L', 0644, "", "77777777777"));
        assertRefused(new TarBuilder().entry("x", 'x', 0644, "", "999 path=a\n").file("b", ""));
        assertRefused(new TarBuilder().entry("x", 'x', 0644, "", "11 path=ab").file("b", ""));
        assertRefused(new TarBuilder().pax("size", "-1").file("b", ""));
        assertRefused(new TarBuilder().file("n".repeat(200) + "\u0000", ""));
        TarBuilder headers = new TarBuilder();
        for (int i = 0; i < 20; i++) {
            headers.longName('L', "n");
        }
        assertRefused(headers.file("n", ""));
        byte[] text = new byte[1024];
        text[0] = 'x';
        Files.write(folder.resolve("text"), text);
        run("gzip", "-k", folder.resolve("text").toString());
        assertThatThrownBy(() -> unpack(folder.resolve("text.gz"))).hasMessageContaining("not a tar archive");
    }

    private void assertRefused(TarBuilder archive) throws IOException {
        List<String> before = everything();
        Path file = archive.write(folder.resolve("evil.tar.gz"));
        assertThatThrownBy(() -> unpack(file)).isInstanceOf(IOException.class);
        Files.delete(file);
        new VersionFolders(folder).prune(0, List.of());
        assertThat(everything()).isEqualTo(before);
        assertThat(outside).hasContent("untouched");
        Files.createDirectories(target);
    }

    /** Files outside of the target. */
    private List<String> everything() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> names = new ArrayList<>();
            files.filter(file -> !file.startsWith(target)).forEach(file -> names.add(file.toString()));
            return names;
        }
    }

    private void unpack(TarBuilder archive) throws IOException {
        unpack(archive.write(folder.resolve("archive.tar.gz")));
    }

    private void unpack(Path archive) throws IOException {
        new Unpacker(target).unpack(archive);
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(target.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    private static void run(String... command) throws InterruptedException {
        assertThat(Machine.real().run(List.of(command)))
                .matches(result -> result instanceof Subprocess.Exited exited && exited.succeeded());
    }
}
