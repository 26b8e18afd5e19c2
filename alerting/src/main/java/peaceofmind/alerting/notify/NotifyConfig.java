package peaceofmind.alerting.notify;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * What the section {@code alerts} of the configuration says about who is told.
 *
 * @param minSeverity less severe alerts are only shown
 * @param maxPerHour messages by one channel
 * @param dailyReportAt by the device's local time; empty: no daily word
 * @param link to the dashboard; empty: none
 */
public record NotifyConfig(
        MailConfig mail,
        List<WebhookConfig> webhooks,
        Severity minSeverity,
        int maxPerHour,
        Optional<LocalTime> dailyReportAt,
        String link) {

    public NotifyConfig {
        webhooks = List.copyOf(webhooks);
    }

    /** Reads its keys of the section; mistakes are recorded in the document. */
    public static NotifyConfig read(ConfigDocument document) {
        ConfigSection alerts = document.section("alerts");
        return new NotifyConfig(
                MailConfig.read(alerts.section("mail")),
                alerts.sections("webhooks").stream().map(WebhookConfig::read).toList(),
                alerts.choice(
                        "from_severity",
                        "Less severe alerts are shown, not sent: info, warning, critical.",
                        "warning",
                        Severity::parse,
                        "info, warning or critical"),
                alerts.integer("max_per_hour", "Messages an hour, at most; more become one digest.", 10, 1, 1000),
                readDailyReportTime(alerts),
                alerts.text("link", "Address of the dashboard, for messages; empty: none.", ""));
    }

    private static Optional<LocalTime> readDailyReportTime(ConfigSection alerts) {
        return alerts.optionalText("daily_mail_at", "Time of the daily word that all is well, such as 08:00.")
                .flatMap(text -> {
                    try {
                        return Optional.of(LocalTime.parse(text));
                    } catch (DateTimeParseException invalid) {
                        alerts.addProblem("daily_mail_at", "\"" + text + "\" is no time such as 08:00");
                        return Optional.empty();
                    }
                });
    }
}
