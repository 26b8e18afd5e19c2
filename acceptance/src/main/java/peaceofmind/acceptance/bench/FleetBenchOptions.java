// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * How large the fleet of {@code ./bench fleet} is.
 *
 * @param devices number of devices
 * @param length of the run, without the time to deliver the rest
 */
record FleetBenchOptions(int devices, Duration length) {

    private static final int MAX_DEVICES = 20_000;
    private static final int MAX_MINUTES = 24 * 60;

    /** Samples a device collects during a run, at most one a minute. */
    private static final int ROUNDS = 15;

    private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);

    static final FleetBenchOptions DEFAULT = new FleetBenchOptions(20, Duration.ofMinutes(1));

    /**
     * Takes the options out of a command line.
     *
     * @param arguments from which they are removed
     * @throws IllegalArgumentException with what is wrong
     */
    static FleetBenchOptions takeFrom(List<String> arguments) {
        int devices = DEFAULT.devices;
        int minutes = Math.toIntExact(DEFAULT.length.toMinutes());
        List<String> rest = new ArrayList<>();
        Iterator<String> iterator = arguments.iterator();
        while (iterator.hasNext()) {
            String argument = iterator.next();
            switch (argument) {
                case "--devices" -> devices = number(argument, iterator, MAX_DEVICES);
                case "--minutes" -> minutes = number(argument, iterator, MAX_MINUTES);
                default -> rest.add(argument);
            }
        }
        if (rest.size() < arguments.size() && !rest.contains("fleet")) {
            throw new IllegalArgumentException("--devices and --minutes are options of fleet");
        }
        arguments.clear();
        arguments.addAll(rest);
        return new FleetBenchOptions(devices, Duration.ofMinutes(minutes));
    }

    private static int number(String option, Iterator<String> values, int max) {
        String text = values.hasNext() ? values.next() : "";
        if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(option + " needs a number from 1 to " + max);
        }
        return Integer.parseInt(text);
    }

    /** Between two samples of a series: a minute, as by default, in a run of 15 minutes or longer. */
    Duration interval() {
        Duration interval = Duration.ofSeconds(length.toSeconds() / ROUNDS);
        return interval.compareTo(MAX_INTERVAL) > 0 ? MAX_INTERVAL : interval;
    }
}
