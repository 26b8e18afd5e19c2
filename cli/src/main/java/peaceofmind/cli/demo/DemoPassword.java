// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.secret.PasswordHash;

/** The dashboard password of a demo: generated at each start, printed once, stored as a hash. */
final class DemoPassword {

    /** Without characters that are easily confused. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int LENGTH = 12;

    private DemoPassword() {}

    static String generate(Path hashFile) throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        DurableFile.replace(
                hashFile, PasswordHash.of(password.toString().toCharArray()).toText() + "\n", "rw-------");
        return password.toString();
    }
}
