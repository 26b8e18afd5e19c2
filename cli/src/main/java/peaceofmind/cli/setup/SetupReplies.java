// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What was answered so far, by flags or to questions; a signal can come at any of them. Thread-safe. */
final class SetupReplies {

    private SetupOptions options;
    private OutboundSettings outbound;
    private final Map<Secret, String> secrets = new EnumMap<>(Secret.class);
    private boolean hasAny;

    SetupReplies(SetupOptions options, OutboundSettings outbound, Map<Secret, String> secrets) {
        this.options = options;
        this.outbound = outbound;
        this.secrets.putAll(secrets);
    }

    synchronized SetupOptions options() {
        return options;
    }

    synchronized OutboundSettings outbound() {
        return outbound;
    }

    /** In the order in which they are asked for. */
    synchronized Map<Secret, String> secrets() {
        return Collections.unmodifiableMap(new EnumMap<>(secrets));
    }

    /** Whether a question was answered. */
    synchronized boolean hasAny() {
        return hasAny;
    }

    synchronized void update(SetupOptions newOptions) {
        options = newOptions;
        hasAny = true;
    }

    synchronized void update(OutboundSettings newOutbound) {
        outbound = newOutbound;
        hasAny = true;
    }

    synchronized void update(Map<Secret, String> newSecrets) {
        secrets.putAll(newSecrets);
    }

    /** Writes them to the configuration, the secrets only as names of their files. */
    synchronized void applyTo(ConfigTree tree, OutboundConfig outboundConfig) {
        tree.apply(options);
        outboundConfig.apply(outbound, Set.copyOf(secrets.keySet()));
    }
}
