package peaceofmind.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.demo.RunningDemo;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Option;

/** Which device a command speaks of: the one named, else this checkout's running demo, else this machine. */
public final class Device {

    /** Where the package puts the configuration. */
    public static final Path INSTALLED_CONFIG = Path.of("/etc/peace/peace.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration to go by (default: the running demo's, else /etc/peace/peace.yaml).")
    private Optional<Path> named = Optional.empty();

    /** The configuration file to go by; it need not be there. */
    public Path configFile() {
        return named.or(() -> RunningDemo.find().map(RunningDemo::configFile)).orElse(INSTALLED_CONFIG);
    }

    /** The configuration; all defaults where nothing was named and nothing is installed. */
    public ConfigDocument config() throws ConfigException {
        Path file = configFile();
        if (named.isEmpty() && !Files.exists(file)) {
            return ConfigDocument.empty();
        }
        return ConfigDocument.read(file);
    }
}
