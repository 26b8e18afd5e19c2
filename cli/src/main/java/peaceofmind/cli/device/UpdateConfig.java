// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.foundation.http.UnencryptedConnection;

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
 * @param refusal why nothing is taken from {@code source}, and what to do; empty: it is safe
 */
public record UpdateConfig(
        Optional<String> source,
        Path folder,
        String service,
        Optional<Path> publicKeyFile,
        Duration verifyWithin,
        Duration healthyFor,
        int retainedVersions,
        Optional<String> refusal) {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://");

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
        Optional<String> source = section.optionalText(
                "source", "Source of new versions of the watched program: a folder, an https address or a git remote");
        Optional<Path> publicKey = section.optionalPath(
                "public_key_file", "Ed25519 key in PEM that must have signed SHA256SUMS; required for http addresses");
        Optional<String> refusal = source.flatMap(text -> refusal(text, publicKey.isPresent()));
        refusal.ifPresent(reason -> section.addRefusal("source", reason));
        return new UpdateConfig(
                source,
                section.path("folder", "Folder with versions/ and the link current", Path.of("/opt/recorder")),
                section.text(
                        "service",
                        "The watched service that runs from it (default: the first of watchdog.services)",
                        ConfiguredService.first(document).name()),
                publicKey,
                verifyWithin,
                healthyFor,
                section.integer("keep", "Number of old versions to retain", 2, 1, 20),
                refusal);
    }

    /** Whether the source is a git remote. */
    public static boolean isGit(String source) {
        return source.startsWith("git@")
                || source.startsWith("git:")
                || source.startsWith("ssh:")
                || source.endsWith(".git");
    }

    /** Anybody on the way can replace what is fetched without encryption, and the new version runs on this device. */
    private static Optional<String> refusal(String source, boolean signed) {
        Matcher scheme = SCHEME.matcher(source);
        String name = scheme.lookingAt() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
        boolean plain = name.equals("http") || name.equals("git") || name.equals("ftp");
        if (isGit(source)) {
            if (signed) {
                return Optional.of(
                        "public_key_file says nothing about a git remote: remove it, or publish signed archives");
            }
            return plain && !UnencryptedConnection.isLocal(source)
                    ? Optional.of("what " + name + ":// fetches could be replaced on the way: use https:// or ssh://")
                    : Optional.empty();
        } else if (name.equals("http")) {
            return signed || UnencryptedConnection.isLocal(source)
                    ? Optional.empty()
                    : Optional.of(
                            "what http:// fetches could be replaced on the way: use https://, or sign SHA256SUMS and set public_key_file");
        }
        return name.isEmpty() || name.equals("https")
                ? Optional.empty()
                : Optional.of(name + ":// is not supported: use a folder, https:// or a git remote");
    }
}
