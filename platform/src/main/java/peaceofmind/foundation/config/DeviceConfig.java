package peaceofmind.foundation.config;

import java.util.Set;

/**
 * The section {@code device}: who this device is. The three become the labels {@code instance}, {@code customer} and
 * {@code location} of everything that leaves it.
 *
 * @param customer empty when there is none
 * @param location empty when there is none
 */
public record DeviceConfig(String name, String customer, String location) {

    /** Name of the section. */
    public static final String SECTION = "device";

    /** Every section that any process reads: each process checks its own, and leaves the others to theirs. */
    public static final Set<String> ALL_SECTIONS = Set.of(
            SECTION, "recorder", "watchdog", "agent", "scrape", "ship", "alerts", "history", "dashboard", "update");

    /** Reads the section; mistakes are recorded in the document. */
    public static DeviceConfig read(ConfigDocument document) {
        ConfigSection device = document.section(SECTION);
        return new DeviceConfig(
                device.text("name", "How the device is called.", "this device"),
                device.text("customer", "Whose it is; empty for nobody in particular.", ""),
                device.text("location", "Where it stands; empty when that says nothing.", ""));
    }
}
