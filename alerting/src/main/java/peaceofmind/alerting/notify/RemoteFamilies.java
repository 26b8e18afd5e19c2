// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peaceofmind.alerting.remote.RemoteChannel;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Metrics of remote commands. */
final class RemoteFamilies {

    private RemoteFamilies() {}

    /** None where no channel has buttons. */
    static List<Family> of(List<RemoteChannel> channels) {
        if (channels.isEmpty()) {
            return List.of();
        }
        List<Sample> commands = new ArrayList<>();
        List<Sample> up = new ArrayList<>();
        for (RemoteChannel channel : channels) {
            commands.add(sample(channel, "accepted", channel.acceptedCount()));
            channel.refusedCounts().forEach((reason, count) -> commands.add(sample(channel, reason, count)));
            up.add(new Sample(
                    Map.of("channel", channel.name()), channel.problem().isEmpty() ? 1.0 : 0.0));
        }
        return List.of(
                new Family(
                        "peace_remote_commands_total",
                        Family.Type.COUNTER,
                        "Remote commands by result: accepted, or why they were refused.",
                        commands),
                new Family(
                        "peace_remote_commands_up", Family.Type.GAUGE, "Whether remote commands can be received.", up));
    }

    private static Sample sample(RemoteChannel channel, String result, long count) {
        return new Sample(Map.of("channel", channel.name(), "result", result), (double) count);
    }
}
