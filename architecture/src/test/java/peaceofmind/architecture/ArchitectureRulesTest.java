// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureRulesTest {

    private static final String FIXTURES = "peaceofmind.architecture.fixtures";
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("peaceofmind");

    @Test
    void theProductIsImported() {
        assertThat(PRODUCT.stream().map(type -> type.getPackageName()))
                .contains("peaceofmind.heartbeat.json", "peaceofmind.foundation.file", "peaceofmind.linux")
                .noneMatch(name -> name.startsWith("peaceofmind.architecture"));
    }

    @TestFactory
    Stream<DynamicTest> theProductKeepsEveryRule() {
        return new ArchitectureRules("peaceofmind")
                .all().stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(PRODUCT)));
    }

    /** A rule that cannot fail proves nothing: the fixtures break each of them. */
    @TestFactory
    Stream<DynamicTest> everyRuleCanFail() {
        JavaClasses broken = new ClassFileImporter().importPackages(FIXTURES);
        List<ArchRule> rules = new ArchitectureRules(FIXTURES).all();
        return rules.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(broken).hasViolation()).isTrue()));
    }

    /** What is allowed must stay allowed, or the rule would fail for the wrong reason. */
    @Test
    void aCommandMayReadAConfiguration() {
        JavaClasses allowed = new ClassFileImporter()
                .importClasses(
                        peaceofmind.architecture.fixtures.cli.GoodCommand.class,
                        peaceofmind.architecture.fixtures.recorder.FixtureConfig.class);
        ArchRule rule = new ArchitectureRules(FIXTURES)
                .all().stream()
                        .filter(any -> any.getDescription().contains("are not configuration"))
                        .findFirst()
                        .orElseThrow();
        assertThat(rule.evaluate(allowed).hasViolation()).isFalse();
    }
}
