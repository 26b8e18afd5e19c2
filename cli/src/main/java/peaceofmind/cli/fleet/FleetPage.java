// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.cli.terminal.HumanFormat;

/**
 * The fleet as a page for a phone: a card for each device, those that need attention first, with a search and a choice of groups. Plain
 * HTML that a form and a refresh keep current, so that it needs no script. All text is escaped, whoever wrote it.
 *
 * @param fleet what was read last; empty before the first success
 * @param readAt when that was
 * @param problem why reading it again failed; empty when it did not
 * @param activity what people do with the fleet
 */
record FleetPage(List<FleetDevice> fleet, Optional<Instant> readAt, Optional<String> problem, FleetActivity activity) {

    static final String STYLE = """
            :root { color-scheme: light dark; --card: #fff; --ink: #1b1b1f; --soft: #5c5c66; --page: #f3f3f6; --line: #d8d8df }
            @media (prefers-color-scheme: dark) {
              :root { --card: #1f1f24; --ink: #ececf1; --soft: #a5a5b0; --page: #131316; --line: #36363d }
            }
            body { font: 16px/1.45 system-ui, sans-serif; margin: 0; background: var(--page); color: var(--ink) }
            main, header { max-width: 72rem; margin: 0 auto; padding: .75rem }
            h1 { font-size: 1.15rem; margin: 0 0 .5rem }
            form { display: flex; flex-wrap: wrap; gap: .5rem }
            input, select, button { font: inherit; padding: .55rem .7rem; min-height: 44px; box-sizing: border-box; border-radius: .5rem;
              border: 1px solid var(--line); background: var(--card); color: var(--ink) }
            input { flex: 1 1 10rem; min-width: 0 }
            main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: .75rem }
            article { background: var(--card); border: 1px solid var(--line); border-left: .4rem solid; border-radius: .5rem; padding: .6rem .75rem;
              overflow-wrap: anywhere }
            h2 { font-size: 1rem; margin: 0; display: flex; justify-content: space-between; gap: .5rem }
            h2 span:last-child { flex: none } h2 span:first-child { flex: 0 1 auto; min-width: 0 }
            p { margin: .3rem 0 0 } .facts { color: var(--soft); font-size: .9rem }
            .up { border-left-color: #18794e } .degraded { border-left-color: #ad5700 } .down { border-left-color: #ce2c31 }
            header article, details { margin: .75rem 0 0 } summary { min-height: 44px; padding: .55rem 0; box-sizing: border-box; cursor: pointer }
            article form { margin-top: .5rem }
            .problem { border: 2px solid #ce2c31; border-radius: .5rem; padding: .6rem .75rem; margin: 0 0 .5rem }
            """;

    /** Of a roll-out; the command has all. */
    private static final int MAX_DETAILS = 20;

    /** Seconds after which a browser loads the page again. */
    private static final int REFRESH_SECONDS = 30;

