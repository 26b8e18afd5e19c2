// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.linux.Subprocess;

/** Passes messages to a command, which reports by its exit code what became of them. */
final class CommandChannel implements Channel {

    /** EX_TEMPFAIL of sysexits.h: try again later. */
    private static final int TEMPORARY_FAILURE = 75;

    /** What a shell, and setsid, exit with for a command that cannot be executed or does not exist. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;
    private static final int MAX_OUTPUT_BYTES = 4_000;
    private static final int MAX_QUOTED_CHARS = 200;

    private final CommandConfig config;
    private final String device;

    CommandChannel(CommandConfig config, String device) {
        this.config = config;
        this.device = device;
    }

    @Override
    public String name() {
        return "command-" + config.name().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    @Override
    public void send(Message message) throws IOException {
        Subprocess.Result result;
        try {
            result = Subprocess.runWithInput(
                    config.command(),
                    environment(message),
                    MessageText.both(message),
                    config.timeout(),
                    MAX_OUTPUT_BYTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SendException(Kind.UNCONFIRMED, "the agent is shutting down", interrupted);
        }
        switch (result) {
            case Subprocess.NotStarted notStarted -> throw new SendException(Kind.NOT_SENT, notStarted.reason());
            case Subprocess.TimedOut timedOut ->
                throw new SendException(
                        Kind.UNCONFIRMED,
                        config.command().getFirst() + " did not finish within "
                                + timedOut.timeout().toSeconds() + " s, and was killed");
            case Subprocess.Exited exited -> check(exited);
        }
    }

    private void check(Subprocess.Exited exited) throws SendException {
        if (exited.succeeded()) {
            return;
        }
        int code = exited.exitCode();
        boolean isMissing = code == NOT_EXECUTABLE || code == NOT_FOUND;
        String reason =
                PlainText.of(exited.errorOutput().strip().lines().findFirst().orElse(""));
        throw new SendException(
                code == TEMPORARY_FAILURE || isMissing ? Kind.NOT_SENT : Kind.REFUSED,
                config.command().getFirst() + " exited with " + code
                        + (reason.isEmpty() ? "" : ": " + MessageText.truncate(reason, MAX_QUOTED_CHARS)));
    }

    /** Besides the agent's own environment. */
    private Map<String, String> environment(Message message) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PEACE_DEVICE", device);
        variables.put("PEACE_ID", message.id());
        variables.put("PEACE_INCIDENT", message.threadId());
        variables.put("PEACE_KIND", message.kind().name().toLowerCase(Locale.ROOT));
        variables.put("PEACE_SEVERITY", message.severity().label());
        variables.put("PEACE_AT", message.isTimeUnknown() ? "" : message.at().toString());
        variables.put("PEACE_SUBJECT", message.subject().replace("\0", ""));
        return variables;
    }
}
