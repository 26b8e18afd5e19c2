// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.device.TargetDevice.FullConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;

/**
 * Finds mistakes that make no process refuse a configuration and yet cannot be meant: a port used twice, a recipient without an at sign.
 * A process that runs unattended starts with them (decision 30); a person who checks the file wants to know all of them.
 */
public final class ConfigReview {

    /** One kind of mistake. */
    interface Rule {
        /** Adds a problem for each. */
        void check(ReviewedConfig config);
    }

    /** Mistakes in the text, wherever it is read. */
    private static final List<Rule> TEXT_RULES = List.of(
            AddressRules::urls,
            AddressRules::listeningAddresses,
            AddressRules::hosts,
            AddressRules::mailAddresses,
            AddressRules::updateSource,
            AddressRules::portsUsedTwice,
            DeliveryRules::receiversTwice,
            DeliveryRules::recipientsWithoutServer,
            DeliveryRules::reportsToNobody,
            ChannelRules::recipients,
            ServiceRules::units,
            ServiceRules::unitsTwice,
            ServiceRules::heartbeatsTwice,
            ServiceRules::missingHeartbeats,
            ServiceRules::heartbeatOfAgent,
            CameraRules::sourcesTwice,
            CameraRules::soundsTwice,
            FileRules::relativePaths,
            ConfigReview::emptyTexts);

    /** Mistakes that only the device itself can find. */
    private static final List<Rule> FILE_RULES = List.of(
            FileRules::missingFiles, FileRules::refusedHeartbeats, FileRules::missingCommands, ChannelRules::tokens);

    private ConfigReview() {}

    /**
     * Checks a configuration thoroughly.
     *
     * @param elsewhere whether it is for another device, whose files are not here
     * @throws ConfigException with every mistake, those that a process would refuse included
     */
    public static FullConfig check(ConfigDocument document, boolean elsewhere) throws ConfigException {
        return check(document, elsewhere, Set.of());
    }

    /**
     * The same for a file that has more than a configuration.
     *
     * @param otherSections sections that somebody else has read
     */
    public static FullConfig check(ConfigDocument document, boolean elsewhere, Set<String> otherSections)
            throws ConfigException {
        FullConfig config = TargetDevice.read(document);
        ReviewedConfig reviewed = new ReviewedConfig(document, config);
        Stream.concat(TEXT_RULES.stream(), elsewhere ? Stream.empty() : FILE_RULES.stream())
                .forEach(rule -> rule.check(reviewed));
        document.countRefusals();
        TargetDevice.check(document, otherSections);
        return config;
    }

    /** What works, and what the owner should know of: for people, each with the key that it is about. */
    public static List<String> warnings(FullConfig config) {
        return ChannelRules.warnings(config.notification());
    }

    /** A name that is present but empty: its default applies, which hardly is meant. */
    private static void emptyTexts(ReviewedConfig config) {
        for (var entry : config.emptyEntries()) {
            String name = entry.path().substring(entry.path().lastIndexOf('.') + 1);
            boolean isName =
                    name.equals("name") || name.equals("job") || name.equals("unit") || name.equals("instance");
            config.keys().stream()
                    .filter(key -> isName && key.path().equals(entry.path()))
                    .findFirst()
                    .ifPresent(key -> config.addProblem(
                            entry.path(),
                            "is empty, so "
                                    + (key.defaultValue().isEmpty()
                                            ? "it is not set"
                                            : "it is \"" + key.defaultValue() + "\"")
                                    + ": set it, or remove the key"));
        }
    }
}
