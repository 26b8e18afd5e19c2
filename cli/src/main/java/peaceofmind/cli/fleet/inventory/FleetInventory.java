// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.inventory;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.log.PlainText;

/**
 * The devices that are expected, and the server that their metrics go to: a file of its own ({@code docs/fleet.md}), usually in git.
 *
 * @param silentAfter time without a sample after which a device counts as silent
 * @param alertmanager where maintenance is announced, so that nobody is mailed about it
 * @param server the one to set up, where the file describes it
 */
public record FleetInventory(
        PrometheusConfig prometheus,
        Duration silentAfter,
        Optional<URI> alertmanager,
        List<InventoryDevice> devices,
        Optional<ServerConfig> server) {

    private static final String SECTION = "fleet";

    /** Samples of a minute wait for up to another one, and the network takes its time. */
    private static final Duration DEFAULT_SILENT_AFTER = Duration.ofMinutes(3);

    public FleetInventory {
        devices = List.copyOf(devices);
    }

    /**
     * Reads the file.
     *
     * @throws ConfigException with every mistake in it
     */
    public static FleetInventory read(Path file) throws ConfigException {
        return parse(ConfigDocument.read(file));
    }

    public static FleetInventory parse(ConfigDocument document) throws ConfigException {
        ConfigSection fleet = document.section(SECTION);
        FleetInventory inventory = new FleetInventory(
                PrometheusConfig.read(fleet.section("prometheus")),
                fleet.duration(
                        "silent_after",
                        "Time without a sample after which a device counts as silent.",
                        DEFAULT_SILENT_AFTER,
                        Duration.ofSeconds(30),
                        Duration.ofDays(7)),
                readAlertmanager(fleet.section("alertmanager")),
                readDevices(fleet),
                ServerConfig.read(fleet.section("server")));
        document.check(Set.of(SECTION));
        return inventory;
    }

    private static Optional<URI> readAlertmanager(ConfigSection section) {
        Optional<String> text = section.optionalText("url", "URL of Alertmanager, for maintenance; it has no login.");
        try {
            Optional<URI> url = text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new URI(text.get().replaceAll("/+$", "")));
            if (url.filter(FleetInventory::isHttp).isEmpty() && text.isPresent()) {
                section.addProblem("url", "\"" + text.get() + "\" is not a URL such as http://127.0.0.1:9093");
            }
            return url.filter(FleetInventory::isHttp);
        } catch (URISyntaxException malformed) {
            section.addProblem("url", "\"" + text.orElse("") + "\" is not a URL: " + malformed.getReason());
            return Optional.empty();
        }
    }

    private static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
    }

    private static List<InventoryDevice> readDevices(ConfigSection fleet) {
        List<InventoryDevice> devices = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean hasLogins = fleet.section("server").isPresent();
        for (ConfigSection item : fleet.sections("devices")) {
            Optional<String> name = item.optionalText("name", "The device's name (device.name in its peace.yaml).");
            InventoryDevice device = new InventoryDevice(
                    name.orElse(""),
                    item.optionalText("customer", "Who it belongs to."),
                    item.optionalText("place", "Where it is."),
                    item.texts(
                            "groups",
                            "Groups that it is in, for commands that concern a part of the fleet.",
                            List.of()),
                    item.optionalText("contact", "Who can help on the spot."),
                    item.bool("drill", "Whether faults may be caused there: peace fleet drill.", false));
            if (name.isEmpty()) {
                item.addProblem("name", "is missing: set the device's name, as in its peace.yaml");
            } else if (!name.get().equals(PlainText.of(name.get()).strip())) {
                item.addProblem("name", "must be without blanks around it and without control characters");
            } else if (hasLogins && !InventoryDevice.canBeLogin(name.get())) {
                item.addProblem(
                        "name",
                        "\"" + name.get() + "\" cannot be a login at fleet.server: it contains : or starts with #");
            } else if (!names.add(name.get())) {
                item.addProblem("name", "two devices are named \"" + name.get() + "\"");
            }
            devices.add(device);
        }
        if (devices.isEmpty()) {
            fleet.addProblem("devices", "is empty: list the devices that should report, such as - {name: gym-1}");
        }
        return devices;
    }

    /** The device of that name, if the file lists it. */
    public Optional<InventoryDevice> device(String name) {
        return devices.stream().filter(device -> device.name().equals(name)).findFirst();
    }

    /** Whether the file lists a device of that name. */
    public boolean has(String name) {
        return device(name).isPresent();
    }
}
