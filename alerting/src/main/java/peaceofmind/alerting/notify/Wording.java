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
import peaceofmind.alerting.Notice;
import peaceofmind.contract.alert.Expression;
import peaceofmind.contract.alert.Severity;

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
                new Page(notice, chart.length > 0).html(),
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
            case FLAPPING -> sign(notice) + " " + device + ": comes and goes: " + what(notice);
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
        String first = opening(notice);
        out.append(first).append(first.isEmpty() ? "" : "\n\n");
        notice.alerts().forEach(alert -> out.append(describe(alert)).append('\n'));
        List<String> noted = noted(notice);
        if (!noted.isEmpty()) {
            out.append("What the watchdog noted last:\n");
            noted.forEach(line -> out.append("  ").append(line).append('\n'));
        }
        if (!link.isEmpty()) {
            out.append("\nSee it: ").append(link).append('\n');
        }
        return out.toString();
    }

    private String opening(Notice notice) {
        return switch (notice.kind()) {
            case TEST -> "This is a test: messages of " + device + " arrive.";
            case DAILY -> notice.alerts().isEmpty() ? "All is well." : "These alerts fire:";
            case FLAPPING ->
                "This fires and ends again and again. You will be told when it has been calm for a while, and nothing in"
                        + " between.";
            case FIRING, REPEAT, RESOLVED -> "";
        };
    }

    /** Newest last; of no use once it is over. */
    private List<String> noted(Notice notice) {
        List<String> all = notice.kind() == Notice.Kind.RESOLVED ? List.of() : evidence.lines();
        return all.subList(Math.max(0, all.size() - MAX_EVIDENCE), all.size());
    }

    private static String where(Alert alert) {
        return alert.labels().entrySet().stream()
                .map(label -> label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", "));
    }

    private String describe(Alert alert) {
        StringBuilder out = new StringBuilder(alert.rule().summary()).append(".\n");
        if (!alert.labels().isEmpty()) {
            out.append("  where: ").append(where(alert)).append('\n');
        }
        Reading.of(alert)
                .ifPresent(value -> out.append("  value: ").append(value).append('\n'));
        out.append("  since: ").append(time(alert.since(), zone)).append('\n');
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
        return out.append("  fires when: ")
                .append(alert.rule().expression())
                .append('\n')
                .toString();
    }

    private byte[] chart(Alert alert) {
        List<Double> values = recent.apply(alert);
        if (values.size() < 2 || Reading.isYesOrNo(alert.rule())) {
            return new byte[0];
        }
        double limit =
                alert.rule().expression() instanceof Expression.Threshold threshold ? threshold.limit() : Double.NaN;
        return LineChart.png(values, limit, alert.rule().severity() == Severity.CRITICAL);
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

    static String length(Duration length) {
        long minutes = length.toMinutes();
        if (minutes < 1) {
            return length.toSeconds() + " s";
        } else if (minutes < 120) {
            return minutes + " min";
        }
        return length.toHours() < 48 ? length.toHours() + " h" : length.toDays() + " days";
    }

    /** The notice as sections of a mail. */
    private final class Page {

        private final Notice notice;
        private final boolean chart;

        Page(Notice notice, boolean chart) {
            this.notice = notice;
            this.chart = chart;
        }

        String html() {
            List<HtmlBody.Section> sections = new ArrayList<>();
            String first = opening(notice);
            if (!first.isEmpty()) {
                sections.add(new HtmlBody.Text("", first));
            }
            for (Alert alert : notice.alerts()) {
                add(alert, sections);
            }
            List<String> noted = noted(notice);
            if (!noted.isEmpty()) {
                sections.add(new HtmlBody.Lines("What the watchdog noted last", noted));
            }
            return new HtmlBody(colour(), heading(), device, sections, link).html();
        }

        private void add(Alert alert, List<HtmlBody.Section> sections) {
            boolean first = alert.equals(notice.alerts().getFirst());
            List<List<String>> rows = new ArrayList<>();
            if (!alert.labels().isEmpty()) {
                rows.add(List.of("Where", where(alert)));
            }
            Reading.of(alert)
                    .ifPresent(value -> rows.add(List.of(
                            "Measured",
                            value
                                    + Reading.limit(alert.rule())
                                            .map(limit -> " (limit " + limit + ")")
                                            .orElse(""))));
            rows.add(List.of("Since", time(alert.since(), zone)));
            alert.resolvedAt()
                    .ifPresent(end -> rows.add(List.of(
                            "Over", time(end, zone) + ", after " + length(Duration.between(alert.since(), end)))));
            sections.add(new HtmlBody.Facts(
                    first && notice.alerts().size() == 1 ? "" : alert.rule().summary(), rows));
            if (first && chart) {
                sections.add(new HtmlBody.Chart(caption(alert)));
            }
            if (alert.resolvedAt().isEmpty()) {
                sections.add(new HtmlBody.WhatToDo(alert.rule().whatToDo(), "RECOVERY.md, " + chapter(alert)));
            }
        }

        private static String chapter(Alert alert) {
            return alert.rule()
                    .runbook()
                    .replaceFirst("^level-(\\d)-", "level $1: ")
                    .replace('-', ' ');
        }

        private String caption(Alert alert) {
            DoubleSummaryStatistics range = recent.apply(alert).stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(Double::isFinite)
                    .summaryStatistics();
            return "The last hour: " + Reading.words(alert.rule(), range.getMin()) + " to "
                    + Reading.words(alert.rule(), range.getMax())
                    + Reading.limit(alert.rule())
                            .map(limit -> "; dashed: the limit, " + limit)
                            .orElse("");
        }

        private String heading() {
            return switch (notice.kind()) {
                case TEST -> "A test: messages arrive";
                case DAILY -> notice.alerts().isEmpty() ? "All is well" : "What is wrong today";
                case RESOLVED -> "Over: " + what(notice);
                case REPEAT -> "Still: " + what(notice);
                case FLAPPING -> "Comes and goes: " + what(notice);
                case FIRING -> what(notice);
            };
        }

        private HtmlBody.Colour colour() {
            if (notice.kind() == Notice.Kind.RESOLVED || notice.alerts().isEmpty()) {
                return notice.kind() == Notice.Kind.TEST ? HtmlBody.Colour.INFO : HtmlBody.Colour.GOOD;
            }
            return switch (notice.severity()) {
                case CRITICAL -> HtmlBody.Colour.CRITICAL;
                case WARNING -> HtmlBody.Colour.WARNING;
                case INFO -> HtmlBody.Colour.INFO;
            };
        }
    }
}
