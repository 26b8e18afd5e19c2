package peaceofmind.cli.setup;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.device.Device;
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
record Answers(
        String name,
        String customer,
        String location,
        String source,
        String unit,
        Path heartbeat,
        String heartbeatOwner,
        Optional<Path> database,
        boolean hardwareWatchdog) {

    static final String OUR_UNIT = "recorder.service";
    private static final Path OUR_HEARTBEAT = Path.of("/run/recorder/heartbeat.json");

    /** What is configured now: the answers to begin with. */
    static Answers of(Device.All config, String source, boolean hardwareWatchdog) {
        ServiceConfig service = config.watchdog().services().getFirst();
        String owner = service.heartbeatOwner().orElse("");
        return new Answers(
                config.device().name(),
                config.device().customer(),
                config.device().location(),
                source,
                service.unit().orElse(OUR_UNIT),
                service.heartbeat(),
                owner,
                Optional.of(config.agent().database())
                        .filter(database ->
                                !database.equals(config.recorder().storage().resolve("video_metadata.db"))),
                hardwareWatchdog);
    }

    /** How the service is called in events and commands. */
    String service() {
        return unit.endsWith(".service") ? unit.substring(0, unit.length() - ".service".length()) : unit;
    }

    /** Whether the recorder of this package is watched, and not another program. */
    boolean isOurRecorder() {
        return unit.equals(OUR_UNIT) && heartbeat.equals(OUR_HEARTBEAT);
    }
}
