// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.watchdog.config.ServiceConfig;

/**
 * The options of setup, from flags, prompts or the current configuration.
 *
 * @param source what the packaged recorder records; retained but unused when another program is watched
 * @param unit the systemd unit that is watched
 * @param heartbeat empty: the service is watched by probes, which stay as they are
 * @param heartbeatOwner the user that must own the heartbeat; empty: any
 * @param database of the watched recorder's videos; empty: the package's
 * @param hardwareWatchdog whether systemd keeps the hardware watchdog alive
 * @param disableRecorder whether to switch off the packaged recorder, while another program is watched; without somebody's
 *     consent nothing is
 */
record SetupOptions(
        String name,
        String customer,
        String location,
        String source,
        String unit,
        Optional<Path> heartbeat,
        String heartbeatOwner,
        Optional<Path> database,
        boolean hardwareWatchdog,
        boolean disableRecorder) {

    static final String PACKAGED_UNIT = "recorder.service";
    private static final Path PACKAGED_HEARTBEAT = Path.of("/run/recorder/heartbeat.json");

    /** The current configuration. */
    static SetupOptions of(TargetDevice.FullConfig config, String source, boolean hardwareWatchdog) {
        ServiceConfig service = config.watchdog().services().getFirst();
        String owner = service.heartbeatOwner().orElse("");
        return new SetupOptions(
                config.device().name(),
                config.device().customer(),
                config.device().location(),
                source,
                service.unit().orElse(PACKAGED_UNIT),
                service.heartbeat(),
                owner,
                config.agent()
                        .database()
                        .filter(database ->
                                !database.equals(config.recorder().storage().resolve("video_metadata.db"))),
                hardwareWatchdog,
                false);
    }

    SetupOptions withDevice(String newName, String newCustomer, String newLocation) {
        return new SetupOptions(
                newName,
                newCustomer,
                newLocation,
                source,
                unit,
                heartbeat,
                heartbeatOwner,
                database,
                hardwareWatchdog,
                disableRecorder);
    }

    /** With the recorder of this package as what is watched. */
    SetupOptions withPackagedRecorder(String newSource) {
        return new SetupOptions(
                name,
                customer,
                location,
                newSource,
                PACKAGED_UNIT,
                Optional.of(PACKAGED_HEARTBEAT),
                "recorder",
                Optional.empty(),
                hardwareWatchdog,
                false);
    }

    SetupOptions withService(String newUnit, Optional<Path> newHeartbeat, String newOwner, Optional<Path> newDatabase) {
        return new SetupOptions(
                name,
                customer,
                location,
                source,
                newUnit,
                newHeartbeat,
                newOwner,
                newDatabase,
                hardwareWatchdog,
                disableRecorder);
    }

    SetupOptions withHardwareWatchdog(boolean on) {
        return new SetupOptions(
                name, customer, location, source, unit, heartbeat, heartbeatOwner, database, on, disableRecorder);
    }

    SetupOptions withUnit(String id) {
        return new SetupOptions(
                name,
                customer,
                location,
                source,
                id,
                heartbeat,
                heartbeatOwner,
                database,
                hardwareWatchdog,
                disableRecorder);
    }

    /** @param offer whether switching off the packaged recorder is worth a question */
    SetupOptions withDisableRecorder(boolean offer) {
        return new SetupOptions(
                name, customer, location, source, unit, heartbeat, heartbeatOwner, database, hardwareWatchdog, offer);
    }

    /** The name of the service in events and commands. */
    String serviceName() {
        return unit.endsWith(".service") ? unit.substring(0, unit.length() - ".service".length()) : unit;
    }

    /** Whether the recorder of this package is watched, not another program. */
    boolean isPackagedRecorder() {
        return isPackagedUnit() && heartbeat.equals(Optional.of(PACKAGED_HEARTBEAT));
    }

    /** Whether the unit has the name of the package's. */
    boolean isPackagedUnit() {
        return unit.equals(PACKAGED_UNIT);
    }
}
