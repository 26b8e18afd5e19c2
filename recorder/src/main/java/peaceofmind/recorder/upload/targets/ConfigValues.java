// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/** Values that several kinds of targets need. */
final class ConfigValues {

    private ConfigValues() {}

    /** A key without a default. */
    static Optional<String> requiredText(ConfigSection section, String key, String description) {
        Optional<String> text = section.optionalText(key, description).filter(value -> !value.isBlank());
        if (section.isPresent() && text.isEmpty()) {
            section.addProblem(key, "is missing");
        }
        return text;
    }

    /** Likewise. */
    static Optional<Path> requiredPath(ConfigSection section, String key, String description) {
        Optional<Path> path = section.optionalPath(key, description);
        if (section.isPresent() && path.isEmpty()) {
            section.addProblem(key, "is missing");
        }
        return path;
    }

    /** An address of a server, without a user, a query or a fragment. */
    static Optional<URI> requiredUrl(ConfigSection section, String key, String description) {
        Optional<String> text = requiredText(section, key, description);
        Optional<URI> url = text.flatMap(ConfigValues::parse);
        if (text.isPresent() && url.isEmpty()) {
            section.addProblem(
                    key, "must be an address such as https://host/path, without a user, a password or a query");
        }
        return url;
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean valid = uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            return valid ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
