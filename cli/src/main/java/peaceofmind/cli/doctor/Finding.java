package peaceofmind.cli.doctor;

import java.util.List;

/**
 * What a check found.
 *
 * @param message in words
 * @param remedy what to do; empty when nothing is to be done
 * @param fixCommands commands that mend it and can do no harm; empty where a person must decide
 */
record Finding(Verdict verdict, String message, String remedy, List<List<String>> fixCommands) {

    /** How it is. */
    enum Verdict {
        GOOD,
        /** This device has nothing of the kind. */
        NOT_HERE,
        CANNOT_TELL,
        ATTENTION,
        BAD
    }

    Finding {
        fixCommands = List.copyOf(fixCommands);
    }

    static Finding good(String message) {
        return new Finding(Verdict.GOOD, message, "", List.of());
    }

    static Finding notHere(String message) {
        return new Finding(Verdict.NOT_HERE, message, "", List.of());
    }

    static Finding cannotTell(String message, String remedy) {
        return new Finding(Verdict.CANNOT_TELL, message, remedy, List.of());
    }

    static Finding attention(String message, String remedy) {
        return new Finding(Verdict.ATTENTION, message, remedy, List.of());
    }

    static Finding bad(String message, String remedy) {
        return new Finding(Verdict.BAD, message, remedy, List.of());
    }

    /** The same, and commands that mend it. */
    Finding withFix(List<List<String>> commands) {
        return new Finding(verdict, message, remedy, commands);
    }
}
