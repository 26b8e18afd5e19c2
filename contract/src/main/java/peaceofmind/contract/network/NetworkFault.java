// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Locale;

/** Where the cause of a network failure is. */
public enum NetworkFault {
    NONE,
    /** On this device. */
    OURS,
    /** The router, or another device of the local network. */
    ROUTER,
    /** Behind the router. */
    PROVIDER,
    /** The internet works, and the receivers of metrics do not. */
    RECEIVERS,
    /** A cable is unplugged, or an interface was set down on purpose. */
    PERSON,
    UNKNOWN;

    /** As written in JSON and as a label: {@code provider}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
