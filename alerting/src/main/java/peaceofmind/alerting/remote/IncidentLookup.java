// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.util.Optional;

/** The incidents that are not over: a button acts only while its incident lasts. */
public interface IncidentLookup {

    /**
     * What an incident is about.
     *
     * @param service that it is about; empty when it is about the device, or about the first watched service
     */
    record Subject(Optional<String> service) {}

    /**
     * What an incident is about; empty when it is over, or was never one.
     *
     * @param incident id of its first notification
     */
    Optional<Subject> find(String incident);
}
