package peaceofmind.agent.alert.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import peaceofmind.agent.alert.Alert;
import peaceofmind.agent.alert.Notice;
import peaceofmind.foundation.alert.Expression;
import peaceofmind.foundation.alert.Severity;

/**
 * Puts a notice into words. The subject says on a lock screen which device, what, and whether it is over.
 *
 * @param device how it is called
 * @param link to the dashboard; empty when there is none
 * @param evidence what the watchdog noted lately, a line each
 * @param recent the last hour of what an alert looks at
 */
record Wording(String device, String link, Evidence evidence, Function<Alert, List<Double>> recent, ZoneId zone) {

    private static final int MAX_EVIDENCE = 8;

    /** What was noted lately, a line each, newest last. */
    interface Evidence {
        List<String> lines();
    }

    Message message(Notice notice) {
        String text = text(notice);
        byte[] chart =
                notice.alerts().isEmpty() ? new byte[0] : chart(notice.alerts().getFirst());
        return new Message(
                notice.id(),
                notice.thread(),
                notice.kind(),
                notice.severity(),
                notice.at(),
                subject(notice),
                text,
                html(text, chart.length > 0),
                Base64.getEncoder().encodeToString(chart));
    }

    private String subject(Notice notice) {
        return switch (notice.kind()) {
            case TEST -> "🔔 " + device + ": a test";
            case DAILY ->
                notice.alerts().isEmpty()
                        ? "✅ " + device + ": all is well"
                        : "🟠 " + device + ": " + notice.alerts().size() + " alert(s) firing";
            case RESOLVED -> "✅ " + device + ": over: " + what(notice);
            case FIRING -> sign(notice) + " " + device + ": " + what(notice);
            case REPEAT -> sign(notice) + " " + device + ": still: " + what(notice);
        };
    }

    private static String sign(Notice notice) {
        return switch (notice.severity()) {
            case CRITICAL -> "🔴";
            case WARNING -> "🟠";
            case INFO -> "🔵";
        };
    }

    private static String what(Notice notice) {
        String first = notice.alerts().getFirst().rule().summary();
        int more = notice.alerts().size() - 1;
        return more == 0 ? first : first + " and " + more + " more";
    }

    private String text(Notice notice) {
        StringBuilder out = new StringBuilder();
        switch (notice.kind()) {
            case TEST ->
                out.append("This is a test: messages of ").append(device).append(" arrive.\n");
            case DAILY -> out.append(notice.alerts().isEmpty() ? "All is well.\n" : "These alerts fire:\n");
            case FIRING, REPEAT, RESOLVED -> out.append("");
        }
        notice.alerts().forEach(alert -> out.append(describe(alert)).append('\n'));
        List<String> noted = evidence.lines();
        if (!noted.isEmpty() && notice.kind() != Notice.Kind.RESOLVED) {
            out.append("\nWhat the watchdog noted last:\n");
            noted.subList(Math.max(0, noted.size() - MAX_EVIDENCE), noted.size())
                    .forEach(line -> out.append("  ").append(line).append('\n'));
        }
        if (!link.isEmpty()) {
            out.append("\nSee it: ").append(link).append('\n');
        }
        return out.toString();
    }

    private String describe(Alert alert) {
        StringBuilder out = new StringBuilder(alert.rule().summary()).append(".\n");
        if (!alert.labels().isEmpty()) {
            out.append("  where: ")
                    .append(alert.labels().entrySet().stream()
                            .map(label -> label.getKey() + " " + label.getValue())
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        out.append("  value: ")
                .append(alert.value().map(Wording::number).orElse("nothing is told any more"))
                .append("  (fires when ")
                .append(alert.rule().expression())
                .append(")\n  since: ")
                .append(time(alert.since(), zone))
                .append('\n');
        alert.resolvedAt()
                .ifPresentOrElse(
                        end -> out.append("  over:  ")
                                .append(time(end, zone))
                                .append(", after ")
                                .append(length(Duration.between(alert.since(), end)))
                                .append('\n'),
                        () -> out.append("  what to do: ")
                                .append(alert.rule().whatToDo())
                                .append(" (RECOVERY.md#")
                                .append(alert.rule().runbook())
                                .append(")\n"));
        return out.toString();
    }

    private byte[] chart(Alert alert) {
        List<Double> values = recent.apply(alert);
        if (values.size() < 2) {
            return new byte[0];
        }
        double limit =
                alert.rule().expression() instanceof Expression.Threshold threshold ? threshold.limit() : Double.NaN;
        return LineChart.png(values, limit, alert.rule().severity() == Severity.CRITICAL);
    }

    private static String html(String text, boolean chart) {
        String image = chart ? "<p><img src=\"cid:chart\" alt=\"The last hour\" width=\"480\" height=\"160\"></p>" : "";
        return "<html><body><pre style=\"font-family:sans-serif;white-space:pre-wrap\">" + escape(text) + "</pre>"
                + image + "</body></html>";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String time(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT)
                .format(at.atZone(zone));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Expression.number(Math.round(value * 1000) / 1000.0) : Double.toString(value);
    }

    static String length(Duration length) {
        long minutes = length.toMinutes();
        if (minutes < 1) {
            return length.toSeconds() + " s";
        } else if (minutes < 120) {
            return minutes + " min";
        }
        return length.toHours() < 48 ? length.toHours() + " h" : length.toDays() + " days";
    }
}
