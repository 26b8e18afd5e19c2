// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.fleet.inventory.InventoryFile;
import peaceofmind.cli.fleet.inventory.ServerConfig;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.PrometheusRules;
import peaceofmind.heartbeat.json.Json.JsonText;

/** Generates every file of the server from the inventory and the templates in {@code packaging/fleet}. */
final class ServerFiles {

    /** A device that was offline sends its backlog; what is later is refused by Prometheus, and dropped and counted by the device. */
    private static final Duration LATE_WINDOW = Duration.ofDays(2);

    /** Until a silent device is reported: the evaluation, and the time in which Alertmanager waits for more of the same. */
    private static final Duration REPORTING_TIME = Duration.ofSeconds(30);

    /** Between two of Prometheus' samples of itself, as in {@code prometheus.yml}. */
    private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);

    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z_]+)@");

    private final FleetInventory inventory;
    private final ServerConfig server;
    private final ServerLayout layout;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** What is in the files that the configuration names. */
    record Secrets(Optional<String> mailPassword, Optional<String> pingUrl) {}

    ServerFiles(FleetInventory inventory, ServerConfig server, ServerLayout layout, Secrets secrets) {
        this.inventory = inventory;
        this.server = server;
        this.layout = layout;
        addPlaces();
        addMail(secrets);
        values.put("LATE", PrometheusRules.formatDuration(LATE_WINDOW));
        values.put("SILENT", PrometheusRules.formatDuration(silenceLimit(inventory.silentAfter())));
        values.put("SILENT_AFTER", PrometheusRules.formatDuration(inventory.silentAfter()));
        values.put("OWN_SAMPLES", Long.toString(ownSamples(inventory.silentAfter())));
        values.put("EXPECTED", expected());
        values.put("RETENTION", PrometheusRules.formatDuration(server.retention()));
        values.put("RETENTION_SIZE", server.retentionBytes() / (1 << 20) + "MB");
        addContainers();
    }

    /** Programs in containers get the arguments that the units give them. */
    private void addContainers() {
        values.put("ETC_FOLDER", quoted(layout.etc()));
        values.put("STATE_FOLDER", quoted(layout.state()));
        values.put("DATA_FOLDER", quoted(layout.data()));
        values.put("NGINX_CONF", quoted(nginxConf()));
        values.put("INVENTORY", quoted(layout.root() + InventoryFile.SYSTEM));
        values.put("PROMETHEUS_ARGUMENTS", arguments("prometheus.service.conf"));
        values.put("ALERTMANAGER_ARGUMENTS", arguments("alertmanager.service.conf"));
    }

    private String arguments(String dropIn) {
        String unit = filled(dropIn);
        String command = unit.substring(unit.lastIndexOf("ExecStart=")).strip();
        return Stream.of(command.split(" "))
                .skip(1)
                .map(ServerFiles::quoted)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private String nginxConf() {
        return layout.root() + "/etc/nginx/conf.d/peace-fleet.conf";
    }

    private void addPlaces() {
        values.put("ROOT", layout.root());
        values.put("ETC", layout.etc());
        values.put("STATE", layout.state());
        values.put("DATA", layout.data());
        values.put("HOST", quoted(server.host()));
        values.put("SERVER_NAME", server.host());
        values.put("CERTIFICATE", quoted(server.certificate().toString()));
        values.put("KEY", quoted(server.key().toString()));
        values.put(
                "LISTEN",
                layout.listen().stream()
                        .map(address -> "    listen " + address + " ssl;")
                        .collect(Collectors.joining("\n")));
        values.put("HTTPS_PORT", Integer.toString(layout.httpsPort()));
        values.put("PROMETHEUS_PORT", Integer.toString(layout.prometheusPort()));
        values.put("ALERTMANAGER_PORT", Integer.toString(layout.alertmanagerPort()));
        values.put("ENROLMENT_PORT", Integer.toString(layout.enrolmentPort()));
    }

    private void addMail(Secrets secrets) {
        values.put("SMTP", quoted(server.smtp()));
        values.put("MAIL_FROM", quoted(server.mailFrom()));
        values.put("SMTP_TLS", Boolean.toString(server.smtpTls()));
        values.put(
                "SMTP_LOGIN",
                server.smtpUser()
                        .map(user -> "  smtp_auth_username: " + quoted(user) + "\n  smtp_auth_password_file: "
                                + quoted(mailPasswordFile()))
                        .orElse("  # Without a login."));
        values.put(
                "MAIL_TO",
                server.mailTo().stream()
                        .map(address -> "      - {to: " + quoted(address) + ", send_resolved: true}")
                        .collect(Collectors.joining("\n")));
        values.put("ALIVE", secrets.pingUrl().isPresent() ? "ping" : "nobody");
        values.put(
                "PING",
                secrets.pingUrl()
                        .map(url -> "  - name: ping\n    webhook_configs:\n      - {url: " + quoted(url)
                                + ", send_resolved: false}")
                        .orElse("  # No ping: fleet.server.ping_url_file is not set."));
    }

    /** Without a sample for that long, a device is reported as silent in time. */
    static Duration silenceLimit(Duration silentAfter) {
        Duration inTime = silentAfter.minus(REPORTING_TIME);
        Duration half = silentAfter.dividedBy(2);
        return Duration.ofSeconds((inTime.compareTo(half) > 0 ? inTime : half).toSeconds());
    }

    /**
     * How many samples of itself Prometheus has in that time if it has worked nearly all along: a device that is well has had the chance to
     * report, and a pause of the server that is short beside that time is no excuse.
     */
    static long ownSamples(Duration silentAfter) {
        return Math.max(1, Math.ceilDiv(silentAfter.dividedBy(SCRAPE_INTERVAL) * 9, 10));
    }

    private String mailPasswordFile() {
        return layout.etc() + "/mail.password";
    }

    /** The files of a machine that runs the programs in containers: no units, users or folders of systemd. */
    List<ServerFile> forContainers(Secrets secrets) {
        Set<String> needed = Set.of(layout.etc(), nginxConf(), layout.root() + "/usr/local/sbin/peace-fleet-backup");
        List<ServerFile> files = new ArrayList<>();
        for (ServerFile file : all(secrets)) {
            if (needed.stream().anyMatch(path -> file.path().startsWith(path))) {
                // Alertmanager is root in its container, without the rights to read what is somebody else's.
                files.add(new ServerFile(file.path(), file.text(), file.permissions(), "root"));
            }
        }
        files.add(ServerFile.readable(layout.etc() + "/compose.yaml", filled("compose.yaml")));
        return files;
    }

    /** All files of a machine, those first that others name. */
    List<ServerFile> all(Secrets secrets) {
        String units = layout.root() + "/etc/systemd/system";
        List<ServerFile> files = new ArrayList<>();
        secrets.mailPassword().ifPresent(password -> files.add(ServerFile.secret(mailPasswordFile(), password + "\n")));
        files.add(ServerFile.readable(
                layout.etc() + "/rules/peace-rules.yml", PrometheusRules.toYaml(AlertCatalogue.rules(), List.of())));
        files.add(ServerFile.readable(layout.etc() + "/rules/fleet-rules.yml", filled("fleet-rules.yml")));
        files.add(ServerFile.readable(layout.etc() + "/prometheus.yml", filled("prometheus.yml")));
        files.add(ServerFile.secret(layout.etc() + "/alertmanager.yml", filled("alertmanager.yml")));
        files.add(ServerFile.readable(nginxConf(), filled("nginx.conf")));
        files.add(ServerFile.readable(
                units + "/prometheus.service.d/peace-fleet.conf", filled("prometheus.service.conf")));
        files.add(ServerFile.readable(
                units + "/prometheus-alertmanager.service.d/peace-fleet.conf", filled("alertmanager.service.conf")));
        files.add(
                ServerFile.readable(units + "/peace-fleet-enrolment.service", filled("peace-fleet-enrolment.service")));
        files.add(ServerFile.readable(layout.root() + "/etc/sysusers.d/peace-fleet.conf", filled("sysusers.conf")));
        files.add(ServerFile.readable(layout.root() + "/etc/tmpfiles.d/peace-fleet.conf", filled("tmpfiles.conf")));
        for (String script : List.of("peace-fleet-backup", "peace-fleet-restore")) {
            files.add(ServerFile.executable(layout.root() + "/usr/local/sbin/" + script, filled(script)));
        }
        return files;
    }

    /** A series for each device, present whether it reports or not. */
    private String expected() {
        return inventory.devices().stream().map(ServerFiles::expected).collect(Collectors.joining("\n"));
    }

    private static String expected(InventoryDevice device) {
        StringBuilder labels = new StringBuilder("instance: " + quoted(device.name()));
        device.customer().ifPresent(customer -> labels.append(", customer: ").append(quoted(customer)));
        device.place().ifPresent(place -> labels.append(", location: ").append(quoted(place)));
        return "      - {record: peace_fleet_expected, expr: vector(1), labels: {" + labels + "}}";
    }

    private String filled(String template) {
        Matcher matcher = PLACEHOLDER.matcher(resource(template));
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new IllegalStateException(template + ": no value for " + matcher.group());
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }

    private static String resource(String name) {
        try (InputStream file = ServerFiles.class.getResourceAsStream("files/" + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing in this build of peace");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(name + " in this build of peace is unreadable", unreadable);
        }
    }

    /** JSON strings are valid YAML, and for paths and names also nginx's. */
    private static String quoted(String text) {
        return new JsonText(text).toJson();
    }
}
