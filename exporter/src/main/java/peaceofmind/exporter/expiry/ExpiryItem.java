package peaceofmind.exporter.expiry;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that ends one day.
 *
 * @param name the key of the configuration that names it, or the name that was given to it there
 */
public record ExpiryItem(String name, Source source) {

    /** Where its end is found. */
    public sealed interface Source {}

    /** Certificates in PEM form: the first end of them counts. */
    public record Certificates(Path file) implements Source {}

    /** PKCS #12: the first end of its certificates counts. */
    public record Keystore(Path file, Optional<Path> passwordFile) implements Source {}

    /** A token that tells its end when it is a JWT (RFC 7519); of others nobody knows it. */
    public record Token(Path file) implements Source {}

    /** An end that the owner wrote down. */
    public record Configured(Instant expiry) implements Source {}
}
