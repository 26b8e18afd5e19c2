package peaceofmind.cli.doctor;

import java.util.List;

/**
 * What a check found.
 *
 * @param what in words
 * @param mend what to do; empty when nothing is to be done
 * @param fix commands that mend it and can do no harm; empty where a person must decide
 */
record Finding(Verdict verdict, String what, String mend, List<List<String>> fix) {

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
        fix = List.copyOf(fix);
    }

    static Finding good(String what) {
        return new Finding(Verdict.GOOD, what, "", List.of());
    }

    static Finding notHere(String what) {
        return new Finding(Verdict.NOT_HERE, what, "", List.of());
    }

    static Finding cannotTell(String what, String mend) {
        return new Finding(Verdict.CANNOT_TELL, what, mend, List.of());
    }

    static Finding attention(String what, String mend) {
        return new Finding(Verdict.ATTENTION, what, mend, List.of());
    }

    static Finding bad(String what, String mend) {
        return new Finding(Verdict.BAD, what, mend, List.of());
    }

    /** The same, and commands that mend it. */
    Finding fixedBy(List<List<String>> commands) {
        return new Finding(verdict, what, mend, commands);
    }
}
