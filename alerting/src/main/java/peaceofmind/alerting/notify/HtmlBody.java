package peaceofmind.alerting.notify;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A message as the HTML of a mail: one column that fits a phone, styles inside the elements (many programs drop others), light and dark,
 * no picture from elsewhere.
 *
 * @param colour of the band at the top
 * @param heading what it is about
 * @param device how the device is called
 * @param sections below each other
 * @param link to the dashboard; empty: none
 */
record HtmlBody(Colour colour, String heading, String device, List<Section> sections, String link) {

    private static final String FONT =
            "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    /** Where a word about the delivery goes. */
    private static final String FIRST = "<!--first-->";

    /** State is never told by colour alone: the word stands beside it. */
    enum Colour {
        CRITICAL("#b3261e", "Critical"),
        WARNING("#9a5b00", "Warning"),
        INFO("#1a5fb4", "For information"),
        GOOD("#1b6e3c", "Good");

        private final String value;
        private final String word;

        Colour(String value, String word) {
            this.value = value;
            this.word = word;
        }
    }

    /** A part of the message. */
    sealed interface Section {}

    /** @param title empty: none */
    record Text(String title, String text) implements Section {}

    /** @param rows name and value */
    record Facts(String title, List<List<String>> rows) implements Section {}

    record WhatToDo(String text, String where) implements Section {}

    /** The picture that comes with the mail. */
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
                .append(colour.value)
                .append(";color:#ffffff;padding:14px 18px\"><div style=\"font-size:13px;opacity:.92\">")
                .append(Wording.escape(colour.word + " · " + device))
                .append("</div><div style=\"font-size:20px;font-weight:600;line-height:1.3;margin-top:2px\">")
                .append(Wording.escape(heading))
                .append("</div></div><div style=\"padding:4px 18px 18px\">")
                .append(FIRST);
        sections.forEach(section -> append(out, section));
        if (!link.isEmpty()) {
            out.append("<p style=\"margin:18px 0 4px\"><a class=\"go\" href=\"")
                    .append(Wording.escape(link))
                    .append("\" style=\"display:inline-block;background:#1a5fb4;color:#ffffff;text-decoration:none;")
                    .append("font-weight:600;padding:12px 20px;border-radius:8px\">Open the dashboard</a></p>");
        }
        return out.append("</div></div></body></html>").toString();
    }

    private static void append(StringBuilder out, Section section) {
        switch (section) {
            case Text text -> {
                title(out, text.title);
                out.append("<p style=\"margin:8px 0;line-height:1.45;white-space:pre-line\">")
                        .append(Wording.escape(text.text.strip()))
                        .append("</p>");
            }
            case Facts facts -> {
                title(out, facts.title);
                out.append("<table role=\"presentation\" style=\"border-collapse:collapse;width:100%;margin:8px 0\">");
                facts.rows.forEach(row -> out.append(
                                "<tr><td class=\"soft\" style=\"padding:4px 14px 4px 0;color:#5b636b;vertical-align:top;")
                        .append("white-space:nowrap;width:1%\">")
                        .append(Wording.escape(row.getFirst()))
                        .append("</td><td style=\"padding:4px 0;overflow-wrap:anywhere\">")
                        .append(Wording.escape(row.getLast()))
                        .append("</td></tr>"));
                out.append("</table>");
            }
            case WhatToDo todo ->
                out.append("<div class=\"box\" style=\"background:#f3f5f7;border-radius:8px;padding:12px 14px;")
                        .append("margin:10px 0;line-height:1.4\"><b>What to do:</b> ")
                        .append(Wording.escape(todo.text))
                        .append("<div class=\"soft\" style=\"color:#5b636b;font-size:13px;margin-top:4px\">")
                        .append(Wording.escape(todo.where))
                        .append("</div></div>");
            case Chart chart ->
                out.append("<div style=\"margin:12px 0\"><img src=\"cid:chart\" alt=\"")
                        .append(Wording.escape(chart.caption))
                        .append("\" width=\"480\" style=\"width:100%;max-width:480px;height:auto;border-radius:8px;")
                        .append(
                                "display:block\"><div class=\"soft\" style=\"color:#5b636b;font-size:13px;margin-top:4px\">")
                        .append(Wording.escape(chart.caption))
                        .append("</div></div>");
            case Lines lines -> {
                title(out, lines.title);
                out.append("<div class=\"box\" style=\"background:#f3f5f7;border-radius:8px;padding:10px 14px;")
                        .append("font-size:13px;line-height:1.5;overflow-wrap:anywhere\">")
                        .append(lines.lines.stream().map(Wording::escape).collect(Collectors.joining("<br>")))
                        .append("</div>");
            }
        }
    }

    private static void title(StringBuilder out, String title) {
        if (!title.isEmpty()) {
            out.append("<div style=\"font-weight:600;margin:16px 0 6px\">")
                    .append(Wording.escape(title))
                    .append("</div>");
        }
    }

    /** The same page with a word about the delivery before everything else. */
    static String withFirst(String html, String word) {
        return html.replace(
                FIRST,
                "<p class=\"box\" style=\"background:#fff4d6;border-radius:8px;padding:10px 14px;margin:12px 0\"><b>"
                        + Wording.escape(word) + "</b></p>");
    }
}
