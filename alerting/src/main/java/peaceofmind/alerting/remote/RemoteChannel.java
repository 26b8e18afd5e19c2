// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.alerting.remote.CommandTransport.Received;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;

/**
 * The buttons of one channel's messages, and what happens when they are pressed. A command is executed when it comes from the configured
 * chat, its code is one of this device, not used, of this boot, at most an hour old and of an incident that is not over, the configuration
 * allows it, and the hourly limit is not reached. Everything else is refused, counted and recorded, and does nothing. Received in a thread of
 * its own.
 */
public final class RemoteChannel implements AutoCloseable {

    private static final Duration RATE_WINDOW = Duration.ofHours(1);
    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(5);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
    private static final int REPLY_ATTEMPTS = 4;

    /** Replies to refused commands within an hour: a flood must not become one of ours. */
    private static final int MAX_REFUSAL_REPLIES = 6;

    private final String name;
    private final RemoteCommandsConfig config;
    private final CommandTransport transport;
    private final RemoteContext context;
    private final CodeStore codes;
    private final RefusalReporter refusals;
    private final CommandExecutor executor;
    private final Deque<Long> refusalReplyNanos = new ArrayDeque<>();
    private final AtomicLong accepted = new AtomicLong();
    private volatile Optional<String> problem = Optional.empty();
    private Duration backoff = INITIAL_BACKOFF;
    private Optional<Thread> thread = Optional.empty();

    /** @param name of the channel, usable as a file name */
    public RemoteChannel(String name, RemoteCommandsConfig config, CommandTransport transport, RemoteContext context) {
        this.name = name;
        this.config = config;
        this.transport = transport;
        this.context = context;
        this.codes = new CodeStore(
                context.folder().resolve(name + ".json"), context.boot(), context.clock(), context.warn());
        this.refusals = new RefusalReporter(name, context.events(), context.clock());
        this.executor = new CommandExecutor(context.watchdog(), context.status());
    }

    /** Name of the channel. */
    public String name() {
        return name;
    }

    /** Starts to receive. */
    public void start() {
        thread = Optional.of(
                Thread.ofPlatform().daemon().name("remote-commands-" + name).start(this::run));
    }

    /**
     * The buttons of a message: none when its incident is over, or when their codes cannot be saved.
     *
     * @param incident id of its first notification
     */
    public List<MessageButton> buttons(String incident) {
        return context.incidents()
                .find(incident)
                .map(subject -> issue(config.allowed(), incident, subject.service()))
                .orElseGet(List::of);
    }

    /** The button of a test message, which has no incident. */
    public List<MessageButton> testButtons(String messageId) {
        return config.allowed().contains(RemoteCommand.STATUS)
                ? issue(List.of(RemoteCommand.STATUS), messageId, Optional.empty())
                : List.of();
    }

    private List<MessageButton> issue(List<RemoteCommand> commands, String incident, Optional<String> service) {
        try {
            return codes.issue(commands, incident, service);
        } catch (IOException unwritable) {
            context.warn()
                    .accept(name + ": a message has no buttons, cannot save their codes: " + ErrorText.of(unwritable));
            return List.of();
        }
    }

