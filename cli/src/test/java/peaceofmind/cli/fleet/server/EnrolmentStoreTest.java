// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.testkit.FakeClock;

class EnrolmentStoreTest {

    private static final String TOKEN = "t".repeat(43);
    private static final String OTHER_TOKEN = "o".repeat(43);
    private static final Redemption GYM = new Redemption.Enrolled("gym-1", "rob", "Lyon");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private EnrolmentStore store = new EnrolmentStore(Path.of("/"), clock);

    @BeforeEach
    void create() throws IOException {
        Files.createDirectory(folder.resolve("codes"));
        store = new EnrolmentStore(folder, clock);
    }

    @Test
    void aCodeBecomesALoginOfTheDeviceThatItWasMadeFor() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        assertThat(code.text()).matches("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}");
        clock.advance(EnrolmentStore.CODE_LIFETIME.minusSeconds(1));
        assertThat(store.redeem(code, TOKEN)).isEqualTo(GYM);
        assertThat(logins()).singleElement().asString().startsWith("gym-1:{SSHA}");
    }

    @Test
    void aCodeIsAcceptedAsAPersonTypesIt() throws Exception {
        String typed = store.issue(device("gym-1"))
                .text()
                .toLowerCase(Locale.ROOT)
                .replace("-", "")
                .replace('0', 'o');
        assertThat(store.redeem(new EnrolmentCode(typed), TOKEN)).isEqualTo(GYM);
    }

    @Test
    void neitherCodeNorTokenIsStoredAndOthersReadNothing() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        store.redeem(code, TOKEN);
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file) + file).doesNotContain(code.text(), TOKEN);
                if (!file.endsWith(".lock")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .endsWith("---");
                }
            }
        }
    }

    @Test
    void aCodeForACardThatIsSentByPostIsValidAsLongAsAskedFor() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"), Duration.ofDays(14));
        clock.advance(Duration.ofHours(335));
        store.issue(device("gym-2"));
        assertThat(store.redeem(code, TOKEN)).isEqualTo(GYM);
        clock.advance(Duration.ofHours(1));
        assertThat(store.redeem(code, TOKEN)).isEqualTo(Redemption.Refused.EXPIRED);
    }

    @Test
    void aCodeIsExpiredAfterAnHour() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        clock.advance(EnrolmentStore.CODE_LIFETIME);
        assertThat(store.redeem(code, TOKEN)).isEqualTo(Redemption.Refused.EXPIRED);
        assertThat(logins()).isEmpty();
    }

    @Test
    void aCodeThatWasUsedWorksForNobodyElse() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        store.redeem(code, TOKEN);
        List<String> before = logins();
        assertThat(store.redeem(code, OTHER_TOKEN)).isEqualTo(Redemption.Refused.USED);
        assertThat(logins()).isEqualTo(before);
    }

    @Test
    void aDeviceThatHasNotReceivedTheResponseRepeatsItsRequest() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        assertThat(store.redeem(code, TOKEN)).isEqualTo(GYM);
        assertThat(store.redeem(code, TOKEN)).isEqualTo(GYM);
        assertThat(logins()).hasSize(1);
    }

    @Test
    void anUnknownCodeIsRefused() throws Exception {
        store.issue(device("gym-1"));
        assertThat(store.redeem(new EnrolmentCode("0000-0000-0000-0000"), TOKEN))
                .isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(store.redeem(new EnrolmentCode("../logins"), TOKEN)).isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(store.redeem(new EnrolmentCode(""), TOKEN)).isEqualTo(Redemption.Refused.UNKNOWN);
    }

    @Test
    void onlyTheNewestCodeOfADeviceWorks() throws Exception {
        EnrolmentCode old = store.issue(device("gym-1"));
        EnrolmentCode other = store.issue(device("gym-2"));
        store.redeem(old, TOKEN);
        EnrolmentCode fresh = store.issue(device("gym-1"));
        assertThat(store.redeem(old, TOKEN)).isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(store.redeem(fresh, OTHER_TOKEN)).isEqualTo(GYM);
        assertThat(store.redeem(other, OTHER_TOKEN)).isInstanceOf(Redemption.Enrolled.class);
    }

    @Test
    void aRevokedDeviceComesBackOnlyWithANewCode() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        store.redeem(code, TOKEN);
        assertThat(store.revoke("gym-1")).isTrue();
        assertThat(logins()).isEmpty();
        assertThat(store.redeem(code, TOKEN)).isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(logins()).isEmpty();
        assertThat(store.redeem(store.issue(device("gym-1")), TOKEN)).isEqualTo(GYM);
        assertThat(store.revoke("gym-2")).isFalse();
        assertThat(logins()).hasSize(1);
    }

    @Test
    void aServerWhoseClockIsSetBackDoesNotProlongACode() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        clock.stepWall(Duration.ofDays(-365));
        assertThat(store.redeem(code, TOKEN)).isEqualTo(Redemption.Refused.CLOCK);
        clock.stepWall(Duration.ofDays(365).minusMinutes(4));
        assertThat(store.redeem(code, TOKEN)).as("as clocks are").isEqualTo(GYM);
    }

    @Test
    void aServerWhoseClockIsSetForwardRefusesTheCodeAsExpired() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        clock.stepWall(Duration.ofDays(365));
        assertThat(store.redeem(code, TOKEN)).isEqualTo(Redemption.Refused.EXPIRED);
    }

    @Test
    void aTokenThatCouldBeGuessedIsRefusedAndTheCodeRemains() throws Exception {
        EnrolmentCode code = store.issue(device("gym-1"));
        assertThat(store.redeem(code, "secret")).isEqualTo(Redemption.Refused.WEAK_TOKEN);
        assertThat(store.redeem(code, TOKEN.replace('t', ':'))).isEqualTo(Redemption.Refused.WEAK_TOKEN);
        assertThat(store.redeem(code, TOKEN)).isEqualTo(GYM);
    }

    @Test
    void aNameThatWouldForgeALoginIsNone() {
        assertThat(EnrolmentStore.nameProblem("gym:1")).isPresent();
        assertThat(EnrolmentStore.nameProblem("#gym")).isPresent();
        assertThat(EnrolmentStore.nameProblem("gym (old).1")).isEmpty();
    }

    private List<String> logins() throws IOException {
        Path file = folder.resolve("logins");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static InventoryDevice device(String name) {
        return new InventoryDevice(name, Optional.of("rob"), Optional.of("Lyon"), List.of(), Optional.empty());
    }
}
