// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server has of simulated devices.
 *
 * @param end of the range
 * @param rangeSeconds its length
 */
record StoredSamples(BenchPrometheus server, Instant end, long rangeSeconds) {

    /** Number of samples by device. */
    Map<String, Double> counts() throws IOException, InterruptedException {
        return total("count_over_time");
    }

    /** Sum of the samples' values by device. */
    Map<String, Double> sums() throws IOException, InterruptedException {
        return total("sum_over_time");
    }

    private Map<String, Double> total(String function) throws IOException, InterruptedException {
        Map<String, Double> total = new HashMap<>();
        for (String family : BenchDevice.FAMILIES) {
            server.query("sum by (instance) (" + function + "(" + family + "[" + rangeSeconds + "s]))", end)
                    .forEach((device, value) -> total.merge(device, value, Double::sum));
        }
        return total;
    }
}
