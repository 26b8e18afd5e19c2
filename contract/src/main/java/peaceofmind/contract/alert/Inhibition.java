// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which alerts are inhibited by others. While the inhibiting alert fires, or during a hold or a drill, the condition of an inhibited
 * alert counts as false: its pending period restarts afterwards. The device and the servers' rules behave the same.
 */
public final class Inhibition {

    /** 1 while a service of the device is held. */
    public static final String HELD_METRIC = "peace_watchdog_held";

    /** 1 while a drill runs. */
    public static final String DRILL_METRIC = "peace_drill_in_progress";

    /** Names one of several cameras in the labels of an alert. */
    private static final String CAMERA_LABEL = "camera";

    /** A rule about this series fires with that label where there are several cameras. */
    private static final String CAMERA_METRIC = "recorder_camera_up";

    private Inhibition() {}

    /** Whether a cause with labels may inhibit an alert: one about one of several cameras does not inhibit those about the others. */
    public static boolean mayInhibit(Map<String, String> ofCause, Map<String, String> ofAlert) {
        return !ofCause.containsKey(CAMERA_LABEL)
                || Optional.ofNullable(ofAlert.get(CAMERA_LABEL))
                        .equals(Optional.ofNullable(ofCause.get(CAMERA_LABEL)));
    }

    /** The labels by which a server compares an alert with this cause of its inhibition. */
    static String serverLabels(String cause) {
        boolean ofCamera = AlertCatalogue.rule(cause)
                .filter(rule -> rule.expression().toString().startsWith(CAMERA_METRIC))
                .isPresent();
        return ofCamera ? "instance, " + CAMERA_LABEL : "instance";
    }

    /** Names of the rules that inhibit this one. */
    public static List<String> causesOf(AlertRule rule, List<AlertRule> rules) {
        return rules.stream()
                .filter(other -> other.inhibits().contains(rule.name()))
                .map(AlertRule::name)
                .toList();
    }

    /** The rules, each after those that inhibit it: one evaluation pass then uses the current state of the causes, not the previous one. */
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
