// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BcryptHashTest {

    /** Published vectors of jBCrypt and of Openwall's crypt_blowfish, and two made by libxcrypt: UTF-8, and more than 72 bytes. */
    @ParameterizedTest
    @CsvSource({
        "'', $2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.",
        "a, $2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe",
        "abc, $2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        "abcdefghijklmnopqrstuvwxyz, $2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC",
        "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U*, $2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
        "U*U*U, $2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
        "pässwört, $2y$05$abcdefghijklmnopqrstuu/3aQOFeNmRkYedyGd5z6itS7Lree7ny",
        "01234567890123456789012345678901234567890123456789012345678901234567890123456789,"
                + " $2b$04$abcdefghijklmnopqrstuum2G75IXDN/xsgbNa/hCiPSKyIHQd70S"
    })
    void thePublishedVectorsMatchAndNothingElseDoes(String password, String hash) {
        BcryptHash parsed = BcryptHash.parse(hash).orElseThrow();
        assertThat(parsed.matches(password)).isTrue();
        assertThat(parsed.matches("x" + password)).isFalse();
        assertThat(parsed.text()).isEqualTo(hash);
        assertThat(parsed.toString()).doesNotContain(hash);
    }

    @Test
    void whatIsNoHashOrTooExpensiveIsRejected() {
        String rest = "$abcdefghijklmnopqrstuuVQd15VhR/oN1H3pzUR5lME0fZO6.qRW";
        assertThat(BcryptHash.parse("$2y$14" + rest)).isPresent();
        assertThat(BcryptHash.parse("$2y$15" + rest)).isEmpty();
        assertThat(BcryptHash.parse("$2y$03" + rest)).isEmpty();
        assertThat(BcryptHash.parse("$2x$05" + rest)).isEmpty();
        assertThat(BcryptHash.parse("$2y$05" + rest + "x")).isEmpty();
        assertThat(BcryptHash.parse("secret")).isEmpty();
    }
}
