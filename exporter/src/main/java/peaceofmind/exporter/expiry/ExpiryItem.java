// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.expiry;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that expires.
 *
 * @param name the configuration key of its file, or the name given to it in {@code agent.expires}
 */
public record ExpiryItem(String name, Source source) {

    /** Where the expiry is read from. */
    public sealed interface Source {}

    /** Certificates in PEM form: the earliest expiry counts. */
    public record Certificates(Path file) implements Source {}

    /** PKCS #12: the earliest expiry of its certificates counts. */
    public record Keystore(Path file, Optional<Path> passwordFile) implements Source {}

    /** A token: a JWT (RFC 7519) has an expiry, that of others is unknown. */
    public record Token(Path file) implements Source {}

    /** An expiry from the configuration. */
    public record Configured(Instant expiry) implements Source {}
}
