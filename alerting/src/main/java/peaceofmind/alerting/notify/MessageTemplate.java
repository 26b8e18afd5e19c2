package peaceofmind.alerting.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Expression;
import peaceofmind.contract.alert.Severity;

/**
 * Puts a notice into words. The subject says on a lock screen which device, what, and whether it is over.
 *
 * @param device how it is called
 * @param link to the dashboard; empty when there is none
 * @param events what the watchdog noted lately, a line each
 * @param recentValues the last hour of what an alert looks at
 */
record MessageTemplate(String device, String link, EventSource events, Function<Alert, List<Double>> recentValues, ZoneId zone) {

    private static final int MAX_EVENTS = 8;

    /** What was noted lately, a line each, newest last. */
    interface EventSource {
        List<String> lines();
    }

    Message render(Notification notification) {
        String text = text(notification);
        byte[] chart =
                notification.alerts().isEmpty() ? new byte[0] : chart(notification.alerts().getFirst());
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
            case TEST -> "🔔 " + device + ": a test";
            case DAILY ->
                notification.alerts().isEmpty()
                        ? "✅ " + device + ": all is well"
                        : "🟠 " + device + ": " + notification.alerts().size() + " alert(s) firing";
            case RESOLVED -> "✅ " + device + ": over: " + summary(notification);
            case FIRING -> icon(notification) + " " + device + ": " + summary(notification);
            case REPEAT -> icon(notification) + " " + device + ": still: " + summary(notification);
            case FLAPPING -> icon(notification) + " " + device + ": comes and goes: " + summary(notification);
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
            out.append("What the watchdog noted last:\n");
            eventLines.forEach(line -> out.append("  ").append(line).append('\n'));
        }
        if (!link.isEmpty()) {
            out.append("\nSee it: ").append(link).append('\n');
        }
        return out.toString();
    }

    private String introduction(Notification notification) {
        return switch (notification.kind()) {
            case TEST -> "This is a test: messages of " + device + " arrive.";
            case DAILY -> notification.alerts().isEmpty() ? "All is well." : "These alerts fire:";
            case FLAPPING ->
                "This fires and ends again and again. You will be told when it has been calm for a while, and nothing in"
                        + " between.";
            case FIRING, REPEAT, RESOLVED -> "";
        };
    }

    /** Newest last; of no use once it is over. */
    private List<String> eventsFor(Notification notification) {
        List<String> all = notification.kind() == Notification.Kind.RESOLVED ? List.of() : events.lines();
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
        out.append("  since: ").append(formatTime(alert.since(), zone)).append('\n');
        alert.resolvedAt()
                .ifPresentOrElse(
                        end -> out.append("  over:  ")
                                .append(formatTime(end, zone))
                                .append(", after ")
                                .append(formatDuration(Duration.between(alert.since(), end)))
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

    static String formatTime(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT)
                .format(at.atZone(zone));
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

    /** The notice as sections of a mail. */
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
                sections.add(new HtmlBody.Lines("What the watchdog noted last", eventLines));
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
            rows.add(List.of("Since", formatTime(alert.since(), zone)));
            alert.resolvedAt()
                    .ifPresent(end -> rows.add(List.of(
                            "Over", formatTime(end, zone) + ", after " + formatDuration(Duration.between(alert.since(), end)))));
            sections.add(new HtmlBody.Facts(
                    first && notification.alerts().size() == 1 ? "" : alert.rule().summary(), rows));
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
                case TEST -> "A test: messages arrive";
                case DAILY -> notification.alerts().isEmpty() ? "All is well" : "What is wrong today";
                case RESOLVED -> "Over: " + summary(notification);
                case REPEAT -> "Still: " + summary(notification);
                case FLAPPING -> "Comes and goes: " + summary(notification);
                case FIRING -> summary(notification);
            };
        }

        private HtmlBody.Colour colour() {
            if (notification.kind() == Notification.Kind.RESOLVED || notification.alerts().isEmpty()) {
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
