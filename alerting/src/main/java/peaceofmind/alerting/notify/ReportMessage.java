// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.contract.report.ReportSection;
import peaceofmind.contract.report.ReportText;

/** Renders a monthly report as a message. */
final class ReportMessage {

    private ReportMessage() {}

    /**
     * The message.
     *
     * @param at when it is sent
     * @param link address of the dashboard; empty when there is none
     */
    static Message of(MonthlyReport report, Instant at, ZoneId zone, String link) {
        String id = "%013d-report-%s".formatted(at.toEpochMilli(), report.month());
        boolean needsVisit = !report.visits().isEmpty();
        boolean hadOutages = report.services().stream().anyMatch(service -> service.outages() > 0);
        List<HtmlBody.Section> sections = new ArrayList<>();
        for (ReportSection section : ReportText.sections(report, zone)) {
            if (!section.rows().isEmpty()) {
                sections.add(new HtmlBody.Facts(section.title(), section.rows()));
            }
            if (!section.lines().isEmpty()) {
                sections.add(new HtmlBody.Lines(section.rows().isEmpty() ? section.title() : "", section.lines()));
            }
        }
        HtmlBody html = new HtmlBody(
                needsVisit ? HtmlBody.Colour.WARNING : hadOutages ? HtmlBody.Colour.INFO : HtmlBody.Colour.GOOD,
                ReportText.title(report),
                report.device(),
                sections,
                link);
        return new Message(
                id,
                id,
                Notification.Kind.REPORT,
                Severity.INFO,
                at,
                "📊 " + ReportText.title(report) + (needsVisit ? ", needs a visit" : ""),
                ReportText.of(report, zone) + (link.isEmpty() ? "" : "\nDashboard: " + link + "\n"),
                html.html(),
                "");
    }
}
