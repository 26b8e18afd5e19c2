// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;

/**
 * The section {@code update} of the configuration.
 *
 * @param source of new versions of the watched program: a folder, an http(s) address or a git remote; empty: we do not update it
 * @param folder holds {@code versions/} and the link {@code current}
 * @param service the watched service that runs from {@code folder}
 * @param publicKeyFile an Ed25519 key in PEM that must have signed the checksums; empty: unsigned checksums suffice
 * @param verifyWithin a new version that is not healthy within this time is rolled back
 * @param healthyFor how long a new version must be healthy without interruption
 * @param retainedVersions old versions retained
 */
public record UpdateConfig(
        Optional<String> source,
        Path folder,
        String service,
        Optional<Path> publicKeyFile,
        Duration verifyWithin,
        Duration healthyFor,
        int retainedVersions) {

    /** Name of the section. */
    public static final String SECTION = "update";

    /** Reads every key; mistakes are recorded in the document. */
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
                "How long it must be healthy without interruption",
                Duration.ofMinutes(1),
                second,
                Duration.ofMinutes(30));
        if (healthyFor.compareTo(verifyWithin) >= 0) {
            section.addProblem("healthy_for", "must be shorter than verify_within");
        }
        return new UpdateConfig(
                section.optionalText(
                        "source",
                        "Source of new versions of the watched program: a folder, an http(s) address or a git remote"),
                section.path("folder", "Folder with versions/ and the link current", Path.of("/opt/recorder")),
                section.text(
                        "service",
                        "The watched service that runs from it (default: the first of watchdog.services)",
                        ConfiguredService.first(document).name()),
                section.optionalPath("public_key_file", "Ed25519 key in PEM that must have signed SHA256SUMS"),
                verifyWithin,
                healthyFor,
                section.integer("keep", "Number of old versions to retain", 2, 1, 20));
    }
}
