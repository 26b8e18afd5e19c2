// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.util.Set;

/**
 * The section {@code device}, which identifies this device. Its keys become the labels {@code instance}, {@code customer} and
 * {@code location} of all data that the device sends.
 *
 * @param customer empty when not configured
 * @param location empty when not configured
 */
public record DeviceConfig(String name, String customer, String location) {

    /** Name of the section. */
    public static final String SECTION = "device";

    /** Every section that any process reads. Each process checks only its own. */
    public static final Set<String> ALL_SECTIONS = Set.of(
            SECTION,
            "recorder",
            "watchdog",
            "agent",
            "scrape",
            "ship",
            "ping",
            "network",
            "alerts",
            "history",
            "dashboard",
            "update");

    /** Reads the section; mistakes are recorded in the document. */
    public static DeviceConfig read(ConfigDocument document) {
        ConfigSection device = document.section(SECTION);
        return new DeviceConfig(
                device.text("name", "Name of the device.", "this device"),
                device.text("customer", "Customer that the device belongs to; empty for none.", ""),
                device.text("location", "Where the device is installed; empty for unspecified.", ""));
    }
}
