// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password hash by bcrypt, as {@code htpasswd -B} and Prometheus write it: {@code $2b$COST$SALTHASH}. Of a password, the first 72 bytes
 * count. Only verifies: our own passwords are stored as {@link PasswordHash}.
 */
public final class BcryptHash {

    /** Half a minute on a Raspberry Pi 4 would be 2^16 rounds. */
    public static final int MAX_COST = 14;

    private static final Pattern FORMAT =
            Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");
    private static final String DIGITS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int MIN_COST = 4;
    private static final int MAX_PASSWORD_BYTES = 72;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 23;
    private static final String TEXT = "OrpheanBeholderScryDoubt";
    private static final int ENCRYPTIONS = 64;

    private final String text;
    private final int cost;
    private final byte[] salt;
    private final byte[] hash;

    private BcryptHash(String text, int cost, byte[] salt, byte[] hash) {
        this.text = text;
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    /** Empty for anything but a hash with a cost from 4 to {@link #MAX_COST}. */
    public static Optional<BcryptHash> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int cost = Integer.parseInt(matcher.group(1));
        return cost < MIN_COST || cost > MAX_COST
                ? Optional.empty()
                : Optional.of(new BcryptHash(
                        text, cost, decode(matcher.group(2), SALT_BYTES), decode(matcher.group(3), HASH_BYTES)));
    }

    /** As it is written in a file. */
    public String text() {
        return text;
    }

    /** Whether this is the hash of that password; compares in constant time. Deliberately slow. */
    public boolean matches(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        // With the zero at its end, which belongs to the key.
        byte[] key = Arrays.copyOf(bytes, Math.min(bytes.length + 1, MAX_PASSWORD_BYTES));
        return MessageDigest.isEqual(hash, derive(key));
    }

    private byte[] derive(byte[] key) {
        Blowfish state = new Blowfish();
        byte[] zeros = new byte[SALT_BYTES];
        state.expandKey(salt, key);
        for (int round = 0; round < 1 << cost; round++) {
            state.expandKey(zeros, key);
            state.expandKey(zeros, salt);
        }
        int[] blocks = new int[TEXT.length() / Integer.BYTES];
        for (int i = 0; i < TEXT.length(); i++) {
            blocks[i / Integer.BYTES] = blocks[i / Integer.BYTES] << 8 | TEXT.charAt(i);
        }
        for (int i = 0; i < blocks.length; i += 2) {
            for (int n = 0; n < ENCRYPTIONS; n++) {
                state.encrypt(blocks, i);
            }
        }
        byte[] derived = new byte[HASH_BYTES];
        for (int i = 0; i < HASH_BYTES; i++) {
            derived[i] = (byte) (blocks[i / Integer.BYTES] >>> (8 * (3 - i % Integer.BYTES)));
        }
        return derived;
    }

    /** Base64 with digits and bit order of its own; surplus bits are ignored. */
    private static byte[] decode(String text, int length) {
        byte[] bytes = new byte[length];
        int buffer = 0;
        int bits = 0;
        int count = 0;
        for (int i = 0; i < text.length() && count < length; i++) {
            buffer = buffer << 6 | DIGITS.indexOf(text.charAt(i));
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[count++] = (byte) (buffer >>> bits);
            }
        }
        return bytes;
    }

    /** Omits the hash, which does not belong in logs. */
    @Override
    public String toString() {
        return "BcryptHash[cost " + cost + "]";
    }
}
