// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Expression;
import peaceofmind.contract.alert.NoData;
import peaceofmind.contract.alert.Selector;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/** Reads {@code alerts.target_rules}: the owner's rules about scraped targets, each of which names the job that it is about. */
final class TargetRules {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]{0,59}");
    private static final String RUNBOOK = "level-2-find-the-reason";

    private TargetRules() {}

    /** The valid rules; problems are added to the document. */
    static List<AlertRule> read(ConfigDocument document, ConfigSection alerts) {
        Set<String> jobs = new HashSet<>();
        for (ConfigSection target : document.section("scrape").sections("targets")) {
            jobs.add(target.text("job", "Value of the label job: the kind of program.", "scrape"));
        }
        Set<String> names = new HashSet<>();
        List<AlertRule> rules = new ArrayList<>();
        for (ConfigSection section : alerts.sections("target_rules")) {
            read(section, jobs, names).ifPresent(rules::add);
        }
        return rules;
    }

    private static Optional<AlertRule> read(ConfigSection section, Set<String> jobs, Set<String> names) {
        String name = section.text("name", "Name of the alert in CamelCase, such as StreamMissing.", "");
        if (!NAME.matcher(name).matches()) {
            section.addProblem("name", "\"" + name + "\" is not a name in CamelCase, such as StreamMissing");
        } else if (AlertCatalogue.rule(name).isPresent()) {
            section.addProblem("name", "\"" + name + "\" is one of the device's own alerts: choose another name");
        } else if (!names.add(name)) {
            section.addProblem("name", "\"" + name + "\" is used twice");
        }
        String text = section.text(
                "expr", "Condition, such as paths{job=\"mediamtx\"} == 0; each series names the job of a target.", "");
        Duration pendingPeriod = section.duration(
                "for",
                "How long the condition must be true before it fires.",
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofDays(30));
        Severity severity = section.choice(
                "severity", "info, warning or critical.", "warning", Severity::parse, "info, warning or critical");
        String summary = section.text("summary", "What is wrong, for the owner; the name if empty.", "");
        String whatToDo = section.text("what_to_do", "One sentence.", "Check the program.");
        return expression(section, text, jobs)
                .map(expression -> new AlertRule(
                        name,
                        expression,
                        pendingPeriod,
                        Duration.ZERO,
                        severity,
                        summary.isEmpty() ? name : summary,
                        whatToDo,
                        RUNBOOK,
                        NoData.OK,
                        List.of(),
                        AlertRule.Scope.BOTH,
                        true));
    }

    private static Optional<Expression> expression(ConfigSection section, String text, Set<String> jobs) {
        try {
            Expression expression = Expression.parse(text);
            for (Selector selector : expression.selectors()) {
                Optional<String> job = selector.job();
                if (job.isEmpty()) {
                    section.addProblem(
                            "expr", "\"" + selector + "\" does not name the job of a target: add {job=\"…\"}");
                } else if (!jobs.contains(job.get())) {
                    section.addProblem("expr", "no target in scrape.targets has the job \"" + job.get() + "\"");
                }
            }
            return Optional.of(expression);
        } catch (IllegalArgumentException malformed) {
            section.addProblem("expr", String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }
}
