// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.foundation.config.StorageFolderKey;
import peaceofmind.foundation.config.StorageLimits;

/**
 * The section {@code dashboard} of the configuration.
 *
 * @param port 0 (any free port) to 65535
 * @param hostNames names under which browsers reach the page, besides its address and the loopback's names
 * @param passwordHashFile written by {@code peace dashboard password}; nobody can log in while it is missing
 * @param keystore in PKCS #12; empty for plain HTTP
 * @param preview whether the page shows the picture that is being recorded
 * @param videos the recorder's folder, below which the videos are
 * @param logs logs that the page can follow
 * @param proxy what is known of a reverse proxy in front of it
 * @param program what is watched, which the page is about
 * @param storage the recorder's limits, by which the device is judged; the two before it only colour the disk's tile
 */
public record DashboardConfig(
        boolean enabled,
        String address,
        int port,
        List<String> hostNames,
        Path passwordHashFile,
        boolean readWithoutLogin,
        Duration sessionLength,
        Optional<Path> keystore,
        Optional<Path> keystorePasswordFile,
        ReverseProxy proxy,
        Path recorderSocket,
        Path evidenceDir,
        long diskWarnBelow,
        long diskCriticalBelow,
        boolean preview,
        Path videos,
        Logs logs,
        StorageLimits storage,
        Program program) {

    /** Name of the section. */
    public static final String SECTION = "dashboard";

    /**
     * Where the logs are.
     *
     * @param service the watched program's log file; empty: what its unit writes to the systemd journal
     * @param unit its unit; empty where systemd does not manage it
     * @param system empty for the systemd journal
     */
    public record Logs(Optional<Path> service, Optional<String> unit, Path watchdog, Optional<Path> system) {}

    /**
     * The packaged recorder, if it is watched.
     *
     * @param limit of an exchange with it
     */
    Optional<RecorderClient> watchedRecorder(Duration limit) {
        return program.hasRecorder() ? Optional.of(new RecorderClient(recorderSocket, limit)) : Optional.empty();
    }

    /**
     * What is watched.
     *
     * @param first the program that the page is about
     * @param recorder name of the service that is the packaged recorder, which need not be the first; empty where it is not watched: only
     *     it is asked for its status, and controlled
     */
    public record Program(WatchedProgram first, Optional<String> recorder) {

        boolean hasRecorder() {
            return recorder.isPresent();
        }

        /** Whose heartbeat says what is being recorded, if any does. */
        String recordingService() {
            return recorder.orElse(first.name());
        }

        static Program read(ConfigDocument document) {
            ConfiguredService first = ConfiguredService.first(document);
            return new Program(
                    new WatchedProgram(first.name(), first.isPackagedRecorder()),
                    ConfiguredService.all(document).stream()
                            .filter(ConfiguredService::isPackagedRecorder)
                            .map(ConfiguredService::name)
                            .findFirst());
        }
    }

    /** Reads the section; problems are added to the document. */
    public static DashboardConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        StorageLimits storage = StorageLimits.of(document);
        Optional<Path> keystore = section.optionalPath(
                "tls_keystore", "PKCS #12 file with key and certificate, to serve HTTPS; not set: HTTP.");
        Optional<Path> keystorePassword =
                section.optionalPath("tls_keystore_password_file", "File that contains the password of tls_keystore.");
        if (keystore.isPresent() && keystorePassword.isEmpty()) {
            section.addProblem("tls_keystore", "requires dashboard.tls_keystore_password_file");
        }
        return new DashboardConfig(
                section.bool("enabled", "Whether the dashboard is served.", true),
                section.text("address", "Address on which the dashboard is served.", "127.0.0.1"),
                section.integer("port", "Port of the dashboard; 0: any free port.", 9102, 0, 65_535),
                section.texts(
                        "host_names",
                        "Host names under which browsers may reach it, besides its address and localhost.",
                        List.of()),
                section.path(
                        "password_hash_file",
                        "File written by 'peace dashboard password'; nobody can log in without it.",
                        Path.of("/etc/peace/dashboard.hash")),
                section.bool("read_without_login", "Whether the page can be read without a login.", false),
                section.duration(
                        "session_length",
                        "How long a login is valid.",
                        Duration.ofHours(12),
                        Duration.ofMinutes(5),
                        Duration.ofDays(30)),
                keystore,
                keystorePassword,
                proxy(section),
                section.path(
                        "recorder_socket", "Control socket of the recorder.", Path.of("/run/recorder/control.sock")),
                section.path(
                        "evidence_dir",
                        "Folder where the watchdog saves evidence.",
                        Path.of("/var/lib/peace/watchdog/evidence")),
                section.bytes(
                        "disk_warn_below",
                        "Free space below which the disk is shown in yellow (default: recorder.warn_below_free).",
                        storage.warnBelow(),
                        0),
                section.bytes(
                        "disk_critical_below",
                        "Free space below which the disk is shown in red (default: recorder.refuse_below_free).",
                        storage.refuseBelow(),
                        0),
                section.bool(
                        "preview", "Whether the page shows, after a login, the picture that is being recorded.", false),
                StorageFolderKey.of(document),
                logs(section, ConfiguredService.first(document)),
                storage,
                Program.read(document));
    }

    private static ReverseProxy proxy(ConfigSection section) {
        String basePath = section.text(
                "base_path",
                "Path below which a reverse proxy serves the page, such as /gym-1; empty for the root.",
                "");
        if (!ReverseProxy.BASE_PATH.matcher(basePath).matches()) {
            section.addProblem("base_path", "\"" + basePath + "\" is not a path such as /gym-1");
        }
        Set<InetAddress> trusted = new HashSet<>();
        for (String text : section.texts(
                "trusted_proxies",
                "IP addresses of reverse proxies, whose X-Forwarded-For, -Host, -Proto and -Prefix count.",
                List.of())) {
            ReverseProxy.literal(text)
                    .ifPresentOrElse(
                            trusted::add,
                            () -> section.addProblem("trusted_proxies", "\"" + text + "\" is not an IP address"));
        }
        return new ReverseProxy(Set.copyOf(trusted), basePath);
    }

    private static Logs logs(ConfigSection section, ConfiguredService watched) {
        return new Logs(
                section.optionalPath(
                                "service_log",
                                "The watched program's log (default: as in watchdog.services, else its unit's"
                                        + " journal).")
                        .or(watched::log),
                watched.unit(),
                section.path("watchdog_log", "The watchdog's log.", Path.of("/var/log/recorder/watchdog.log")),
                section.optionalPath(
                        "system_log", "File to show as the system's log, instead of the systemd journal."));
    }
}
