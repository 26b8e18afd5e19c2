// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.fleet.rollout.RolloutLimits;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code peace fleet run} and {@code peace fleet update}. */
final class FleetRolloutOptions {

    /** Devices ship once a minute, and a sample waits for up to another one. */
    private static final int MIN_VERIFY_MINUTES = 3;

    @Mixin
    FleetSelection selection;

    @Option(names = "--device", paramLabel = "NAME", description = "Only this device; may be repeated.")
    List<String> devices = List.of();

    @Option(
            names = "--canaries",
            paramLabel = "COUNT",
            description =
                    "Devices that must be verified before all others (default: those of the group \"canary\", otherwise 1).")
    Optional<Integer> canaries = Optional.empty();

    @Option(
            names = "--at-once",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "Devices that may be changed and not verified yet (default: ${DEFAULT-VALUE}).")
    int atOnce;

    @Option(
            names = "--per-customer",
            paramLabel = "COUNT",
            defaultValue = "2",
            description = "The same, of one customer (default: ${DEFAULT-VALUE}).")
    int perCustomer;

    @Option(
            names = "--verify-minutes",
            paramLabel = "MINUTES",
            defaultValue = "5",
            description =
                    "How long a device must be well afterwards; 0: only the exit code counts (default: ${DEFAULT-VALUE}).")
    int verifyMinutes;

    @Option(
            names = "--timeout-minutes",
            paramLabel = "MINUTES",
            defaultValue = "30",
            description = "Limit of the command on one device (default: ${DEFAULT-VALUE}).")
    int timeoutMinutes;

    @Option(names = "--user", paramLabel = "NAME", description = "User to log in as (default: what ssh decides).")
    Optional<String> user = Optional.empty();

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "What has been done (default: a file in ~/.local/state/peace).")
    Optional<Path> journal = Optional.empty();

    @Option(names = "--resume", description = "Continue with what the last one has left.")
    boolean resume;

    @Option(
            names = "--repeat",
            description = "With --resume: run it once more where it was started and the result is not known.")
    boolean repeat;

    @Option(names = "--new", description = "Forget what the last one has left.")
    boolean startNew;

    @Option(names = "--plan", description = "Only list the devices in their order.")
    boolean planOnly;

    FleetRolloutOptions() {}

    RolloutLimits limits(int canaryDevices) {
        return new RolloutLimits(
                canaries.orElse(Math.max(1, canaryDevices)), atOnce, perCustomer, Duration.ofMinutes(verifyMinutes));
    }

    /** What is wrong with them; empty when nothing is. */
    Optional<String> problem() {
        if (canaries.orElse(1) < 1 || atOnce < 1 || perCustomer < 1 || timeoutMinutes < 1 || verifyMinutes < 0) {
            return Optional.of("--canaries, --at-once, --per-customer and --timeout-minutes must be 1 or more,"
                    + " --verify-minutes 0 or more");
        } else if (verifyMinutes > 0 && verifyMinutes < MIN_VERIFY_MINUTES) {
            return Optional.of("--verify-minutes must be 0, or " + MIN_VERIFY_MINUTES
                    + " or more: what a device says after its command takes two minutes to be here");
        } else if (resume && startNew) {
            return Optional.of("--resume and --new exclude one another");
        } else if (repeat && !resume) {
            return Optional.of("--repeat needs --resume");
        } else if (resume && (selection.hasGroup() || !devices.isEmpty())) {
            return Optional.of("--resume continues with the devices of the last one: leave --group and --device out");
        }
        return user.filter(name -> !name.matches("[A-Za-z_][A-Za-z0-9._-]*"))
                .map(name -> "--user \"" + name + "\" is not a user's name");
    }
}