    /**
     * The page.
     *
     * @param search part of a name, place or customer; empty for all
     * @param group a group or customer; empty for all
     */
    String html(Instant now, String search, String group) {
        List<FleetDevice> shown = fleet.stream()
                .filter(device -> group.isEmpty() || groups(device).anyMatch(group::equals))
                .filter(device -> matches(device, search))
                .toList();
        String banner = problem.map(reason -> "<p class=\"problem\" role=\"alert\">"
                        + escaped("The server cannot be read: " + reason + " "
                                + readAt.map(at -> "Below is what was known " + ago(at, now) + ".")
                                        .orElse("Nothing is known yet."))
                        + "</p>")
                .orElse("");
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="refresh" content="%d"><title>%s</title><link rel="stylesheet" href="fleet.css"></head><body>
                <header>%s<h1>%s</h1>%s%s</header><main>%s</main></body></html>
                """.formatted(
                REFRESH_SECONDS,
                escaped(title()),
                banner,
                escaped(
                        fleet.isEmpty()
                                ? title()
                                : FleetTable.summary(shown)
                                        + readAt.map(at -> ", " + ago(at, now)).orElse("")),
                form(search, group),
                activity(now),
                shown.stream().map(device -> card(device, now)).collect(Collectors.joining()));
    }

    /** For the tab: how many need attention, or that nobody knows. */
    private String title() {
        long count = fleet.stream().filter(FleetDevice::needsAttention).count();
        return problem.isPresent() || readAt.isEmpty()
                ? "Fleet: unknown"
                : count == 0
                        ? "Fleet: all up"
                        : "Fleet: " + count + (count == 1 ? " needs attention" : " need attention");
    }

    private static Stream<String> groups(FleetDevice device) {
        return Stream.concat(device.device().groups().stream(), device.device().customer().stream());
    }

    private static boolean matches(FleetDevice device, String search) {
        String wanted = search.strip().toLowerCase(Locale.ROOT);
        return Stream.of(
                        Optional.of(device.name()),
                        device.device().place(),
                        device.device().customer())
                .flatMap(Optional::stream)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** Roll-outs and maintenance, above the devices. */
    private String activity(Instant now) {
        StringBuilder out = new StringBuilder();
        for (String unknown : activity.problems()) {
            out.append("<p class=\"problem\" role=\"alert\">")
                    .append(escaped(unknown))
                    .append("</p>");
        }
        for (FleetActivity.RolloutNotice rollout : activity.rollouts()) {
            out.append("<article class=\"")
                    .append(rollout.level())
                    .append("\"><h2><span>")
                    .append(escaped(rollout.title()))
                    .append("</span></h2><p>")
                    .append(escaped(rollout.summary()))
                    .append("</p>");
            rollout.details().stream()
                    .limit(MAX_DETAILS)
                    .forEach(line -> out.append("<p>").append(escaped(line)).append("</p>"));
            out.append("<p class=\"facts\">last change ")
                    .append(escaped(ago(rollout.changedAt(), now)))
                    .append("</p></article>");
        }
        activity.maintenance().ifPresent(current -> {
            for (MaintenanceSilences.Maintenance one : current) {
                out.append("<article class=\"degraded\"><h2><span>Maintenance: ")
                        .append(escaped(one.group()))
                        .append("</span></h2><p>No mails about these devices for another ")
                        .append(escaped(HumanFormat.duration(Duration.between(now, one.until()))))
                        .append(
                                ".</p><form method=\"post\" action=\"maintenance-end\"><input type=\"hidden\" name=\"group\" value=\"")
                        .append(escaped(one.group()))
                        .append("\"><button>End</button></form></article>");
            }
            out.append(
                            "<details><summary>Start maintenance of a group</summary><form method=\"post\" action=\"maintenance\">")
                    .append("<select name=\"group\" aria-label=\"Group in maintenance\">")
                    .append(groupOptions(""))
                    .append("</select><select name=\"hours\" aria-label=\"For how long\">")
                    .append(
                            "<option value=\"1\">1 hour</option><option value=\"4\">4 hours</option><option value=\"24\">24 hours</option>")
                    .append("</select><button>Send no mails</button></form></details>");
        });
        return out.toString();
    }

    private String groupOptions(String selected) {
        TreeSet<String> groups = new TreeSet<>();
        fleet.forEach(device -> groups(device).forEach(groups::add));
        return groups.stream()
                .map(name -> "<option value=\"" + escaped(name) + "\"" + (name.equals(selected) ? " selected" : "")
                        + ">" + escaped(name) + "</option>")
                .collect(Collectors.joining());
    }

    private String form(String search, String group) {
        String options = groupOptions(group);
        return "<form method=\"get\"><input type=\"search\" name=\"search\" aria-label=\"Search\" placeholder=\"Name, place or customer\" value=\""
                + escaped(search)
                + "\"><select name=\"group\" aria-label=\"Group\"><option value=\"\">All groups</option>" + options
                + "</select><button>Show</button></form>";
    }

    private static String card(FleetDevice device, Instant now) {
        FleetDevice.Figures figures = device.figures();
        List<String> facts = new ArrayList<>();
        device.lastSeen().ifPresent(at -> facts.add("seen " + ago(at, now)));
        device.device().place().ifPresent(facts::add);
        device.device().customer().ifPresent(facts::add);
        figures.diskFree().ifPresent(bytes -> facts.add(HumanFormat.bytes((long) bytes) + " free"));
        figures.temperature().ifPresent(celsius -> facts.add(Math.round(celsius) + " °C"));
        figures.backlog().ifPresent(samples -> facts.add((long) samples + " samples waiting"));
        figures.version().ifPresent(version -> facts.add("version " + version));
        figures.lastDrill().ifPresent(at -> facts.add("drill " + ago(at, now)));
        device.device().contact().filter(_ -> device.needsAttention()).ifPresent(facts::add);
        String level = device.needsAttention() && device.state() == FleetState.UP
                ? "degraded"
                : device.state().level().word();
        return "<article class=\"" + level + "\"><h2><span>" + escaped(device.name()) + "</span><span>"
                + escaped(device.state().text()) + "</span></h2>"
                + device.findings().stream()
                        .map(finding -> "<p>" + escaped(finding) + "</p>")
                        .collect(Collectors.joining())
                + "<p class=\"facts\">" + escaped(String.join(" · ", facts)) + "</p></article>";
    }

    private static String ago(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        return age.isNegative() ? "now" : HumanFormat.duration(age) + " ago";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
