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

/**
 * What the section {@code alerts} of the configuration says about the rules.
 *
 * @param rules those of the catalogue that are on, with the limits that were chosen
 * @param groupWait how long the first news waits for others
 * @param repeatInterval time after which an alert that still fires is told again
 * @param flapThreshold firings within an hour with which an alert counts as one that comes and goes
 * @param stableAfter time without a change after which it does so no more
 */
public record AlertsConfig(
        List<AlertRule> rules, Duration groupWait, Duration repeatInterval, int flapThreshold, Duration stableAfter) {

    /** Name of the section. */
    public static final String SECTION = "alerts";

    public AlertsConfig {
        rules = List.copyOf(rules);
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static AlertsConfig read(ConfigDocument document) {
        ConfigSection alerts = document.section(SECTION);
        ConfigSection overrides = alerts.section("rules");
        List<AlertRule> rules = new ArrayList<>();
        for (AlertRule rule : AlertCatalogue.rules()) {
            readRule(overrides.section(rule.key()), rule).ifPresent(rules::add);
        }
        return new AlertsConfig(
                rules,
                alerts.duration(
                        "group_wait",
                        "How long the first news waits for others, to be told together.",
                        Duration.ofSeconds(15),
                        Duration.ZERO,
                        Duration.ofMinutes(10)),
                alerts.duration(
                        "repeat",
                        "An alert that still fires is told again after this time.",
                        Duration.ofHours(6),
                        Duration.ofMinutes(5),
                        Duration.ofDays(30)),
                alerts.integer(
                        "flaps_after",
                        "An alert that fires so often within an hour is told once, and again when it is calm.",
                        3,
                        2,
                        1000),
                alerts.duration(
                        "calm_after",
                        "What came and went is calm after this time without a change.",
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(1),
                        Duration.ofDays(1)));
    }

    NotificationPlanner.Timing timing() {
        return new NotificationPlanner.Timing(groupWait, repeatInterval, flapThreshold, stableAfter);
    }

    private static Optional<AlertRule> readRule(ConfigSection section, AlertRule rule) {
        boolean enabled = section.bool("on", "Whether " + rule.name() + " is watched.", true);
        Duration holdsFor =
                section.duration("for", "How long it must hold.", rule.pendingPeriod(), Duration.ZERO, Duration.ofDays(30));
        Expression expression = rule.expression();
        if (expression instanceof Expression.ValueCondition measured) {
            String defaultLimit = Expression.formatNumber(measured.limit());
            double limit = section.choice(
                    "limit", "Fires when " + rule.expression() + ".", defaultLimit, AlertsConfig::number, "a number");
            expression = measured.withLimit(limit);
        }
        return enabled ? Optional.of(rule.with(expression, holdsFor)) : Optional.empty();
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
        } catch (NumberFormatException invalid) {
            return Optional.empty();
        }
    }
}
