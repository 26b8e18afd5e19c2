// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.time.Duration;
import java.time.Instant;
import peaceofmind.foundation.time.Clock;

/** The clock of a simulated device: off by a constant until it is set. */
final class SkewedClock implements Clock {

    private volatile Duration offset;

    /** @param offset from the right time; negative when it is behind */
    SkewedClock(Duration offset) {
        this.offset = offset;
    }

    /** Sets it right, as NTP does. */
    void correct() {
        offset = Duration.ZERO;
    }

    @Override
    public Instant now() {
        return Clock.system().now().plus(offset);
    }

    @Override
    public long nanoTime() {
        return Clock.system().nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Clock.system().sleep(duration);
    }
}
