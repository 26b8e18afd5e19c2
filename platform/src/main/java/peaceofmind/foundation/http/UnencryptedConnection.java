// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The rule for credentials on connections without TLS: anybody on the way can read them, so they are sent to this machine only, unless the
 * configuration allows it. A destination that breaks the rule is off; all others work.
 */
public final class UnencryptedConnection {

    /** The key that allows it, beside the destination. */
    public static final String ALLOW_KEY = "allow_insecure";

    private UnencryptedConnection() {}

    /** Reads the key {@code allow_insecure}. */
    public static boolean readAllowed(ConfigSection section) {
        return section.bool(
                ALLOW_KEY, "Send credentials without TLS to another machine, readable for anybody on the way.", false);
    }

    /**
     * Why a destination is refused, and what to do, as the end of a sentence.
     *
     * @param secret what would be sent, such as {@code the password}
     * @param encryption what to use instead, such as {@code https}
     */
    public static String refusal(String secret, String encryption) {
        return "would send " + secret + " without encryption to another machine: use " + encryption + ", or set "
                + ALLOW_KEY + ": true if nobody else can read on the way";
    }

    /** Whether an address is {@code http} to another machine. */
    public static boolean isPlainToAnotherMachine(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("http:") && !isLocal(url);
    }

    /** Whether the host of an address is this machine; false if there is none. */
    public static boolean isLocal(String url) {
        try {
            String host = new URI(url).getHost();
            return host != null && isLocalHost(host);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /** Whether a host is this machine's loopback, by its usual name or by its address. */
    public static boolean isLocalHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || name.equals("[::1]")
                || name.matches("127(?:\\.\\d{1,3}){3}");
    }
}
