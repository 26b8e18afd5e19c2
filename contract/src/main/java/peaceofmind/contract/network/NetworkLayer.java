// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Locale;

/** The layers between the device and its receivers, from the cable upwards. */
public enum NetworkLayer {
    /** Carrier of a cable, or association with an access point. */
    LINK,
    ADDRESS,
    GATEWAY,
    DNS,
    INTERNET,
    /** The receivers of this device's own metrics. */
    RECEIVERS;

    /** As written in JSON and as a label: {@code link}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
