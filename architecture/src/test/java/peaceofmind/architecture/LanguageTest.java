// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.architecture.Language.Violation;

/** Plain English: see CONTRIBUTING.md and {@code banned-words.txt}. */
final class LanguageTest {

    /** Banned everywhere; concatenated here because this file is checked, too. */
    private static final String BANNED = "an" + "ew";

    @TempDir
    private Path folder;

    @Test
    void theProjectUsesTheFieldsTerms() throws IOException {
        List<Path> files = ProjectFiles.all();
        assertThat(files).hasSizeGreaterThan(500);
        assertThat(new Language(Language.bannedWords()).violations(files)).isEmpty();
    }

    @Test
    void aSimpleNameStandsForOneClassOnly() {
        assertThat(SimpleNames.shared(javaFiles())).isEmpty();
    }

    @Test
    void everyCommandSummaryIsACompleteSentence() throws IOException {
        assertThat(HelpSummaries.incomplete(ProjectFiles.mainSources())).isEmpty();
    }

    @Test
    void noMessageNamesAJavaClass() throws IOException {
        assertThat(ExceptionTexts.classNamesInMessages(ProjectFiles.mainSources()))
                .isEmpty();
    }

    static List<WordRule> rules() {
        return Language.bannedWords();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleMatchesItsExampleButNotItsCounterexample(WordRule rule) {
        assertThat(rule.pattern().matcher(rule.found()).find()).as(rule.found()).isTrue();
        assertThat(rule.pattern().matcher(rule.spared()).find())
                .as(rule.spared())
                .isFalse();
        assertThat(rule.better()).isNotBlank();
    }

    @Test
    void aLineWithoutFiveColumnsIsRejected() {
        assertThatThrownBy(() -> WordRule.parse("all  word  better")).hasMessageContaining("five columns");
        assertThatThrownBy(() -> WordRule.parse("name  word  better  word  other"))
                .hasMessageContaining("names, types, prose or all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// reads it %s\nclass A {}",
                "/** Reads it\n * %s. */\nclass A {}",
                "class A { String a = \"reads it %s\"; }",
                "class A { String a = \"\"\"\n  reads it %s\n  \"\"\"; }",
                "class A { int %s; }",
                "class A { void f(int %s) {} }",
                "class A { void read_%s() {} }",
                "class A { @Test void itIsRead_%s() {} }",
            })
    void aBannedWordIsFoundInJava(String source) throws IOException {
        assertThat(violations("A.java", source.formatted(BANNED))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** See {@code %s} and {@link #%s}. */\nclass A {}",
                "class A { String a = \"%s\"; }",
                "class A { Object a = %s.%s(); }",
                "class A { char a = '\"'; /* \" */ Object b = %s; }",
                "class A { @Override public void %s() {} }",
            })
    void codeAndNamesOfOthersAreLeftAlone(String source) throws IOException {
        assertThat(violations("A.java", source.replace("%s", BANNED))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page.md:It is read %s.",
                "page.md:```\nIt is read %s.\n```",
                "run:#!/bin/sh\n# reads it %s\n",
                "run.sh:echo \"reads it %s\"\n",
                "run.sh:%s() {\n",
                "peace.yaml:key: 1 # read %s\n",
                "peace.service:Description=x\n# read %s\n",
                "main.js:function %s() {}\n",
                "main.js:show(`read %s`)\n",
                "style.css:/* read %s */\n",
                "pom.xml:<a><!-- read %s --></a>\n",
            })
    void aBannedWordIsFoundInOtherFiles(String file) throws IOException {
        String[] nameAndText = file.formatted(BANNED).split(":", 2);
        assertThat(violations(nameAndText[0], nameAndText[1])).hasSize(1);
    }

    @Test
    void aPhraseIsFoundAcrossALineBreakAndItsLineIsReported() throws IOException {
        List<Violation> found = violations("A.java", "\n/*\n * Ends b" + "y\n * itself.\n */\nclass A {}");
        assertThat(found).singleElement().satisfies(violation -> {
            assertThat(violation.where()).endsWith("A.java:3");
            assertThat(violation.word()).isEqualTo("b" + "y itself");
        });
        assertThat(violations("B.java", "class B { String b = \"ends b" + "y \" + \"itself\"; }"))
                .hasSize(1);
    }

    @Test
    void aWordInCapitalsIsNotProse() throws IOException {
        assertThat(violations("A.java", "class A { String a = \"BEG" + "IN IMMEDIATE\"; }"))
                .isEmpty();
    }

    @Test
    void filesOfOthersAreNotChecked() throws IOException {
        assertThat(violations("a/uplot/page.md", BANNED)).isEmpty();
    }

    @Test
    void aSecondClassOfTheSameNameWouldBeFound() {
        assertThat(SimpleNames.shared(List.of(
                        Path.of("a/Block.java"),
                        Path.of("b/Block.java"),
                        Path.of("b/Other.java"),
                        Path.of("a/package-info.java"),
                        Path.of("b/package-info.java"))))
                .containsExactly("Block: a/Block.java, b/Block.java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "description = {\"Shows what the metrics of a device\", \"are worth.\"}",
                "description = \"shows a list.\"",
                "description = \"Shows everything there is\"",
                "description = \"A list.\"",
                "description = {}",
                "hidden = true",
            })
    void anIncompleteSummaryWouldBeFound(String description) throws IOException {
        Path source = source("A.java", "@Command(name = \"a\", " + description + ") class A {}");
        assertThat(HelpSummaries.incomplete(List.of(source))).hasSize(1);
    }

    @Test
    void aCompleteSentenceIsAcceptedHoweverItIsConcatenated() throws IOException {
        Path source = source("A.java", """
                @Command(name = "a", description = {"Shows the device's " + "state.", "With", "more"})
                class A {
                    @CommandLine.Command(name = "b", description = "Shows one service.") void b() {}
                    @Option(names = "--json", description = "as JSON") boolean json;
                }
                """);
        assertThat(HelpSummaries.incomplete(List.of(source))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void f() { try { g(); } catch (IOException problem) { log(\"cannot read: \" + problem); } }",
                "void f() { try { g(); } catch (IOException problem) { log(problem.toString()); } }",
                "void f() { try { g(); } catch (IOException problem) { log(String.valueOf(problem)); } }",
                "void f() { try { g(); } catch (IOException problem) { throw new IOException(\"no: \" + problem); } }",
                "void f(Throwable problem) { log(problem + \"!\"); }",
                "void f(Throwable problem) { log(\"because of \" + problem.getCause()); }",
                "void f(Object it) { log(\"a \" + it.getClass().getSimpleName()); }",
                "Object f = of(x).map(Throwable::toString);",
            })
    void aMessageWithAClassNameWouldBeFound(String body) throws IOException {
        Path source = source("A.java", "class A { " + body + " }");
        assertThat(ExceptionTexts.classNamesInMessages(List.of(source))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void f() { try { g(); } catch (IOException problem) { log(\"cannot read: \" + problem.getMessage()); } }",
                "void f() { try { g(); } catch (IOException problem) { log(\"cannot read\", problem); } }",
                "void f(Exception problem) { throw new IllegalStateException(\"a bug: \" + problem); }",
                "void f(String problem) { log(\"cannot read: \" + problem); }",
            })
    void aMessageWithoutAClassNameIsLeftAlone(String body) throws IOException {
        Path source = source("A.java", "class A { " + body + " }");
        assertThat(ExceptionTexts.classNamesInMessages(List.of(source))).isEmpty();
    }

    private List<Violation> violations(String name, String text) throws IOException {
        return new Language(Language.bannedWords()).violations(List.of(source(name, text)));
    }

    private Path source(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<Path> javaFiles() {
        return Stream.concat(ProjectFiles.mainSources().stream(), ProjectFiles.testSources().stream())
                .toList();
    }
}
