package peaceofmind.contract.alert;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * When something is wrong, how bad that is, and what to do.
 *
 * @param name in CamelCase, unique
 * @param pendingPeriod how long the condition must hold before it fires
 * @param keepFiringFor how long it goes on firing after the condition held last: a value that swings around its limit is told once
 * @param summary what is wrong, in words for the owner, without a full stop; {@link LimitPlaceholder#PLACEHOLDER} stands for the limit
 * @param whatToDo one sentence
 * @param runbook anchor in {@code RECOVERY.md}
 * @param inhibits names of alerts that are not told while this one fires: they follow from it
 * @param scope who can decide it
 * @param notifiedDuringHold whether it is told while somebody holds the watchdog, or a drill runs
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

    /** Who can decide a rule. */
    public enum Scope {
        BOTH,
        /** Only a server that sees devices come and go. */
        SERVER
    }

    public AlertRule {
        inhibits = List.copyOf(inhibits);
    }

    /** A rule that is told also during a hold, silences nothing, and takes a missing series for a good sign. */
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

    /** The same rule with another condition and another patience, as a configuration may say. */
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

    @Override
    public String summary() {
        return LimitPlaceholder.fill(summary, expression);
    }

    /** The name as configurations have it: {@code ServiceDown} is {@code service_down}. */
    public String key() {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
