// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

/** What became of a one-time code. */
sealed interface Redemption {

    /**
     * The token is the device's login now.
     *
     * @param customer empty for none
     * @param place empty for none
     */
    record Enrolled(String device, String customer, String place) implements Redemption {}

    /** Nothing was changed. */
    enum Refused implements Redemption {
        UNKNOWN(404, "unknown", "this code is unknown: check it, and that it is the newest one of that device"),
        EXPIRED(410, "expired", "this code has expired"),
        USED(410, "used", "this code was used already, with another credential"),
        CLOCK(409, "clock", "this code is from the future: the server's clock was set back; correct it"),
        WEAK_TOKEN(400, "weak_token", "the credential must be 43 or more letters, digits, - or _");

        private final int status;
        private final String label;
        private final String reason;

        Refused(int status, String label, String reason) {
            this.status = status;
            this.label = label;
            this.reason = reason;
        }

        /** Of the HTTP response. */
        int status() {
            return status;
        }

        /** In metrics. */
        String label() {
            return label;
        }

        /** For the person who has typed the code, with what to do. */
        String reason() {
            return this == WEAK_TOKEN
                    ? reason
                    : reason + ". For a new one, on the server: sudo peace fleet server code DEVICE";
        }
    }
}
