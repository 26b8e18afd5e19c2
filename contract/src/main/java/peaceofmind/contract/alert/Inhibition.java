package peaceofmind.contract.alert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which alerts follow from others. While a cause fires, or while somebody works at the device on purpose, the condition of what follows
 * counts as not held: its patience begins anew afterwards. The device and a server's rules do the same, so that they agree.
 */
public final class Inhibition {

    /** While this is 1 for any service of a device, somebody holds its watchdog. */
    public static final String HELD_METRIC = "peace_watchdog_held";

    /** While this is 1, something is broken on purpose, to see whether it recovers. */
    public static final String DRILL_METRIC = "peace_drill_in_progress";

    private Inhibition() {}

    /** Names of the rules that silence this one. */
    public static List<String> causesOf(AlertRule rule, List<AlertRule> rules) {
        return rules.stream()
                .filter(other -> other.inhibits().contains(rule.name()))
                .map(AlertRule::name)
                .toList();
    }

    /** The rules, each after those that silence it: one pass then sees what fires now, not what fired before. */
    public static List<AlertRule> causesFirst(List<AlertRule> rules) {
        Set<AlertRule> ordered = new LinkedHashSet<>();
        rules.forEach(rule -> add(rule, rules, ordered));
        return new ArrayList<>(ordered);
    }

    private static void add(AlertRule rule, List<AlertRule> rules, Set<AlertRule> ordered) {
        if (!ordered.contains(rule)) {
            rules.stream()
                    .filter(other -> other.inhibits().contains(rule.name()))
                    .forEach(cause -> add(cause, rules, ordered));
            ordered.add(rule);
        }
    }
}
