// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.foundation.log.ErrorText;

/** The file {@code SHA256SUMS} as sha256sum(1) writes it, and its signature. */
final class Checksums {

    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64}) [ *]([^/]+)");

    private Checksums() {}

    /** Checksums by file name. Lines of another form are an error: a list that is only partly understood cannot be trusted. */
    static Map<String, String> parse(String text) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                sums.put(matcher.group(2), matcher.group(1).toLowerCase(Locale.ROOT));
            } else if (!line.isBlank()) {
                throw new IOException("SHA256SUMS has a malformed line: " + line);
            }
        }
        return sums;
    }

    /** Throws if the file has another checksum. */
    static void check(Path file, String expected) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            String actual = HexFormat.of().formatHex(digest.digest());
            if (!actual.equals(expected)) {
                throw new IOException(file.getFileName() + " is damaged or not the released file: its checksum is "
                        + actual + ", not " + expected);
            }
        } catch (GeneralSecurityException absent) {
            throw new IOException("this Java runtime has no SHA-256", absent);
        }
    }

    /**
     * Throws if the text was not signed with that key.
     *
     * @param publicKey PEM of an Ed25519 key, as openssl pkey -pubout writes it
     * @param signature 64 bytes, or those in base64
     */
    static void checkSignature(byte[] text, byte[] signature, String publicKey) throws IOException {
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(publicKey.replaceAll("-----[A-Z ]+-----", ""));
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text);
            byte[] raw = signature.length == 64
                    ? signature
                    : Base64.getMimeDecoder().decode(new String(signature, StandardCharsets.US_ASCII).strip());
            if (!verifier.verify(raw)) {
                throw new IOException("SHA256SUMS was not signed with the configured key");
            }
        } catch (GeneralSecurityException | IllegalArgumentException invalid) {
            throw new IOException("cannot check the signature of SHA256SUMS: " + ErrorText.of(invalid), invalid);
        }
    }
}
