// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import peaceofmind.contract.event.ServicePhrase;

/**
 * An alert rule: when it fires, how severe it is, and what to do.
 *
 * @param name in CamelCase, unique
 * @param pendingPeriod how long the condition must hold before it fires
 * @param keepFiringFor how long it keeps firing after the condition last held: a value that fluctuates around its limit is notified once
 * @param summary what is wrong, for the owner, without a full stop; {@link LimitPlaceholder#PLACEHOLDER} is replaced by the limit,
 *     {@code the {service}} by the watched program's name
 * @param whatToDo one sentence
 * @param runbook anchor in {@code RECOVERY.md}
 * @param inhibits names of alerts that are suppressed while this one fires: they are consequences of it
 * @param scope where it can be evaluated
 * @param notifiedDuringHold whether it fires during a hold or a drill
 */
public record AlertRule(
        String name,
        Expression expression,
        Duration pendingPeriod,
        Duration keepFiringFor,
        Severity severity,
        String summary,
        String whatToDo,
        String runbook,
        NoData noData,
        List<String> inhibits,
        Scope scope,
        boolean notifiedDuringHold) {

    private static final String SERVICE_PLACEHOLDER = "{service}";

    /** Where a rule can be evaluated. */
    public enum Scope {
        BOTH,
        /** Only on a server, which notices when a device stops reporting. */
        SERVER
    }

    public AlertRule {
        inhibits = List.copyOf(inhibits);
    }

    /** A rule that fires during holds too, inhibits nothing, and does not fire on missing series. */
    static AlertRule of(String name, Severity severity, String expression, Duration pendingPeriod) {
        return of(name, severity, Expression.parse(expression), pendingPeriod);
    }

    static AlertRule of(String name, Severity severity, Expression expression, Duration pendingPeriod) {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                Duration.ZERO,
                severity,
                "",
                "",
                "",
                NoData.OK,
                List.of(),
                Scope.BOTH,
                true);
    }

    AlertRule describedAs(String newSummary, String newWhatToDo, String newRunbook) {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                keepFiringFor,
                severity,
                newSummary,
                newWhatToDo,
                newRunbook,
                noData,
                inhibits,
                scope,
                notifiedDuringHold);
    }

    AlertRule withKeepFiringFor(Duration duration) {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                duration,
                severity,
                summary,
                whatToDo,
                runbook,
                noData,
                inhibits,
                scope,
                notifiedDuringHold);
    }

    AlertRule onNoData(NoData policy) {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                keepFiringFor,
                severity,
                summary,
                whatToDo,
                runbook,
                policy,
                inhibits,
                scope,
                notifiedDuringHold);
    }

    AlertRule inhibiting(String... names) {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                keepFiringFor,
                severity,
                summary,
                whatToDo,
                runbook,
                noData,
                List.of(names),
                scope,
                notifiedDuringHold);
    }

    AlertRule serverOnly() {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                keepFiringFor,
                severity,
                summary,
                whatToDo,
                runbook,
                noData,
                inhibits,
                Scope.SERVER,
                notifiedDuringHold);
    }

    AlertRule mutedDuringHold() {
        return new AlertRule(
                name,
                expression,
                pendingPeriod,
                keepFiringFor,
                severity,
                summary,
                whatToDo,
                runbook,
                noData,
                inhibits,
                scope,
                false);
    }

    /** A copy with the condition and pending period of a configuration. */
    public AlertRule with(Expression newExpression, Duration newPendingPeriod) {
        return new AlertRule(
                name,
                newExpression,
                newPendingPeriod,
                keepFiringFor,
                severity,
                summary,
                whatToDo,
                runbook,
                noData,
                inhibits,
                scope,
                notifiedDuringHold);
    }

    /** A copy that names the watched program. */
    public AlertRule about(String service) {
        String named = summary.replace("The " + SERVICE_PLACEHOLDER, ServicePhrase.first(service))
                .replace("the " + SERVICE_PLACEHOLDER, ServicePhrase.within(service));
        return describedAs(named, whatToDo, runbook);
    }

    /** Without {@link #about}, as on a server that sees many devices, the program is called the recorder. */
    @Override
    public String summary() {
        return LimitPlaceholder.fill(summary, expression).replace(SERVICE_PLACEHOLDER, "recorder");
    }

    /** The name in configurations: {@code service_down} for {@code ServiceDown}. */
    public String key() {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
