package peaceofmind.cli.setup;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.watchdog.config.ServiceConfig;

/**
 * What the setup was told.
 *
 * @param source what our recorder records; kept, but of no use, where another program is watched
 * @param unit of systemd that is watched
 * @param heartbeatOwner the user that must own the heartbeat; empty: any
 * @param database of the watched recorder's videos; empty: the package's
 * @param hardwareWatchdog systemd feeds the hardware watchdog
 */
record SetupOptions(
        String name,
        String customer,
        String location,
        String source,
        String unit,
        Path heartbeat,
        String heartbeatOwner,
        Optional<Path> database,
        boolean hardwareWatchdog) {

    static final String PACKAGED_UNIT = "recorder.service";
    private static final Path PACKAGED_HEARTBEAT = Path.of("/run/recorder/heartbeat.json");

    /** What is configured now: the answers to begin with. */
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
                Optional.of(config.agent().database())
                        .filter(database ->
                                !database.equals(config.recorder().storage().resolve("video_metadata.db"))),
                hardwareWatchdog);
    }

    /** How the service is called in events and commands. */
    String serviceName() {
        return unit.endsWith(".service") ? unit.substring(0, unit.length() - ".service".length()) : unit;
    }

    /** Whether the recorder of this package is watched, and not another program. */
    boolean isPackagedRecorder() {
        return unit.equals(PACKAGED_UNIT) && heartbeat.equals(PACKAGED_HEARTBEAT);
    }
}
