// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.util.Set;

/**
 * Name and unit of a sensor's property, as in node_exporter, even where that is odd, such as {@code crit_alarm} in degrees.
 *
 * @param factor converts the kernel's unit to the metric's
 */
record HwmonUnit(String name, String help, double factor, boolean counter) {

    private static final Set<String> SENSOR_TYPES =
            Set.of("in", "cpu", "fan", "pwm", "temp", "curr", "power", "energy", "humidity", "intrusion");
    private static final Set<String> FAN_SPEEDS = Set.of("input", "min", "max", "target");

    static boolean isSensor(String type) {
        return SENSOR_TYPES.contains(type);
    }

    double value(double raw) {
        return raw * factor;
    }

    static HwmonUnit of(String type, String property) {
        String baseName = "node_hwmon_" + type;
        String metricName = property.equals("input") ? baseName : baseName + "_" + property;
        if (property.equals("fault") || property.equals("alarm")) {
            return new HwmonUnit(metricName, "Hardware sensor " + property + " status (" + type + ")", 1, false);
        }
        return switch (type) {
            case "in", "cpu" -> gauge(metricName + "_volts", "voltage", property, 0.001);
            case "temp" ->
                property.equals("type")
                        ? gauge(metricName, "temperature", property, 1)
                        : gauge(metricName + "_celsius", "temperature", property, 0.001);
            case "curr" -> gauge(metricName + "_amps", "current", property, 0.001);
            case "power" ->
                property.equals("accuracy")
                        ? gauge(metricName, "power", property, 1e-6)
                        : gauge(metricName + "_watt", "power", property, 1e-6);
            case "energy" ->
                new HwmonUnit(
                        metricName + "_joule_total",
                        "Hardware monitor for joules used so far (" + property + ")",
                        1e-6,
                        true);
            case "fan" ->
                FAN_SPEEDS.contains(property)
                        ? gauge(metricName + "_rpm", "fan revolutions per minute", property, 1)
                        : gauge(metricName, "fan element", property, 1);
            default -> gauge(metricName, type, property, 1);
        };
    }

    private static HwmonUnit gauge(String name, String quantity, String property, double factor) {
        return new HwmonUnit(name, "Hardware monitor for " + quantity + " (" + property + ")", factor, false);
    }
}
