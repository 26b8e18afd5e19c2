// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A message as the HTML of a mail: one column that fits a phone, inline styles (many mail clients drop others), light and dark, no
 * remote images.
 *
 * @param colour of the band at the top
 * @param heading what the message is about
 * @param device name of the device
 * @param sections from top to bottom
 * @param link address of the dashboard; empty when there is none
 */
record HtmlBody(Colour colour, String heading, String device, List<Section> sections, String link) {

    private static final String FONT =
            "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    /** Where {@link #withNote} inserts its note. */
    private static final String NOTE_PLACEHOLDER = "<!--first-->";

    /** Severity is never shown by colour alone: each colour comes with its label. */
    enum Colour {
        CRITICAL("#b3261e", "Critical"),
        WARNING("#9a5b00", "Warning"),
        INFO("#1a5fb4", "For information"),
        GOOD("#1b6e3c", "Good");

        private final String hex;
        private final String label;

        Colour(String hex, String label) {
            this.hex = hex;
            this.label = label;
        }
    }

    /** A section of the message. */
    sealed interface Section {}

    /** @param title empty for none */
    record Text(String title, String text) implements Section {}

    /** @param rows pairs of name and value */
    record Facts(String title, List<List<String>> rows) implements Section {}

    record WhatToDo(String text, String runbook) implements Section {}

    /** The image that is attached to the mail. */
    record Chart(String caption) implements Section {}

    record Lines(String title, List<String> lines) implements Section {}

    String html() {
        StringBuilder out = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.append("<meta name=\"viewport\" content=\"width=device-width\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\"><style>:root{color-scheme:light dark}")
                .append("@media(prefers-color-scheme:dark){.page{background:#121417!important}")
                .append(".card{background:#1e2227!important;color:#e8eaed!important}")
                .append(".soft{color:#a9b0b8!important}.box{background:#2a3037!important}")
                .append(".go{background:#8ab4f8!important;color:#10151c!important}}</style></head>")
                .append("<body class=\"page\" style=\"margin:0;padding:12px;background:#eef0f2;")
                .append(FONT)
                .append(
                        "\"><div class=\"card\" style=\"max-width:560px;margin:0 auto;background:#ffffff;color:#1c1f23;")
                .append("border-radius:10px;overflow:hidden\"><div style=\"background:")
                .append(colour.hex)
                .append(";color:#ffffff;padding:14px 18px\"><div style=\"font-size:13px;opacity:.92\">")
                .append(MessageTemplate.escapeHtml(colour.label + " · " + device))
                .append("</div><div style=\"font-size:20px;font-weight:600;line-height:1.3;margin-top:2px\">")
                .append(MessageTemplate.escapeHtml(heading))
                .append("</div></div><div style=\"padding:4px 18px 18px\">")
                .append(NOTE_PLACEHOLDER);
        sections.forEach(section -> append(out, section));
        if (!link.isEmpty()) {
            out.append("<p style=\"margin:18px 0 4px\"><a class=\"go\" href=\"")
                    .append(MessageTemplate.escapeHtml(link))
                    .append("\" style=\"display:inline-block;background:#1a5fb4;color:#ffffff;text-decoration:none;")
                    .append("font-weight:600;padding:12px 20px;border-radius:8px\">Open the dashboard</a></p>");
        }
        return out.append("</div></div></body></html>").toString();
    }

    private static void append(StringBuilder out, Section section) {
        switch (section) {
            case Text text -> {
                appendTitle(out, text.title);
                out.append("<p style=\"margin:8px 0;line-height:1.45;white-space:pre-line\">")
                        .append(MessageTemplate.escapeHtml(text.text.strip()))
                        .append("</p>");
            }
            case Facts facts -> {
                appendTitle(out, facts.title);
                out.append("<table role=\"presentation\" style=\"border-collapse:collapse;width:100%;margin:8px 0\">");
                facts.rows.forEach(row -> out.append(
                                "<tr><td class=\"soft\" style=\"padding:4px 14px 4px 0;color:#5b636b;vertical-align:top;")
                        .append("white-space:nowrap;width:1%\">")
                        .append(MessageTemplate.escapeHtml(row.getFirst()))
                        .append("</td><td style=\"padding:4px 0;overflow-wrap:anywhere\">")
                        .append(MessageTemplate.escapeHtml(row.getLast()))
                        .append("</td></tr>"));
                out.append("</table>");
            }
            case WhatToDo todo ->
                out.append("<div class=\"box\" style=\"background:#f3f5f7;border-radius:8px;padding:12px 14px;")
                        .append("margin:10px 0;line-height:1.4\"><b>What to do:</b> ")
                        .append(MessageTemplate.escapeHtml(todo.text))
                        .append("<div class=\"soft\" style=\"color:#5b636b;font-size:13px;margin-top:4px\">")
                        .append(MessageTemplate.escapeHtml(todo.runbook))
                        .append("</div></div>");
            case Chart chart ->
                out.append("<div style=\"margin:12px 0\"><img src=\"cid:chart\" alt=\"")
                        .append(MessageTemplate.escapeHtml(chart.caption))
                        .append("\" width=\"480\" style=\"width:100%;max-width:480px;height:auto;border-radius:8px;")
                        .append(
                                "display:block\"><div class=\"soft\" style=\"color:#5b636b;font-size:13px;margin-top:4px\">")
                        .append(MessageTemplate.escapeHtml(chart.caption))
                        .append("</div></div>");
            case Lines lines -> {
                appendTitle(out, lines.title);
                out.append("<div class=\"box\" style=\"background:#f3f5f7;border-radius:8px;padding:10px 14px;")
                        .append("font-size:13px;line-height:1.5;overflow-wrap:anywhere\">")
                        .append(lines.lines.stream()
                                .map(MessageTemplate::escapeHtml)
                                .collect(Collectors.joining("<br>")))
                        .append("</div>");
            }
        }
    }

    private static void appendTitle(StringBuilder out, String title) {
        if (!title.isEmpty()) {
            out.append("<div style=\"font-weight:600;margin:16px 0 6px\">")
                    .append(MessageTemplate.escapeHtml(title))
                    .append("</div>");
        }
    }

    /** The same page with a note before everything else. */
    static String withNote(String html, String note) {
        return html.replace(
                NOTE_PLACEHOLDER,
                "<p class=\"box\" style=\"background:#fff4d6;border-radius:8px;padding:10px 14px;margin:12px 0\"><b>"
                        + MessageTemplate.escapeHtml(note) + "</b></p>");
    }
}
