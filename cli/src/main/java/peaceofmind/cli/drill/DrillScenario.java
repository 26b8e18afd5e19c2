package peaceofmind.cli.drill;

import java.time.Duration;
import java.util.Locale;

/** What is tried. */
enum DrillScenario {
    KILL("the recorder's process is killed"),
    FREEZE("the recorder's process stops, as in a dead lock"),
    HANG("the recorder's process stops and stays deaf to every request to end"),
    DISK("the disk is filled until too little is left to record"),
    NETWORK("the network is cut for a minute"),
    REBOOT("the device reboots"),
    POWER("the device is reset at once, as when the power goes");

    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final String description;

    DrillScenario(String description) {
        this.description = description;
    }

    /** In words. */
    String description() {
        return description;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The longest time until it beats again as it should.
     *
     * @param staleAfter the watchdog's limit for the recorder
     */
    Duration maxRecoveryTime(Duration staleAfter) {
        return switch (this) {
            case KILL -> Duration.ofSeconds(12);
            case FREEZE -> staleAfter.plus(MARGIN);
            case HANG -> staleAfter.plus(MARGIN).plusSeconds(5);
            case DISK, NETWORK -> Duration.ofMinutes(2);
            case REBOOT, POWER -> Duration.ofMinutes(3);
        };
    }

    /** Whether it works on a demo too, without root and without touching the machine. */
    boolean isHarmless() {
        return switch (this) {
            case KILL, FREEZE, HANG -> true;
            case DISK, NETWORK, REBOOT, POWER -> false;
        };
    }
}