    private void run() {
        try {
            reportCompletedReboot();
            while (!Thread.currentThread().isInterrupted()) {
                if (!receiveOnce()) {
                    context.clock().sleep(backoff);
                    backoff = min(backoff.multipliedBy(2), MAX_BACKOFF);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            transport.close();
        }
    }

    /** Receives and handles what comes within a limited time; false when nothing can be received at the moment. */
    boolean receiveOnce() throws InterruptedException {
        try {
            Received received = transport.receive(codes.lastId());
            problem = Optional.empty();
            backoff = INITIAL_BACKOFF;
            for (ReceivedCommand command : received.commands()) {
                codes.received(command.id());
                handle(command);
            }
            received.lastId().ifPresent(codes::received);
            refusals.reportIfDue();
            return true;
        } catch (IOException | RuntimeException failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            String reason = ErrorText.of(failure);
            if (!problem.equals(Optional.of(reason))) {
                context.warn().accept(name + ": cannot receive commands, will retry: " + reason);
            }
            problem = Optional.of(reason);
            return false;
        }
    }

    private void handle(ReceivedCommand received) {
        Optional<CommandCode> code = received.isFromKnownSender() ? codes.find(received.code()) : Optional.empty();
        Optional<RefusalReason> reason = refusalReason(received, code);
        if (reason.isEmpty()) {
            try {
                codes.use(code.orElseThrow());
            } catch (IOException unwritable) {
                reason = Optional.of(RefusalReason.NOT_SAVED);
            }
        }
        if (reason.isPresent()) {
            refuse(received, code, reason.get(), reason.get().text());
        } else {
            execute(received, code.orElseThrow());
        }
    }

    private Optional<RefusalReason> refusalReason(ReceivedCommand received, Optional<CommandCode> code) {
        if (!received.isFromKnownSender()) {
            return Optional.of(RefusalReason.FOREIGN_SENDER);
        } else if (code.isEmpty()) {
            return Optional.of(RefusalReason.UNKNOWN_CODE);
        } else if (code.get().used()) {
            return Optional.of(RefusalReason.USED);
        } else if (codes.isExpired(code.get())) {
            return Optional.of(RefusalReason.EXPIRED);
        } else if (!config.allowed().contains(code.get().command())) {
            return Optional.of(RefusalReason.NOT_ALLOWED);
        } else if (code.get().command() != RemoteCommand.STATUS
                && context.incidents().find(code.get().incident()).isEmpty()) {
            return Optional.of(RefusalReason.INCIDENT_OVER);
        }
        return codes.acceptedWithinHour() >= config.maxPerHour()
                ? Optional.of(RefusalReason.RATE_LIMIT)
                : Optional.empty();
    }

    private boolean isFloodOfRefusals() {
        long now = context.clock().nanoTime();
        refusalReplyNanos.removeIf(at -> now - at >= RATE_WINDOW.toNanos());
        return refusalReplyNanos.size() >= MAX_REFUSAL_REPLIES;
    }

    private void execute(ReceivedCommand received, CommandCode code) {
        String requestedBy = name + ", " + received.sender();
        confirm(received, code.command().label() + ": accepted");
        try {
            long lastEvent = code.command() == RemoteCommand.RESTART ? executor.lastEvent() : 0;
            String done = executor.execute(code.command(), code.service(), requestedBy);
            accepted.incrementAndGet();
            // A status is for reading on: its message has buttons again.
            reply(
                    code.command().label() + ": " + (code.command() == RemoteCommand.STATUS ? "now" : "accepted"),
                    done,
                    code.command() == RemoteCommand.STATUS ? buttons(code.incident()) : List.of());
            if (code.command() == RemoteCommand.RESTART) {
                reportRecovery(executor.serviceOrFirst(code.service()), lastEvent);
            }
        } catch (ControlException refused) {
            refuse(received, Optional.of(code), RefusalReason.WATCHDOG, String.valueOf(refused.getMessage()));
        }
    }

    /** In a thread of its own: the next command does not wait for it. */
    private void reportRecovery(String service, long lastEvent) {
        Thread.ofVirtual().name("remote-commands-recovery").start(() -> {
            try {
                send(new RecoveryWait(context.watchdog(), context.clock()).afterRestart(service, lastEvent));
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void reportCompletedReboot() {
        try {
            if (!codes.takeCompletedReboot()) {
                return;
            }
        } catch (IOException unwritable) {
            context.warn().accept(name + ": cannot save its state: " + ErrorText.of(unwritable));
            return;
        }
        Thread.ofVirtual().name("remote-commands-recovery").start(() -> {
            try {
                send(new RecoveryWait(context.watchdog(), context.clock()).afterBoot());
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void refuse(ReceivedCommand received, Optional<CommandCode> code, RefusalReason reason, String text) {
        String command = code.map(known -> known.command().label() + " by ").orElse("from ");
        refusals.refused(reason, command + received.sender() + ": " + text);
        if (code.isEmpty()) {
            // Whoever guesses learns nothing, and makes us send nothing.
            return;
        }
        String subject = code.get().command().label() + ": not done";
        confirm(received, subject);
        if (reason != RefusalReason.USED && !isFloodOfRefusals()) {
            refusalReplyNanos.addLast(context.clock().nanoTime());
            // Both can be tried again.
            boolean hasButtons = reason == RefusalReason.EXPIRED || reason == RefusalReason.WATCHDOG;
            reply(
                    subject,
                    "Not done: " + text + ".",
                    hasButtons ? buttons(code.get().incident()) : List.of());
        }
    }

    private void confirm(ReceivedCommand received, String text) {
        try {
            transport.confirm(received, text);
        } catch (IOException notShown) {
            // The reply follows as a message.
        }
    }

    private void send(RecoveryWait.Result result) {
        send(result.isRecovered() ? "beats again" : "does not beat", result.text() + ".", List.of());
    }

    /** The next command does not wait for it. The hourly limits are those of these threads as well. */
    private void reply(String subject, String text, List<MessageButton> buttons) {
        Thread.ofVirtual().name("remote-commands-reply").start(() -> send(subject, text, buttons));
    }

    /** The command has been executed by now: a reply that cannot be sent is only logged. */
    private void send(String subject, String text, List<MessageButton> buttons) {
        Duration pause = Duration.ofSeconds(1);
        for (int attempt = 1; attempt <= REPLY_ATTEMPTS; attempt++) {
            try {
                transport.reply(context.device() + ": " + subject, text, buttons);
                return;
            } catch (IOException failure) {
                if (attempt == REPLY_ATTEMPTS) {
                    context.warn().accept(name + ": cannot reply \"" + subject + "\": " + ErrorText.of(failure));
                    return;
                }
            }
            try {
                context.clock().sleep(pause);
                pause = pause.multipliedBy(3);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Why nothing can be received; empty while that works. */
    public Optional<String> problem() {
        return problem;
    }

    /** Number of commands that were executed since the start. */
    public long acceptedCount() {
        return accepted.get();
    }

    /** Number of commands that were refused since the start, by reason; each reason is present. */
    public Map<String, Long> refusedCounts() {
        Map<String, Long> counts = new TreeMap<>();
        for (RefusalReason reason : RefusalReason.values()) {
            counts.put(reason.label(), refusals.count(reason));
        }
        return counts;
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
