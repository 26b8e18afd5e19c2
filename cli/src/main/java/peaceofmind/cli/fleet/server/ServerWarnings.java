// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.fleet.inventory.ServerConfig;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/** What works today, and is about to fail: a certificate that expires, a disk that is too small. */
record ServerWarnings(Machine machine, Clock clock) {

    /** Before that the alert comes, too. */
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    /** Sentences for the person who sets the server up; none when all is well. */
    List<String> of(ServerConfig server, String data) {
        List<String> warnings = new ArrayList<>();
        certificate(server.certificate()).ifPresent(warnings::add);
        disk(server.retentionBytes(), data).ifPresent(warnings::add);
        return warnings;
    }

    private Optional<String> certificate(Path path) {
        Path file = machine.path(path);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate first =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            Instant expiry = first.getNotAfter().toInstant();
            Duration left = Duration.between(clock.now(), expiry);
            if (left.isNegative()) {
                return Optional.of(
                        "WARNING: the certificate " + path + " has expired " + HumanFormat.duration(left.negated())
                                + " ago: devices refuse to send until it is renewed; what they have waits there.");
            }
            return left.compareTo(EXPIRES_SOON) < 0
                    ? Optional.of("WARNING: the certificate " + path + " expires in " + HumanFormat.duration(left)
                            + ": renew it, or devices refuse to send after that.")
                    : Optional.empty();
        } catch (IOException | CertificateException unreadable) {
            return Optional.of("WARNING: the certificate " + path + " cannot be read: " + ErrorText.of(unreadable));
        }
    }

    private Optional<String> disk(long retentionBytes, String data) {
        Path folder = machine.path(data);
        for (Path up = folder.getParent(); up != null && !Files.exists(folder); up = folder.getParent()) {
            folder = up;
        }
        try {
            FileStore disk = Files.getFileStore(folder);
            return disk.getTotalSpace() < retentionBytes
                    ? Optional.of("WARNING: the disk of " + data + " has " + HumanFormat.bytes(disk.getTotalSpace())
                            + ", and fleet.server.retention_size is " + HumanFormat.bytes(retentionBytes)
                            + ": it will be full before the oldest samples are deleted. Lower it, or enlarge the disk.")
                    : Optional.empty();
        } catch (IOException unknown) {
            return Optional.of("WARNING: the disk of " + data + " is not known: " + ErrorText.of(unknown));
        }
    }
}
