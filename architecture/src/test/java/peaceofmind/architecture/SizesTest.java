// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.architecture.Sizes.Sized;

/** Small files and methods: see CONTRIBUTING.md. */
final class SizesTest {

    private static final int MAX_MEDIAN_FILE_LINES = 100;
    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_P95_METHOD_LINES = 30;
    private static final int MAX_METHOD_LINES = 70;

    @TempDir
    private Path folder;

    @Test
    void filesAreSmall() {
        List<Sized> files = Sizes.files(ProjectFiles.mainSources());
        assertThat(files).hasSizeGreaterThan(30);
        assertThat(Sizes.median(files)).as("median of lines").isLessThanOrEqualTo(MAX_MEDIAN_FILE_LINES);
        assertThat(Sizes.above(files, MAX_FILE_LINES)).isEmpty();
    }

    @Test
    void methodsAreSmall() throws IOException {
        List<Sized> methods = Sizes.methods(ProjectFiles.mainSources());
        assertThat(methods).hasSizeGreaterThan(200);
        assertThat(Sizes.percentile(methods, 95)).as("95 % of methods").isLessThanOrEqualTo(MAX_P95_METHOD_LINES);
        assertThat(Sizes.above(methods, MAX_METHOD_LINES)).isEmpty();
    }

    @Test
    void testFilesAreSmall() {
        assertThat(Sizes.above(Sizes.files(ProjectFiles.testSources()), MAX_FILE_LINES))
                .isEmpty();
    }

    @Test
    void aLargeFileWouldBeFound() throws IOException {
        Path large = Files.writeString(folder.resolve("Large.java"), "// line\n".repeat(501));
        Path small = Files.writeString(folder.resolve("Small.java"), "// line\n".repeat(500));
        assertThat(Sizes.above(Sizes.files(List.of(small, large)), MAX_FILE_LINES))
                .containsExactly(new Sized(large.toString(), 501));
    }

    /** Also inside anonymous and nested classes, and with braces in strings, which only a parser gets right. */
    @Test
    void methodsAreMeasuredAsTheCompilerParsesThem() throws IOException {
        Path source = Files.writeString(folder.resolve("Example.java"), """
                class Example {
                    /** Not counted. */
                    @Override
                    public String toString() {
                        return "}" + '{' /* } */;
                    }
                    Runnable inner() {
                        return new Runnable() {
                            public void run() {
                                assert true;
                            }
                        };
                    }
                    record Nested(int a) {
                        Nested {
                            assert a > 0;
                        }
                    }
                }
                """);
        assertThat(Sizes.methods(List.of(source)).stream().map(Sized::lines)).containsExactly(4, 7, 3, 3);
    }

    @Test
    void percentilesAreCountedFromTheSmallest() {
        List<Sized> sizes = List.of(new Sized("a", 10), new Sized("b", 30), new Sized("c", 20), new Sized("d", 100));
        assertThat(Sizes.median(sizes)).isEqualTo(20);
        assertThat(Sizes.percentile(sizes, 95)).isEqualTo(100);
        assertThat(Sizes.percentile(sizes, 75)).isEqualTo(30);
    }
}
