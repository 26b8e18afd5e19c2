// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.util.regex.Pattern;

/** Masks secrets in a text: a bundle is read by people who must not see them. */
final class SecretMasking {

    private static final Pattern KEY_VALUE = Pattern.compile(
            "(?i)((?:password|passwd|secret|token|api_?key|bearer|authorization|credential\\w*)[\"']?\\s*[:=]\\s*)"
                    + "(?:(?:bearer|basic)\\s+)?(\"[^\"]*\"|'[^']*'|[^\\s,}\\]]+)");
    private static final Pattern URL_CREDENTIALS = Pattern.compile("(\\w+://)[^/@\\s]+@");

    private SecretMasking() {}

    static String mask(String text) {
        return URL_CREDENTIALS
                .matcher(KEY_VALUE.matcher(text).replaceAll("$1***"))
                .replaceAll("$1***@");
    }
}
