// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A one-time code: 80 random bits, written as {@code ABCD-EFGH-JKMN-PQRS} in Crockford's base 32, which has no letters that are
 * mistaken for digits. Nobody guesses 80 bits, so a fast hash of them is enough.
 */
record EnrolmentCode(String text) {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 16;
    private static final int GROUP = 4;

    static EnrolmentCode random(SecureRandom random) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < LENGTH; index++) {
            text.append(index > 0 && index % GROUP == 0 ? "-" : "")
                    .append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return new EnrolmentCode(text.toString());
    }

    /** SHA-256 in hexadecimal, of what a person means: case, hyphens, and the letters O, I and L do not matter. */
    String hash() {
        return sha256(text.toUpperCase(Locale.ROOT)
                .replaceAll("[-\\s]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1'));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }

    /** Omits the code, which does not belong in logs. */
    @Override
    public String toString() {
        return "EnrolmentCode";
    }
}
