// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksumsTest {

    private static final byte[] TEXT = "the list".getBytes(StandardCharsets.UTF_8);

    @Test
    void aListAsSha256sumWritesItIsRead() throws Exception {
        assertThat(Checksums.parse("a".repeat(64) + "  app-1.tar.gz\n" + "B".repeat(64) + " *app-2.tar.gz\n"))
                .containsEntry("app-1.tar.gz", "a".repeat(64))
                .containsEntry("app-2.tar.gz", "b".repeat(64));
    }

    @Test
    void aListWithAnotherLineIsRefused() {
        assertThatThrownBy(() -> Checksums.parse("<html>")).hasMessageContaining("<html>");
        assertThatThrownBy(() -> Checksums.parse("a".repeat(64) + "  ../escape.tar.gz"))
                .hasMessageContaining("escape");
    }

    @Test
    void aSignatureOfThatKeyIsTakenAndNoOther() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(TEXT);
        byte[] signature = signer.sign();
        Checksums.checkSignature(TEXT, signature, pem(pair));
        Checksums.checkSignature(TEXT, Base64.getEncoder().encode(signature), pem(pair));
        assertThatThrownBy(() -> Checksums.checkSignature(TEXT, signature, pem(other)))
                .hasMessageContaining("not signed");
        assertThatThrownBy(() ->
                        Checksums.checkSignature("changed".getBytes(StandardCharsets.UTF_8), signature, pem(pair)))
                .hasMessageContaining("not signed");
    }

    @Test
    void versionsAreOrderedAsPeopleOrderThem() {
        List<String> versions = new ArrayList<>(List.of("1.10", "2.0", "1.9", "2.0-rc1", "v1.9.1"));
        versions.sort(new VersionOrder());
        assertThat(versions).containsExactly("1.9", "v1.9.1", "1.10", "2.0-rc1", "2.0");
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
