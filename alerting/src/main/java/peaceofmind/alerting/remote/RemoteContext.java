// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.time.Clock;

/**
 * What commands of every channel have in common.
 *
 * @param device name of the device
 * @param folder contains the codes
 * @param boot id of the current boot; empty where it is not known
 * @param status how the device is, in a few lines; takes a limited time
 * @param events for the watchdog's journal, and the log
 * @param warn for the log
 */
public record RemoteContext(
        String device,
        Path folder,
        Optional<String> boot,
        WatchdogClient watchdog,
        IncidentLookup incidents,
        Supplier<String> status,
        Consumer<String> events,
        Clock clock,
        Consumer<String> warn) {}
