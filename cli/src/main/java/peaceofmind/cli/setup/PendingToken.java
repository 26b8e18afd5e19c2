// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import peaceofmind.foundation.file.DurableFile;

/**
 * A token that the device has chosen, on disk before the server gets it: where the response to its enrolment is lost, the same code is
 * repeated with the same token, and means the same login. The first line of the file is the token, the second the hash of the code.
 */
record PendingToken(Path file, String token) {

    private static final int TOKEN_BYTES = 32;

    /** The one of an earlier attempt with that code, or a new one. */
    static PendingToken of(Path folder, String codeAndServer) throws IOException {
        Path file = folder.resolve("enrolment.pending");
        String hash = hash(codeAndServer);
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() == 2 && lines.get(1).equals(hash)) {
                return new PendingToken(file, lines.getFirst());
            }
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        DurableFile.replace(file, token + "\n" + hash + "\n", "rw-------");
        return new PendingToken(file, token);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }

    /** Omits the token, which does not belong in logs. */
    @Override
    public String toString() {
        return "PendingToken[" + file + "]";
    }
}
