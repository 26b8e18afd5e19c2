// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.event;

/**
 * A service in a sentence. Only {@code recorder}, a common noun, takes an article; any other name stands as it was configured, since "the
 * myapp" and "the Anna's camera" read badly.
 */
public final class ServicePhrase {

    private static final String COMMON_NOUN = "recorder";

    private ServicePhrase() {}

    /** Within a sentence: {@code the recorder}, {@code myapp}. */
    public static String within(String name) {
        return name.equals(COMMON_NOUN) ? "the " + name : name;
    }

    /** At the start of a sentence: {@code The recorder}, {@code myapp}; a name's own case is never changed. */
    public static String first(String name) {
        return name.equals(COMMON_NOUN) ? "The " + name : name;
    }
}
