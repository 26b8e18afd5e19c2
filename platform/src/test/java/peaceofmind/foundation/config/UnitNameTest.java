// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitNameTest {

    @ParameterizedTest
    @CsvSource({
        "myapp, myapp.service",
        "myapp.service, myapp.service",
        "my.app, my.app.service",
        "myapp@1, myapp@1.service",
        "backup.timer, backup.timer",
        "mnt-share.mount, mnt-share.mount",
        "ssh*, ssh*"
    })
    void aNameWithoutATypeIsThatOfAService(String typed, String name) {
        assertThat(UnitName.complete(typed)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup.timer", "my app.service", "a/b.service", ".service", "ssh*", "", "grün.service"})
    void otherNamesAreNotThoseOfAService(String name) {
        assertThat(UnitName.isService(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.service", "my-app@1:2_3.service", "a\\x20b.service"})
    void namesOfServicesAreRecognised(String name) {
        assertThat(UnitName.isService(name)).isTrue();
    }
}
