package peaceofmind.exporter.node.device;

import java.util.Set;

/**
 * Name and unit of a sensor's property, as node_exporter has them: also where that is odd, as with {@code crit_alarm} in degrees.
 *
 * @param factor from the kernel's unit to the metric's
 */
record HwmonUnit(String name, String help, double factor, boolean counter) {

    private static final Set<String> SENSORS =
            Set.of("in", "cpu", "fan", "pwm", "temp", "curr", "power", "energy", "humidity", "intrusion");
    private static final Set<String> FAN_SPEEDS = Set.of("input", "min", "max", "target");

    static boolean isSensor(String type) {
        return SENSORS.contains(type);
    }

    double value(double raw) {
        return raw * factor;
    }

    static HwmonUnit of(String type, String property) {
        String bare = "node_hwmon_" + type;
        String named = property.equals("input") ? bare : bare + "_" + property;
        if (property.equals("fault") || property.equals("alarm")) {
            return new HwmonUnit(named, "Hardware sensor " + property + " status (" + type + ")", 1, false);
        }
        return switch (type) {
            case "in", "cpu" -> gauge(named + "_volts", "voltage", property, 0.001);
            case "temp" ->
                property.equals("type")
                        ? gauge(named, "temperature", property, 1)
                        : gauge(named + "_celsius", "temperature", property, 0.001);
            case "curr" -> gauge(named + "_amps", "current", property, 0.001);
            case "power" ->
                property.equals("accuracy")
                        ? gauge(named, "power", property, 1e-6)
                        : gauge(named + "_watt", "power", property, 1e-6);
            case "energy" ->
                new HwmonUnit(
                        named + "_joule_total",
                        "Hardware monitor for joules used so far (" + property + ")",
                        1e-6,
                        true);
            case "fan" ->
                FAN_SPEEDS.contains(property)
                        ? gauge(named + "_rpm", "fan revolutions per minute", property, 1)
                        : gauge(named, "fan element", property, 1);
            default -> gauge(named, type, property, 1);
        };
    }

    private static HwmonUnit gauge(String name, String what, String property, double factor) {
        return new HwmonUnit(name, "Hardware monitor for " + what + " (" + property + ")", factor, false);
    }
}
