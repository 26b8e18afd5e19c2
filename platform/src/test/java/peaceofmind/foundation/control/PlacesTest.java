package peaceofmind.foundation.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = new Places(Set.of("root"));

    @Test
    void oneUserHoldsAFewPlacesAndAnotherOneStillGetsItsOwn() {
        assertThat(taken("visitor", 20)).isEqualTo(Places.PER_USER);
        assertThat(places.enter("recorder-agent")).isTrue();
    }

    @Test
    void allUsersTogetherLeavePlacesForRoot() {
        int taken = 0;
        for (String user : new String[] {"a", "b", "c", "d"}) {
            taken += taken(user, 20);
        }
        assertThat(taken).isEqualTo(Places.FOR_OTHERS).isLessThan(ControlServer.MAX_CONNECTIONS);
        assertThat(taken("root", 20)).isEqualTo(20);
    }

    @Test
    void aPlaceThatWasLeftCanBeTakenAgain() {
        for (int round = 0; round < 100; round++) {
            assertThat(places.enter("visitor")).isTrue();
            places.leave("visitor");
        }
        assertThat(taken("visitor", 20)).isEqualTo(Places.PER_USER);
    }

    private int taken(String user, int tries) {
        int taken = 0;
        for (int number = 0; number < tries; number++) {
            taken += places.enter(user) ? 1 : 0;
        }
        return taken;
    }
}
