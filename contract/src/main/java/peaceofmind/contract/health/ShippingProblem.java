// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

/**
 * What keeps measurements from reaching a receiver.
 *
 * @param what is not sent
 * @param destination as the configuration calls it
 * @param reason for people
 */
public record ShippingProblem(What what, String destination, String reason) {

    /** What can be shipped, each with the metric that reports its problem in the labels {@code destination} and {@code problem}. */
    public enum What {
        METRICS("Metrics", "peace_ship_problem_info"),
        LOGS("Logs", "peace_ship_log_problem_info");

        private final String word;
        private final String metric;

        What(String word, String metric) {
            this.word = word;
            this.metric = metric;
        }

        /** The name of the metric. */
        public String metric() {
            return metric;
        }
    }

    /** Without a full stop. */
    String sentence() {
        return what.word + " can't be sent to " + destination + ": " + reason;
    }
}
