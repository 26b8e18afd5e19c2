// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Expression;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.foundation.config.StorageLimits;

/**
 * The keys of the section {@code alerts} that concern the rules.
 *
 * @param rules the enabled rules of the catalogue, with the configured limits, and the configured rules about scraped targets
 * @param groupWait how long a new alert waits for others to join its notification
 * @param repeatInterval how often the notification of an alert that keeps firing is repeated
 * @param flapThreshold number of firings within an hour that makes an alert count as flapping
 * @param stableAfter time without a change after which it no longer counts as flapping
 */
public record AlertsConfig(
        List<AlertRule> rules, Duration groupWait, Duration repeatInterval, int flapThreshold, Duration stableAfter) {

    /** Name of the section. */
    public static final String SECTION = "alerts";

    public AlertsConfig {
        rules = List.copyOf(rules);
    }

    /** Reads the section; problems are added to the document. */
    public static AlertsConfig read(ConfigDocument document) {
        ConfigSection alerts = document.section(SECTION);
        ConfigSection overrides = alerts.section("rules");
        String watched = ConfiguredService.first(document).name();
        List<AlertRule> rules = new ArrayList<>();
        for (AlertRule rule : AlertCatalogue.rules()) {
            readRule(overrides.section(rule.key()), rule, StorageLimits.of(document))
                    .map(enabled -> enabled.about(watched))
                    .ifPresent(rules::add);
        }
        rules.addAll(TargetRules.read(document, alerts));
        return new AlertsConfig(
                rules,
                alerts.duration(
                        "group_wait",
                        "How long a new alert waits for others to join its notification.",
                        Duration.ofSeconds(15),
                        Duration.ZERO,
                        Duration.ofMinutes(10)),
                alerts.duration(
                        "repeat",
                        "How often the notification of an alert that keeps firing is repeated.",
                        Duration.ofHours(6),
                        Duration.ofMinutes(5),
                        Duration.ofDays(30)),
                alerts.integer(
                        "flaps_after",
                        "An alert that fires this many times within an hour is flapping: one notification, then none until it is stable.",
                        3,
                        2,
                        1000),
                alerts.duration(
                        "calm_after",
                        "A flapping alert is stable after this time without a change.",
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(1),
                        Duration.ofDays(1)));
    }

    NotificationPlanner.Timing timing() {
        return new NotificationPlanner.Timing(groupWait, repeatInterval, flapThreshold, stableAfter);
    }

    private static Optional<AlertRule> readRule(ConfigSection section, AlertRule rule, StorageLimits storage) {
        boolean enabled = section.bool("on", "Whether " + rule.name() + " is evaluated.", true);
        Duration holdsFor = section.duration(
                "for",
                "How long the condition must be true before it fires.",
                rule.pendingPeriod(),
                Duration.ZERO,
                Duration.ofDays(30));
        Expression expression = rule.expression();
        if (expression instanceof Expression.ValueCondition measured) {
            String defaultLimit = Expression.formatNumber(limit(rule, measured, storage));
            double limit = section.choice(
                    "limit", "Fires when " + rule.expression() + ".", defaultLimit, AlertsConfig::number, "a number");
            expression = measured.withLimit(limit);
        }
        return enabled ? Optional.of(rule.with(expression, holdsFor)) : Optional.empty();
    }

    /** The recorder's own limits are those of the alerts about them, unless the alert has another. */
    private static double limit(AlertRule rule, Expression.ValueCondition measured, StorageLimits storage) {
        return switch (rule.name()) {
            case "DiskSpaceLow" -> storage.refuseBelowBytes();
            case "DiskSpaceShrinking" -> storage.warnBelowBytes();
            default -> measured.limit();
        };
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
        } catch (NumberFormatException invalid) {
            return Optional.empty();
        }
    }
}
