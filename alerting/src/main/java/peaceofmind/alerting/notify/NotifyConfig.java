// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The keys of the section {@code alerts} that concern notifications.
 *
 * @param minSeverity less severe alerts are shown but not sent
 * @param maxPerHour limit of messages per channel, and of critical messages whatever the others have used
 * @param dailyReportAt in the device's local time; empty when there is no daily report
 * @param monthlyReport whether the month before is reported on the first of a month
 * @param link address of the dashboard; empty when there is none
 */
public record NotifyConfig(
        MailConfig mail,
        List<WebhookConfig> webhooks,
        List<CommandConfig> commands,
        Severity minSeverity,
        int maxPerHour,
        Optional<LocalTime> dailyReportAt,
        boolean monthlyReport,
        String link) {

    public NotifyConfig {
        webhooks = List.copyOf(webhooks);
        commands = List.copyOf(commands);
    }

    /** Reads the section; problems are added to the document. */
    public static NotifyConfig read(ConfigDocument document) {
        ConfigSection alerts = document.section("alerts");
        return new NotifyConfig(
                MailConfig.read(alerts.section("mail")),
                alerts.sections("webhooks").stream().map(WebhookConfig::read).toList(),
                alerts.sections("commands").stream().map(CommandConfig::read).toList(),
                alerts.choice(
                        "from_severity",
                        "Minimum severity of alerts to send: info, warning, critical; others are only shown.",
                        "warning",
                        Severity::parse,
                        "info, warning or critical"),
                alerts.integer(
                        "max_per_hour",
                        "Messages per hour and channel; the rest are combined into a digest. Critical ones count separately.",
                        10,
                        1,
                        1000),
                readDailyReportTime(alerts),
                alerts.bool(
                        "monthly_report",
                        "Report the month before on the first of each month, at daily_mail_at or 08:00.",
                        true),
                alerts.text("link", "Address of the dashboard, as a link in messages; empty: no link.", ""));
    }

    private static Optional<LocalTime> readDailyReportTime(ConfigSection alerts) {
        return alerts.optionalText(
                        "daily_mail_at", "Local time of the daily report, such as 08:00; not set: no report.")
                .flatMap(text -> {
                    try {
                        return Optional.of(LocalTime.parse(text));
                    } catch (DateTimeParseException invalid) {
                        alerts.addProblem("daily_mail_at", "expected HH:MM, such as 08:00, not \"" + text + "\"");
                        return Optional.empty();
                    }
                });
    }
}
