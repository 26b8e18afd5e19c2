// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.alerting.notify.NotifyConfig;
import peaceofmind.alerting.notify.WebhookConfig;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.secret.SecretMask;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.shipping.ping.PingConfig;

/**
 * The mask for a device's bundle: what shipped logs hide, and the secrets that this device has, wherever they stand. Those are the addresses
 * of its webhooks and the lines of the files in which its secrets are.
 */
final class BundleSecrets {

    private static final int MAX_SECRET_FILE_BYTES = 64 * 1024;
    private static final int MAX_VALUES = 200;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    /** Files that the configuration names; certificates and public keys are no secrets. */
    private static final Pattern SECRET_FILE = Pattern.compile(
            "(?m)^[ \\t]*+(?:-[ \\t]++)?[a-z_]{0,60}?(?:password|token|url|hash|source)_file[ \\t]*+:[ \\t]*+[\"']?([^\\s\"'#]++)");

    private static final Pattern URL_PATH = Pattern.compile("https?://[^/\\s]++/(\\S++)");

    private BundleSecrets() {}

    /** @param configText the configuration file, which may have mistakes */
    static SecretMask mask(TargetDevice device, String configText) throws InterruptedException {
        Set<String> values = new LinkedHashSet<>();
        List<Pattern> patterns = new ArrayList<>();
        try {
            ConfigDocument document = device.document();
            LogsDestinationConfig.readAll(document).forEach(destination -> patterns.addAll(destination.mask()));
            for (WebhookConfig webhook : NotifyConfig.read(document).webhooks()) {
                webhook.url().ifPresent(url -> addUrl(url, values));
                webhook.to().ifPresent(values::add);
                webhook.remoteCommands().url().ifPresent(url -> addUrl(url, values));
            }
            PingConfig.readAll(document).forEach(ping -> ping.url().ifPresent(url -> addUrl(url, values)));
        } catch (ConfigException unreadable) {
            // The bundle is all the more needed; the built-in patterns still apply.
        }
        UntrustedFiles files = new UntrustedFiles(MAX_SECRET_FILE_BYTES, READ_TIMEOUT);
        Matcher named = SECRET_FILE.matcher(configText);
        while (named.find()) {
            addFile(files.read(Path.of(named.group(1))), values);
        }
        return new SecretMask(patterns, values.stream().limit(MAX_VALUES).toList());
    }

    private static void addFile(String content, Set<String> values) {
        content.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("-----"))
                .forEach(line -> {
                    values.add(line);
                    addUrl(line, values);
                });
    }

    /** With most receivers the path alone is the secret, and errors may show it without the host. */
    private static void addUrl(String url, Set<String> values) {
        Matcher matcher = URL_PATH.matcher(url);
        if (matcher.matches()) {
            values.add(matcher.group(1));
        }
    }
}
