package peaceofmind.cli.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import peaceofmind.agent.AgentConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.watchdog.config.WatchdogConfig;
import picocli.CommandLine.Option;

/** Which device a command speaks of: the one named, else this checkout's running demo, else this machine. */
public final class Device {

    /** Where the package puts the configuration. */
    public static final Path INSTALLED_CONFIG = Path.of("/etc/peace/peace.yaml");

    private static final String SECTION = "device";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration to go by (default: the running demo's, else /etc/peace/peace.yaml).")
    private Optional<Path> named = Optional.empty();

    private Optional<All> read = Optional.empty();

    /** Everything in a configuration, read by those that it belongs to. */
    public record All(String name, RecorderConfig recorder, WatchdogConfig watchdog, AgentConfig agent) {}

    /** The configuration file to go by; it need not be there. */
    public Path configFile() {
        return named.or(() -> RunningDemo.find().map(RunningDemo::configFile)).orElse(INSTALLED_CONFIG);
    }

    /** How the device is called. */
    public String name() throws ConfigException {
        return all().name();
    }

    public RecorderConfig recorder() throws ConfigException {
        return all().recorder();
    }

    public WatchdogConfig watchdog() throws ConfigException {
        return all().watchdog();
    }

    public AgentConfig agent() throws ConfigException {
        return all().agent();
    }

    /**
     * Reads every section.
     *
     * @throws ConfigException with every mistake in any of them
     */
    public static All readAll(ConfigDocument document) throws ConfigException {
        String name = document.section(SECTION).text("name", "How the device is called", "this device");
        RecorderConfig recorder = RecorderConfig.read(document);
        WatchdogConfig watchdog = WatchdogConfig.read(document);
        AgentConfig agent = AgentConfig.read(document);
        document.check(Set.of(SECTION, RecorderConfig.SECTION, WatchdogConfig.SECTION, AgentConfig.SECTION));
        return new All(name, recorder, watchdog, agent);
    }

    private All all() throws ConfigException {
        if (read.isEmpty()) {
            read = Optional.of(readConfig());
        }
        return read.get();
    }

    private All readConfig() throws ConfigException {
        Path file = configFile();
        if (named.isEmpty() && !Files.exists(file)) {
            // Nothing was named and nothing is installed: what an installation would have.
            return readAll(ConfigDocument.empty());
        }
        return readAll(ConfigDocument.read(file));
    }
}
