package peaceofmind.foundation.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password's hash as it is kept in a file: {@code pbkdf2-sha512$ROUNDS$SALT$HASH}, salt and hash in Base64. PBKDF2 (RFC 8018) with
 * HMAC-SHA-512 and the rounds that OWASP's cheat sheet asks for: a third of a second on a Raspberry Pi 4, and as much for each guess.
 */
public final class PasswordHash {

    /** Nobody types more; and a hash of megabytes would keep the processor busy. */
    public static final int MAX_PASSWORD_LENGTH = 200;

    private static final String NAME = "pbkdf2-sha512";
    private static final int ROUNDS = 210_000;
    private static final int MAX_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a new password with a salt of its own. Takes a good part of a second on purpose. */
    public static PasswordHash of(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ROUNDS, salt, derive(password, salt, ROUNDS));
    }

    /** Reads what {@link #toText} wrote; empty when it is something else. */
    public static Optional<PasswordHash> parse(String text) {
        String[] parts = text.strip().split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(NAME) || !parts[1].matches("[1-9]\\d{0,7}")) {
            return Optional.empty();
        }
        try {
            int rounds = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            boolean sound = rounds <= MAX_ROUNDS && salt.length >= 8 && hash.length == HASH_BITS / 8;
            return sound ? Optional.of(new PasswordHash(rounds, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Whether it is that password; compares in constant time. */
    public boolean matches(char[] password) {
        return password.length <= MAX_PASSWORD_LENGTH && MessageDigest.isEqual(hash, derive(password, salt, rounds));
    }

    /** One line, without a line break. */
    public String toText() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "$", NAME, Integer.toString(rounds), base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /** Not the hash: it does not belong into logs. */
    @Override
    public String toString() {
        return "PasswordHash[" + rounds + " rounds]";
    }

    private static byte[] derive(char[] password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, HASH_BITS);
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
