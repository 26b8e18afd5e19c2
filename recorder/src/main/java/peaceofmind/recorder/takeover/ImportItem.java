// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

/**
 * A row, a file, a login or a setting of the existing recorder, and what became of it.
 *
 * @param name for people, without line breaks; never a value, which can be a secret
 * @param detail for people; empty when the result says it all
 */
public record ImportItem(Kind kind, String name, Result result, String detail) {

    /** What it is. */
    public enum Kind {
        ROW,
        FILE,
        LOGIN,
        SETTING
    }

    /** What became of it. */
    public enum Result {
        /** It is here from now on. */
        TAKEN_OVER("taken over"),
        /** What had been taken over before was completed. */
        UPDATED("updated"),
        /** An earlier import has taken it over, or it is the same here. */
        ALREADY_HERE("already here"),
        /** The content of another file, which is here. */
        SECOND_COPY("second copy"),
        /** A row of an uploaded video whose file has been removed: the row is archived. */
        ROW_ARCHIVED("row archived"),
        /** It is not needed here, and stays where it is. */
        NOT_NEEDED("not needed"),
        /** It is missing here. */
        NOT_TAKEN_OVER("NOT taken over");

        private final String text;

        Result(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    /** Whether nothing of it is missing here. */
    public boolean isAccountedFor() {
        return result != Result.NOT_TAKEN_OVER;
    }
}
