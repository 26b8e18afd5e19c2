// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Expression;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.time.LocalTimestamp;

/**
 * Renders notifications. The subject alone, on a lock screen, says which device, what, and whether it is resolved.
 *
 * @param device name of the device
 * @param link address of the dashboard; empty when there is none
 * @param events the watchdog's recent events
 * @param recentValues the values of an alert's series in the last hour
 */
record MessageTemplate(
        String device, String link, EventSource events, Function<Alert, List<Double>> recentValues, ZoneId zone) {

    private static final int MAX_EVENTS = 8;
    private static final Set<String> EVENTS_WHEN_RESOLVED = Set.of("NetworkDown");

    /** Recent events, one line each, newest last. */
    interface EventSource {
        List<String> lines();
    }

    Message render(Notification notification) {
        String text = text(notification);
        byte[] chart = notification.alerts().isEmpty()
                ? new byte[0]
                : chart(notification.alerts().getFirst());
        return new Message(
                notification.id(),
                notification.threadId(),
                notification.kind(),
                notification.severity(),
                notification.at(),
                subject(notification),
                text,
                new Page(notification, chart.length > 0).html(),
                Base64.getEncoder().encodeToString(chart));
    }

    private String subject(Notification notification) {
        return switch (notification.kind()) {
            case TEST -> "🔔 " + device + ": test message";
            case DAILY ->
                notification.alerts().isEmpty()
                        ? "✅ " + device + ": all is well"
                        : "🟠 " + device + ": " + notification.alerts().size() + " alert(s) firing";
            case REPORT -> "📊 " + device + ": monthly report";
            case REPLY -> device + ": reply";
            case RESOLVED -> "✅ " + device + ": resolved: " + summary(notification);
            case FIRING -> icon(notification) + " " + device + ": " + summary(notification);
            case REPEAT -> icon(notification) + " " + device + ": still firing: " + summary(notification);
            case FLAPPING -> icon(notification) + " " + device + ": flapping: " + summary(notification);
        };
    }

    private static String icon(Notification notification) {
        return switch (notification.severity()) {
            case CRITICAL -> "🔴";
            case WARNING -> "🟠";
            case INFO -> "🔵";
        };
    }

    private static String summary(Notification notification) {
        String first = notification.alerts().getFirst().rule().summary();
        int more = notification.alerts().size() - 1;
        return more == 0 ? first : first + " and " + more + " more";
    }

    private String text(Notification notification) {
        StringBuilder out = new StringBuilder();
        String first = introduction(notification);
        out.append(first).append(first.isEmpty() ? "" : "\n\n");
        notification.alerts().forEach(alert -> out.append(describe(alert)).append('\n'));
        List<String> eventLines = eventsFor(notification);
        if (!eventLines.isEmpty()) {
            out.append("The watchdog's last events:\n");
            eventLines.forEach(line -> out.append("  ").append(line).append('\n'));
        }
        if (!link.isEmpty()) {
            out.append("\nDashboard: ").append(link).append('\n');
        }
        return out.toString();
    }

    private String introduction(Notification notification) {
        return switch (notification.kind()) {
            case TEST -> "This is a test: notifications from " + device + " reach you.";
            case DAILY -> notification.alerts().isEmpty() ? "All is well." : "These alerts are firing:";
            case FLAPPING ->
                "This alert fires and resolves repeatedly. The next message about it follows when it has been stable for a"
                        + " while.";
            case FIRING, REPEAT, RESOLVED, REPORT, REPLY -> "";
        };
    }

    /**
     * Newest last; none for resolved alerts, where they would only distract: but for the network, whose repairs come after the first
     * message was written, and arrive with it.
     */
    private List<String> eventsFor(Notification notification) {
        boolean isResolved = notification.kind() == Notification.Kind.RESOLVED;
        boolean isRepaired = notification.alerts().stream()
                .anyMatch(alert -> EVENTS_WHEN_RESOLVED.contains(alert.rule().name()));
        List<String> all = isResolved && !isRepaired ? List.of() : events.lines();
        return all.subList(Math.max(0, all.size() - MAX_EVENTS), all.size());
    }

    private static String labelText(Alert alert) {
        return alert.labels().entrySet().stream()
                .map(label -> label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", "));
    }

    private String describe(Alert alert) {
        StringBuilder out = new StringBuilder(alert.rule().summary()).append(".\n");
        if (!alert.labels().isEmpty()) {
            out.append("  where: ").append(labelText(alert)).append('\n');
        }
        ReadableValue.of(alert)
                .ifPresent(value -> out.append("  value: ").append(value).append('\n'));
        out.append("  since: ")
                .append(LocalTimestamp.format(alert.since(), zone))
                .append('\n');
        alert.resolvedAt()
                .ifPresentOrElse(
                        resolvedAt -> out.append("  resolved: ")
                                .append(LocalTimestamp.format(resolvedAt, zone))
                                .append(", after ")
                                .append(formatDuration(Duration.between(alert.since(), resolvedAt)))
                                .append('\n'),
                        () -> out.append("  what to do: ")
                                .append(alert.rule().whatToDo())
                                .append(" (RECOVERY.md#")
                                .append(alert.rule().runbook())
                                .append(")\n"));
        return out.append("  fires when: ")
                .append(alert.rule().expression())
                .append('\n')
                .toString();
    }

    private byte[] chart(Alert alert) {
        List<Double> values = recentValues.apply(alert);
        if (values.size() < 2 || ReadableValue.isBoolean(alert.rule())) {
            return new byte[0];
        }
        double limit =
                alert.rule().expression() instanceof Expression.Threshold threshold ? threshold.limit() : Double.NaN;
        return LineChart.png(values, limit, alert.rule().severity() == Severity.CRITICAL);
    }

    static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String formatDuration(Duration duration) {
        long minutes = duration.toMinutes();
        if (minutes < 1) {
            return duration.toSeconds() + " s";
        } else if (minutes < 120) {
            return minutes + " min";
        }
        return duration.toHours() < 48 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    /** The notification as sections of a mail. */
    private final class Page {

        private final Notification notification;
        private final boolean chart;

        Page(Notification notification, boolean chart) {
            this.notification = notification;
            this.chart = chart;
        }

        String html() {
            List<HtmlBody.Section> sections = new ArrayList<>();
            String first = introduction(notification);
            if (!first.isEmpty()) {
                sections.add(new HtmlBody.Text("", first));
            }
            for (Alert alert : notification.alerts()) {
                add(alert, sections);
            }
            List<String> eventLines = eventsFor(notification);
            if (!eventLines.isEmpty()) {
                sections.add(new HtmlBody.Lines("The watchdog's last events", eventLines));
            }
            return new HtmlBody(colour(), heading(), device, sections, link).html();
        }

        private void add(Alert alert, List<HtmlBody.Section> sections) {
            boolean first = alert.equals(notification.alerts().getFirst());
            List<List<String>> rows = new ArrayList<>();
            if (!alert.labels().isEmpty()) {
                rows.add(List.of("Where", labelText(alert)));
            }
            ReadableValue.of(alert)
                    .ifPresent(value -> rows.add(List.of(
                            "Measured",
                            value
                                    + ReadableValue.limit(alert.rule())
                                            .map(limit -> " (limit " + limit + ")")
                                            .orElse(""))));
            rows.add(List.of("Since", LocalTimestamp.format(alert.since(), zone)));
            alert.resolvedAt()
                    .ifPresent(resolvedAt -> rows.add(List.of(
                            "Resolved",
                            LocalTimestamp.format(resolvedAt, zone) + ", after "
                                    + formatDuration(Duration.between(alert.since(), resolvedAt)))));
            sections.add(new HtmlBody.Facts(
                    first && notification.alerts().size() == 1
                            ? ""
                            : alert.rule().summary(),
                    rows));
            if (first && chart) {
                sections.add(new HtmlBody.Chart(caption(alert)));
            }
            if (alert.resolvedAt().isEmpty()) {
                sections.add(new HtmlBody.WhatToDo(alert.rule().whatToDo(), "RECOVERY.md, " + runbookTitle(alert)));
            }
        }

        private static String runbookTitle(Alert alert) {
            return alert.rule()
                    .runbook()
                    .replaceFirst("^level-(\\d)-", "level $1: ")
                    .replace('-', ' ');
        }

        private String caption(Alert alert) {
            DoubleSummaryStatistics range = recentValues.apply(alert).stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(Double::isFinite)
                    .summaryStatistics();
            return "The last hour: " + ReadableValue.format(alert.rule(), range.getMin()) + " to "
                    + ReadableValue.format(alert.rule(), range.getMax())
                    + ReadableValue.limit(alert.rule())
                            .map(limit -> "; dashed: the limit, " + limit)
                            .orElse("");
        }

        private String heading() {
            return switch (notification.kind()) {
                case TEST -> "Test: notifications reach you";
                case DAILY -> notification.alerts().isEmpty() ? "All is well" : "Firing alerts";
                case REPORT -> "Monthly report";
                case REPLY -> "Reply";
                case RESOLVED -> "Resolved: " + summary(notification);
                case REPEAT -> "Still firing: " + summary(notification);
                case FLAPPING -> "Flapping: " + summary(notification);
                case FIRING -> summary(notification);
            };
        }

        private HtmlBody.Colour colour() {
            if (notification.kind() == Notification.Kind.RESOLVED
                    || notification.alerts().isEmpty()) {
                return notification.kind() == Notification.Kind.TEST ? HtmlBody.Colour.INFO : HtmlBody.Colour.GOOD;
            }
            return switch (notification.severity()) {
                case CRITICAL -> HtmlBody.Colour.CRITICAL;
                case WARNING -> HtmlBody.Colour.WARNING;
                case INFO -> HtmlBody.Colour.INFO;
            };
        }
    }
}
