// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The dependency rules for a root package: the product's, or that of the fixtures that prove that each rule can fail. */
final class ArchitectureRules {

    private static final String PROCESSES =
            "processes communicate only through files and sockets: one can fail without taking the others down";
    private static final String FEATURES = "features are independent: only the agent knows all of them";

    private final String root;
    private final Map<String, Set<String>> arrows = new TreeMap<>();

    ArchitectureRules(String root) {
        this.root = root;
    }

    /** Package → the packages that it may use besides itself, as the rules have it. */
    Map<String, Set<String>> arrows() {
        all();
        return arrows;
    }

    List<ArchRule> all() {
        return List.of(
                        mayUse("heartbeat")
                                .because("any JVM program can embed the heartbeat: it depends on nothing of ours"),
                        mayUse("foundation", "heartbeat", "linux")
                                .because("every process is built on the foundation, which depends on none of them"),
                        mayUse("linux", "heartbeat", "foundation")
                                .because("system calls are mechanism, and decide nothing"),
                        mayUse("contract", "heartbeat", "foundation")
                                .because("what processes agree on depends on no process and on no operating system"),
                        mayUse("metrics", "heartbeat", "foundation", "linux")
                                .because("every feature of the agent is built on it"),
                        mayUse("recorder", "heartbeat", "foundation", "linux").because(PROCESSES),
                        mayUse("watchdog", "heartbeat", "foundation", "linux", "contract")
                                .because(PROCESSES),
                        feature("exporter").because(FEATURES),
                        feature("shipping").because(FEATURES),
                        feature("alerting").because(FEATURES),
                        feature("dashboard").because(FEATURES),
                        mayUse(
                                        "agent",
                                        "heartbeat",
                                        "foundation",
                                        "linux",
                                        "contract",
                                        "metrics",
                                        "exporter",
                                        "shipping",
                                        "alerting",
                                        "dashboard")
                                .because(PROCESSES),
                        contractIsPureBesideItsClients(),
                        commandsKnowOnlyConfigurations(),
                        policyTouchesNoFilesOrNetwork(),
                        policyReadsNoClock(),
                        foreignCallsOnlyInLinux(),
                        processesAreStartedOnlyWhereNamed(),
                        onlyMainsExit(),
                        onlyCommandsPrint(),
                        noClasses()
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("java.util.logging..")
                                .because("there is one log: foundation.log"),
                        onlyTheClockSleeps(),
                        everyPackageIsNullMarked(),
                        SlicesRuleDefinition.slices()
                                .matching(root + ".(**)")
                                .should()
                                .beFreeOfCycles()
                                .because("packages that need each other are one package"))
                .stream()
                .map(rule -> rule.allowEmptyShould(true))
                .toList();
    }

    /** Of the project's packages, {@code from} uses only itself and {@code allowed}. */
    private ArchRule mayUse(String from, String... allowed) {
        arrows.put(from, new TreeSet<>(List.of(allowed)));
        String[] all = Stream.concat(Stream.of(from), Stream.of(allowed)).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(in(from))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + "..").and(DescribedPredicate.not(resideInAnyPackage(in(all)))));
    }

    private ArchRule feature(String name) {
        return mayUse(name, "heartbeat", "foundation", "linux", "contract", "metrics");
    }

    private ArchRule commandsKnowOnlyConfigurations() {
        String[] onlyConfigurations = {
            "recorder", "watchdog", "agent", "metrics", "exporter", "shipping", "alerting", "dashboard"
        };
        Set<String> wholly = new TreeSet<>(arrows.keySet());
        List.of(onlyConfigurations).forEach(wholly::remove);
        arrows.put("cli", wholly);
        DescribedPredicate<JavaClass> inside = resideInAnyPackage(in(onlyConfigurations))
                // It only runs while the recorder does not, so there is no process to talk to.
                .and(DescribedPredicate.not(resideInAnyPackage(in("recorder.takeover"))));
        return noClasses()
                .that()
                .resideInAPackage(in("cli"))
                .should()
                .dependOnClassesThat(inside.and(DescribedPredicate.describe(
                        "are not configuration", type -> !type.getName().matches(".*(Config|Settings)(\\$.*)?"))))
                .because("commands talk to the running processes; they share only the configuration classes with them");
    }

    private ArchRule contractIsPureBesideItsClients() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("contract.event", "contract.incident", "contract.health"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        in("foundation.control"),
                        in("foundation.time"))
                .because("what is agreed on is decided by values: each face gets the same answer from the same facts");
    }

    private ArchRule policyTouchesNoFilesOrNetwork() {
        return noClasses()
                .that()
                .resideInAPackage(in("watchdog.policy"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .because("decisions are pure functions: a simulation runs a year of them in seconds");
    }

    private ArchRule policyReadsNoClock() {
        return noClasses()
                .that()
                .resideInAPackage(in("watchdog.policy"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.lang\\.Thread|java\\.time\\.Clock|.*\\.foundation\\.time\\.Clock|java\\.util\\.Timer")
                .orShould()
                .callMethodWhere(calls("java.lang.System", "nanoTime", "currentTimeMillis", "getenv"))
                .orShould()
                .callMethodWhere(calls("java.time.Instant", "now"))
                .because("time is an input of the policy: only then can a simulation advance it");
    }

    private ArchRule foreignCallsOnlyInLinux() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in("linux"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("a wrong native call crashes the process: all of them are in one place");
    }

    private ArchRule processesAreStartedOnlyWhereNamed() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("linux", "recorder.capture", "watchdog.act", "cli.demo", "acceptance"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.ProcessBuilder")
                .orShould()
                .callMethodWhere(calls("java.lang.Runtime", "exec"))
                .because("every child process needs limits: linux.Subprocess sets them");
    }

    private ArchRule onlyMainsExit() {
        return noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .and()
                .doNotHaveSimpleName("Peace")
                .and()
                .resideOutsideOfPackage(in("acceptance"))
                .should()
                .callMethodWhere(calls("java.lang.System", "exit"))
                .orShould()
                .callMethodWhere(calls("java.lang.Runtime", "halt", "exit"))
                .because("only the outermost method may end the process");
    }

    private ArchRule onlyCommandsPrint() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("cli", "acceptance"))
                .should()
                .accessField(System.class, "out")
                .because("a service writes to its log");
    }

    private ArchRule onlyTheClockSleeps() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("foundation.time", "foundation.control", "acceptance"))
                .should()
                .callMethodWhere(calls("java.lang.Thread", "sleep"))
                .because("code that waits uses foundation.time.Clock, so tests need not wait");
    }

    private ArchRule everyPackageIsNullMarked() {
        return classes()
                .should(new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(
                                    SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                        }
                    }
                })
                .because("null checks work only in marked packages");
    }

    private static DescribedPredicate<JavaCall<?>> calls(String owner, String... methods) {
        Set<String> names = Set.of(methods);
        return DescribedPredicate.describe(
                owner + "." + String.join("/", methods),
                call -> call.getTargetOwner().getName().equals(owner) && names.contains(call.getName()));
    }

    private String in(String name) {
        return root + "." + name + "..";
    }

    private String[] in(String... names) {
        return Arrays.stream(names).map(this::in).toArray(String[]::new);
    }
}
