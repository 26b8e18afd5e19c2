// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.util.Map;
import java.util.TreeSet;
import peaceofmind.exporter.exposition.ExpositionFormat;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.collect.CollectorSet;

/**
 * The pages of {@code :9100} and {@code :9101} over the agent's socket: for commands on the device, which know neither the password of the
 * ports nor whom their certificate is for.
 *
 * @param pages by name
 */
record MetricsCommand(Map<String, CollectorSet> pages) implements ControlHandler {

    @Override
    public JsonObject handle(JsonObject request, Peer peer) throws ControlException {
        CollectorSet page = pages.get(request.text("page").orElse(""));
        if (page == null) {
            throw new ControlException(
                    Kind.REFUSED, "\"page\" must be one of: " + String.join(", ", new TreeSet<>(pages.keySet())));
        }
        return Json.object()
                .put("text", ExpositionFormat.TEXT.write(page.collect()))
                .build();
    }
}
