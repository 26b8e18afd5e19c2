package peaceofmind.cli.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code update} of the configuration.
 *
 * @param source of the watched program: a folder, an http(s) address, or a git remote; empty: it is not updated by us
 * @param folder with {@code versions/} and the link {@code current}
 * @param service of the watchdog that runs from it
 * @param publicKeyFile an Ed25519 key in PEM: the checksums must then be signed; empty: the checksum alone counts
 * @param verifyWithin a new version that is not healthy within this time is rolled back
 * @param healthyFor without a break
 * @param keptVersions versions beside the current one
 */
public record UpdateConfig(
        Optional<String> source,
        Path folder,
        String service,
        Optional<Path> publicKeyFile,
        Duration verifyWithin,
        Duration healthyFor,
        int keptVersions) {

    /** Name of the section. */
    public static final String SECTION = "update";

    /** Asks for every key; mistakes are recorded in the document. */
    public static UpdateConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        Duration second = Duration.ofSeconds(1);
        Duration verifyWithin = section.duration(
                "verify_within",
                "A new version that is not healthy within this time is rolled back",
                Duration.ofMinutes(5),
                second.multipliedBy(5),
                Duration.ofHours(1));
        Duration healthyFor = section.duration(
                "healthy_for",
                "So long it must beat without a break and without an error",
                Duration.ofMinutes(1),
                second,
                Duration.ofMinutes(30));
        if (healthyFor.compareTo(verifyWithin) >= 0) {
            section.addProblem("healthy_for", "must be shorter than verify_within");
        }
        return new UpdateConfig(
                section.optionalText(
                        "source", "Where new versions of the watched program are: a folder, an address, a git remote"),
                section.path("folder", "Keeps versions/ and the link current", Path.of("/opt/recorder")),
                section.text("service", "The watched service that runs from it", "recorder"),
                section.optionalPath("public_key_file", "Ed25519 key in PEM; with it, SHA256SUMS must be signed"),
                verifyWithin,
                healthyFor,
                section.integer("keep", "Old versions kept", 2, 1, 20));
    }
}
