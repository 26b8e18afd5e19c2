// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InventoryTest {

    @Test
    void currentAndAvailableVersionsAreListedWithPeaceItself() {
        Inventory inventory =
                new Inventory(Optional.of("2"), Optional.of(List.of("2", "3")), Optional.of("0.1.0"), true);
        assertThat(inventory.lines())
                .containsExactly(
                        "current:   2", "available: 2, 3", "peace:     0.1.0, its package is saved for a rollback");
        assertThat(inventory.toJson().toJson())
                .isEqualTo(
                        "{\"current\":\"2\",\"available\":[\"2\",\"3\"],\"peace\":\"0.1.0\",\"peace_package_kept\":true}");
    }

    @Test
    void aPackageThatIsNotSavedIsListedWithTheCommandThatSavesIt() {
        Inventory inventory = new Inventory(Optional.empty(), Optional.empty(), Optional.of("0.1.0"), false);
        assertThat(inventory.lines())
                .containsExactly(
                        "current:   none installed by an update",
                        "available: unknown, update.source is not configured",
                        "peace:     0.1.0; before updating it: peace update --keep-package peace_0.1.0.deb");
        assertThat(inventory.toJson().toJson())
                .isEqualTo("{\"current\":null,\"available\":[],\"peace\":\"0.1.0\",\"peace_package_kept\":false}");
    }

    @Test
    void withoutAPackagePeaceIsNotListed() {
        Inventory inventory = new Inventory(Optional.of("1"), Optional.of(List.of()), Optional.empty(), false);
        assertThat(inventory.lines()).containsExactly("current:   1", "available: none");
    }
}
