// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password hash as stored in a file: {@code pbkdf2-sha512$ITERATIONS$SALT$HASH}, with salt and hash in Base64. PBKDF2 (RFC 8018)
 * with HMAC-SHA-512 and the iterations recommended by OWASP's cheat sheet: a third of a second on a Raspberry Pi 4, and as much for
 * each guess.
 */
public final class PasswordHash {

    /** Nobody types more, and hashing megabytes would keep the CPU busy. */
    public static final int MAX_PASSWORD_LENGTH = 200;

    private static final String ALGORITHM = "pbkdf2-sha512";
    private static final int ITERATIONS = 210_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a new password with a random salt. Deliberately slow: takes a good part of a second. */
    public static PasswordHash of(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
    }

    /** Parses the output of {@link #toText}; empty for anything else. */
    public static Optional<PasswordHash> parse(String text) {
        String[] parts = text.strip().split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(ALGORITHM) || !parts[1].matches("[1-9]\\d{0,7}")) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            boolean valid = iterations <= MAX_ITERATIONS && salt.length >= 8 && hash.length == HASH_BITS / 8;
            return valid ? Optional.of(new PasswordHash(iterations, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Whether this is the hash of that password; compares in constant time. */
    public boolean matches(char[] password) {
        return password.length <= MAX_PASSWORD_LENGTH
                && MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    /** The hash as stored in a file, without a line break. */
    public String toText() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "$", ALGORITHM, Integer.toString(iterations), base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /** Omits the hash, which does not belong in logs. */
    @Override
    public String toString() {
        return "PasswordHash[" + iterations + " iterations]";
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA512", impossible);
        } finally {
            spec.clearPassword();
        }
    }
}
