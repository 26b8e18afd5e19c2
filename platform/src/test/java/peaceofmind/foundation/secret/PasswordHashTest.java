// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    @Test
    void aHashMatchesItsPasswordAndNoOther() {
        PasswordHash created = PasswordHash.of("correct horse".toCharArray());
        PasswordHash parsed = PasswordHash.parse(created.toText() + "\n").orElseThrow();
        assertThat(parsed.matches("correct horse".toCharArray())).isTrue();
        assertThat(parsed.matches("correct horsf".toCharArray())).isFalse();
        assertThat(parsed.matches("".toCharArray())).isFalse();
    }

    @Test
    void theSamePasswordIsNeverHashedTheSameWayTwice() {
        assertThat(PasswordHash.of("12345678".toCharArray()).toText())
                .isNotEqualTo(PasswordHash.of("12345678".toCharArray()).toText());
    }

    @Test
    void aHugePasswordIsNotEvenHashed() {
        PasswordHash hash = PasswordHash.of("12345678".toCharArray());
        assertThat(hash.matches("x".repeat(1_000_000).toCharArray())).isFalse();
    }

    @Test
    void anythingElseIsNotAHash() {
        String good = PasswordHash.of("12345678".toCharArray()).toText();
        assertThat(PasswordHash.parse("")).isEmpty();
        assertThat(PasswordHash.parse("secret")).isEmpty();
        assertThat(PasswordHash.parse(good.replace("pbkdf2-sha512", "md5"))).isEmpty();
        assertThat(PasswordHash.parse(good.replace("$210000$", "$99999999$"))).isEmpty();
        assertThat(PasswordHash.parse(good.replace("$210000$", "$0$"))).isEmpty();
        assertThat(PasswordHash.parse(good.substring(0, good.length() - 8))).isEmpty();
        assertThat(PasswordHash.parse(good + "!")).isEmpty();
    }

    @Test
    void toStringDoesNotRevealTheHash() {
        PasswordHash hash = PasswordHash.of("12345678".toCharArray());
        assertThat(hash.toString()).isEqualTo("PasswordHash[210000 iterations]");
    }
}
