// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.log.Log;

/** Logs each change, for machines without a panel. */
public final class LogIndicator implements Indicator {

    private final Log log;
    private Optional<String> lastShown = Optional.empty();

    public LogIndicator(Log log) {
        this.log = log;
    }

    @Override
    public void show(Light light, boolean blinking) {
        String description = light.name().toLowerCase(Locale.ROOT) + (blinking ? ", blinking" : "");
        if (!lastShown.equals(Optional.of(description))) {
            lastShown = Optional.of(description);
            log.info("light: " + description);
        }
    }
}
