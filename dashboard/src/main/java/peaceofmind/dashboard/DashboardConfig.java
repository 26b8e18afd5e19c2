package peaceofmind.dashboard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code dashboard} of the configuration.
 *
 * @param port 0 (any free one) to 65535
 * @param hostNames by which browsers call the page, besides its address and the loopback's names
 * @param passwordHashFile what {@code peace dashboard password} writes; not there: nobody can log in
 * @param keystore PKCS #12; empty: plain HTTP
 * @param logs what can be followed on the page
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
        Path recorderSocket,
        Path evidenceDir,
        long diskWarnBelow,
        long diskCriticalBelow,
        Logs logs) {

    /** Name of the section. */
    public static final String SECTION = "dashboard";

    /**
     * Where logs are.
     *
     * @param system empty: the system's journal
     */
    public record Logs(Path service, Path watchdog, Optional<Path> system) {}

    /** Reads the section; mistakes are recorded in the document. */
    public static DashboardConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        Optional<Path> keystore =
                section.optionalPath("tls_keystore", "PKCS #12 file with key and certificate: then HTTPS is served.");
        Optional<Path> keystorePassword =
                section.optionalPath("tls_keystore_password_file", "File with the password of tls_keystore.");
        if (keystore.isPresent() && keystorePassword.isEmpty()) {
            section.addProblem("tls_keystore", "needs dashboard.tls_keystore_password_file beside it");
        }
        return new DashboardConfig(
                section.bool("enabled", "Whether the dashboard is served.", true),
                section.text("address", "Address on which the dashboard is served.", "127.0.0.1"),
                section.integer("port", "Port of the dashboard; 0 takes any free one.", 9102, 0, 65_535),
                section.texts(
                        "host_names",
                        "Names by which browsers call it, besides its address and localhost: others are refused.",
                        List.of()),
                section.path(
                        "password_hash_file",
                        "File that 'peace dashboard password' writes; without it nobody can log in.",
                        Path.of("/etc/peace/dashboard.hash")),
                section.bool("read_without_login", "Whether everybody who reaches the page may read it.", false),
                section.duration(
                        "session_length",
                        "A login lasts so long.",
                        Duration.ofHours(12),
                        Duration.ofMinutes(5),
                        Duration.ofDays(30)),
                keystore,
                keystorePassword,
                section.path("recorder_socket", "Where the recorder is asked.", Path.of("/run/recorder/control.sock")),
                section.path(
                        "evidence_dir",
                        "Folder of the evidence that the watchdog saves.",
                        Path.of("/var/lib/peace/watchdog/evidence")),
                section.bytes("disk_warn_below", "Free space from which the disk is shown yellow.", "10GB", 0),
                section.bytes("disk_critical_below", "Free space from which the disk is shown red.", "5GB", 0),
                logs(section));
    }

    private static Logs logs(ConfigSection section) {
        return new Logs(
                section.path("service_log", "The recorder's log.", Path.of("/var/log/recorder/service.log")),
                section.path("watchdog_log", "The watchdog's log.", Path.of("/var/log/recorder/watchdog.log")),
                section.optionalPath("system_log", "A file to follow as the system's log, instead of the journal."));
    }
}
