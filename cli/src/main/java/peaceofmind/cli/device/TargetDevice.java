// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.device;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.agent.AgentConfig;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.alerting.notify.NotifyConfig;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.dashboard.DashboardConfig;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.exporter.expiry.ExpiryConfig;
import peaceofmind.exporter.scrape.ScrapeTargetConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.ping.PingConfig;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.config.WatchdogConfig;
import picocli.CommandLine.Option;

/** The device that a command acts on: the one named, else this checkout's running demo, else this machine. */
public final class TargetDevice {

    /** Where the package installs the configuration. */
    public static final Path INSTALLED_CONFIG = Path.of("/etc/peace/peace.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the device (default: the running demo's, else /etc/peace/peace.yaml).")
    private Optional<Path> configOption = Optional.empty();

    private Optional<FullConfig> loaded = Optional.empty();

    /** A whole configuration, each section as its owner reads it. */
    public record FullConfig(
            DeviceConfig device,
            RecorderConfig recorder,
            WatchdogConfig watchdog,
            AgentConfig agent,
            UpdateConfig update,
            DashboardConfig dashboard,
            ShipMetricsConfig shipMetrics,
            List<PingConfig> pings,
            NotifyConfig notification) {

        /** Whether the recorder of this package is one of the watched programs: only it records, has cameras and videos. */
        public boolean hasPackagedRecorder() {
            return watchdog.services().stream().anyMatch(this::isPackagedRecorder);
        }

        /** Whether the service is the recorder of this package. */
        public boolean isPackagedRecorder(ServiceConfig service) {
            return service.heartbeat().equals(Optional.of(recorder.heartbeat()));
        }

        /** The program that status and pages are about. */
        public WatchedProgram program() {
            ServiceConfig first = watchdog.services().getFirst();
            return new WatchedProgram(first.name(), isPackagedRecorder(first));
        }
    }

    /** The device's configuration file; it may be missing. */
    public Path configFile() {
        return configOption
                .or(() -> RunningDemo.find().map(RunningDemo::configFile))
                .orElse(INSTALLED_CONFIG);
    }

    /** Whether there is no device to address: none was named, no demo of this checkout runs, and nothing is installed. */
    public boolean isAbsent() {
        return configOption.isEmpty() && RunningDemo.find().isEmpty() && !Files.exists(INSTALLED_CONFIG);
    }

    /** The device's name. */
    public String name() throws ConfigException {
        return loadOnce().device().name();
    }

    public RecorderConfig recorder() throws ConfigException {
        return loadOnce().recorder();
    }

    /**
     * A client of the recorder. Where it is not watched, the messages of its failures say so: it is probably not meant to run.
     *
     * @param timeout of each exchange
     */
    public RecorderClient recorderClient(Duration timeout) throws ConfigException {
        FullConfig config = loadOnce();
        String watched = String.join(
                ", ",
                config.watchdog().services().stream().map(ServiceConfig::name).toList());
        return new RecorderClient(
                config.hasPackagedRecorder()
                        ? "the recorder"
                        : "the recorder of this package (this device watches " + watched + ")",
                config.recorder().socket(),
                timeout);
    }

    /** What the recorder records, as configured, such as {@code v4l2:/dev/video0}; of several cameras, the first one. */
    public String recorderSource() throws ConfigException {
        return recorderSources().values().iterator().next();
    }

    /** The same of each of several cameras by its name, in the order of the file; of the only one, without a name. Never empty. */
    public Map<String, String> recorderSources() throws ConfigException {
        ConfigSection recorder = document().section(RecorderConfig.SECTION);
        Map<String, String> sources = new LinkedHashMap<>();
        for (ConfigSection camera : recorder.sections("cameras")) {
            sources.put(camera.text("name", "Its name", "camera"), sourceOf(camera));
        }
        if (sources.isEmpty()) {
            sources.put("", sourceOf(recorder));
        }
        return sources;
    }

    private static String sourceOf(ConfigSection section) {
        return section.text("source", "What is recorded", "v4l2:/dev/video0");
    }

    /** The mail server, not resolved yet; empty when none is configured or the configuration is invalid. */
    public Optional<InetSocketAddress> mailServer() {
        try {
            ConfigSection mail = document().section("alerts").section("mail");
            return mail.optionalText("host", "The mail server")
                    .map(host ->
                            InetSocketAddress.createUnresolved(host, mail.integer("port", "Its port", 587, 1, 65_535)));
        } catch (ConfigException invalid) {
            return Optional.empty();
        }
    }

    /** The whole configuration. */
    public FullConfig config() throws ConfigException {
        return loadOnce();
    }

    public WatchdogConfig watchdog() throws ConfigException {
        return loadOnce().watchdog();
    }

    public AgentConfig agent() throws ConfigException {
        return loadOnce().agent();
    }

    public DashboardConfig dashboard() throws ConfigException {
        return loadOnce().dashboard();
    }

    public ShipMetricsConfig shipMetrics() throws ConfigException {
        return loadOnce().shipMetrics();
    }

    /**
     * Reads every section.
     *
     * @throws ConfigException with every mistake in any of them
     */
    public static FullConfig readAll(ConfigDocument document) throws ConfigException {
        FullConfig config = read(document);
        check(document);
        return config;
    }

    /**
     * Checks a document that {@link #read} has read.
     *
     * @throws ConfigException with every mistake in it
     */
    public static void check(ConfigDocument document) throws ConfigException {
        check(document, Set.of());
    }

    /**
     * Checks a document that {@link #read} has read, and that has more than a configuration.
     *
     * @param otherSections sections that somebody else has read
     * @throws ConfigException with every mistake in it
     */
    public static void check(ConfigDocument document, Set<String> otherSections) throws ConfigException {
        Set<String> sections = new HashSet<>(DeviceConfig.ALL_SECTIONS);
        sections.addAll(otherSections);
        document.check(sections);
    }

    /** Reads every section, with defaults in place of mistakes, which are recorded in the document. */
    public static FullConfig read(ConfigDocument document) {
        DeviceConfig device = DeviceConfig.read(document);
        RecorderConfig recorder = RecorderConfig.read(document);
        WatchdogConfig watchdog = WatchdogConfig.read(document);
        AgentConfig agent = AgentConfig.read(document);
        UpdateConfig update = UpdateConfig.read(document);
        DashboardConfig dashboard = DashboardConfig.read(document);
        HistoryConfig.read(document);
        ShipMetricsConfig shipMetrics = ShipMetricsConfig.read(document);
        ScrapeTargetConfig.readAll(document);
        LogsDestinationConfig.readAll(document);
        AlertsConfig.read(document);
        NotifyConfig notification = NotifyConfig.read(document);
        List<PingConfig> pings = PingConfig.readAll(document);
        ExpiryConfig.read(document);
        return new FullConfig(device, recorder, watchdog, agent, update, dashboard, shipMetrics, pings, notification);
    }

    private FullConfig loadOnce() throws ConfigException {
        if (loaded.isEmpty()) {
            loaded = Optional.of(readConfig());
        }
        return loaded.get();
    }

    private FullConfig readConfig() throws ConfigException {
        return readAll(document());
    }

    /** The configuration, not yet interpreted. */
    public ConfigDocument document() throws ConfigException {
        Path file = configFile();
        if (configOption.isEmpty() && !Files.exists(file)) {
            // No file named and none installed: the defaults of an installation.
            return ConfigDocument.empty();
        }
        return ConfigDocument.read(file);
    }
}
