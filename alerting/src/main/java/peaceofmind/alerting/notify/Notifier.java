// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.remote.CommandTransport;
import peaceofmind.alerting.remote.RemoteChannel;
import peaceofmind.alerting.remote.RemoteContext;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * Queues each notification for every channel. Each channel sends in its own threads, so a slow receiver does not delay the others; and
 * critical messages in one of their own.
 */
public final class Notifier implements Consumer<Notification>, AutoCloseable {

    /** Short, because an operator is waiting for the result. */
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final NotifyConfig config;
    private final String device;
    private final Clock clock;
    private final BootClock bootClock;
    private final MessageTemplate template;
    private final List<ChannelSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<RemoteChannel> remoteChannels = new ArrayList<>();

    /**
     * Starts sending, including messages that are still queued from before.
     *
     * @param folder contains the queues
     * @param recentEvents the watchdog's recent events, one line each, newest last
     * @param recentValues the values of an alert's series in the last hour
     * @param remote for the buttons of messages, where they are configured
     */
    public Notifier(
            NotifyConfig config,
            String device,
            Path folder,
            Supplier<List<String>> recentEvents,
            Function<Alert, List<Double>> recentValues,
            RemoteContext remote,
            Clock clock,
            Consumer<String> warn) {
        this.config = config;
        this.device = device;
        this.clock = clock;
        this.bootClock = BootClock.ofKernel(clock);
        this.template =
                new MessageTemplate(device, config.link(), recentEvents::get, recentValues, ZoneId.systemDefault());
        for (Channel channel : channels(remote)) {
            Outbox outbox = new Outbox(folder.resolve(channel.name()), warn);
            ChannelSender sender = new ChannelSender(channel, outbox, config.maxPerHour(), clock, bootClock, warn);
            senders.add(sender);
            threads.add(start("notify-" + channel.name(), sender::runOthers));
            threads.add(start("notify-critical-" + channel.name(), sender::runCritical));
        }
    }

    private static Thread start(String name, Runnable loop) {
        return Thread.ofPlatform().daemon().name(name).start(loop);
    }

    private List<Channel> channels(RemoteContext remote) {
        List<Channel> channels = new ArrayList<>();
        if (config.mail().isEnabled()) {
            config.mail().to().forEach(to -> channels.add(new MailChannel(config.mail(), to, device)));
        }
        config.webhooks().forEach(webhook -> channels.add(webhookChannel(webhook, remote)));
        config.commands().forEach(command -> channels.add(new CommandChannel(command, device)));
        return channels;
    }

    private WebhookChannel webhookChannel(WebhookConfig webhook, RemoteContext remote) {
        Optional<CommandTransport> transport = transport(webhook);
        if (transport.isEmpty()) {
            return new WebhookChannel(webhook, device);
        }
        RemoteChannel buttons =
                new RemoteChannel(WebhookChannel.name(webhook), webhook.remoteCommands(), transport.get(), remote);
        remoteChannels.add(buttons);
        return new WebhookChannel(webhook, device, message -> switch (message.kind()) {
            case FIRING, REPEAT, FLAPPING -> buttons.buttons(message.threadId());
            case TEST -> buttons.testButtons(message.id());
            case RESOLVED, DAILY, REPORT, REPLY -> List.of();
        });
    }

    private Optional<CommandTransport> transport(WebhookConfig webhook) {
        if (!webhook.hasButtons()) {
            return Optional.empty();
        }
        return switch (webhook.format()) {
            case TELEGRAM -> Optional.of(new TelegramCommands(webhook));
            case NTFY -> Optional.of(new NtfyCommands(webhook, device));
            case JSON, SLACK, DISCORD, PUSHOVER, MATRIX, TEAMS, GOTIFY -> Optional.empty();
        };
    }

    /** Whether messages of a channel have buttons. */
    public boolean hasRemoteCommands() {
        return !remoteChannels.isEmpty();
    }

    /** Starts to receive commands; before, messages have buttons already. */
    public void acceptCommands() {
        remoteChannels.forEach(RemoteChannel::start);
    }

    @Override
    public void accept(Notification notification) {
        boolean isRequested =
                notification.kind() == Notification.Kind.TEST || notification.kind() == Notification.Kind.DAILY;
        boolean isBelowMinimum = !notification.severity().isAtLeast(config.minSeverity());
        if (senders.isEmpty() || (isBelowMinimum && !isRequested)) {
            return;
        }
        send(template.render(notification));
    }

    /** Queues a report for every channel, whatever the minimum severity is. */
    public void sendReport(MonthlyReport report) {
        send(ReportMessage.of(report, clock.now(), ZoneId.systemDefault(), config.link()));
    }

    private void send(Message message) {
        Message stamped = bootClock.stamp(message);
        senders.forEach(sender -> sender.outbox().put(stamped));
    }

    /** Names of the channels. */
    public List<String> channels() {
        return senders.stream().map(ChannelSender::channelName).toList();
    }

    /** For each channel that cannot send, its name and the reason. */
    public List<String> problems() {
        return Stream.concat(
                        senders.stream()
                                .flatMap(sender ->
                                        sender.problem().stream().map(reason -> sender.channelName() + ": " + reason)),
                        remoteChannels.stream()
                                .flatMap(remote -> remote.problem().stream()
                                        .map(reason -> remote.name() + ", commands: " + reason)))
                .toList();
    }

    /**
     * Logs in to the mail server without sending a mail.
     *
     * @return why the server would not accept a mail; empty when it would, or when mail is not configured
     */
    public Optional<String> checkMailLogin() {
        if (!config.mail().isEnabled()) {
            return Optional.empty();
        }
        try {
            new MailChannel(config.mail(), config.mail().to().getFirst(), device, LOGIN_TIMEOUT).logIn();
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(ErrorText.of(failed));
        }
    }

    /** Metrics of the channels. */
    public List<Family> families() {
        List<Family> families = new ArrayList<>(List.of(
                family("sent_total", Family.Type.COUNTER, "Messages that the receiver accepted.", sender ->
                        (double) sender.sentCount()),
                family(
                        "waiting",
                        Family.Type.GAUGE,
                        "Messages waiting to be sent.",
                        sender -> sender.outbox().waiting().size()),
                family(
                        "dropped_total",
                        Family.Type.COUNTER,
                        "Messages dropped or refused without being delivered.",
                        sender -> (double) sender.outbox().dropped()),
                family(
                        "up",
                        Family.Type.GAUGE,
                        "Whether the last attempt to send succeeded.",
                        sender -> sender.problem().isEmpty() ? 1 : 0)));
        families.addAll(RemoteFamilies.of(remoteChannels));
        return families;
    }

    private Family family(String suffix, Family.Type type, String help, Function<ChannelSender, Number> value) {
        return new Family(
                "peace_alert_messages_" + suffix,
                type,
                help,
                senders.stream()
                        .map(sender -> new Sample(
                                Map.of("channel", sender.channelName()),
                                value.apply(sender).doubleValue()))
                        .toList());
    }

    /** What a thread writes into its outbox is finished first; one that waits for its receiver is not waited for. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        remoteChannels.forEach(RemoteChannel::close);
        long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (Thread thread : threads) {
                Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
                thread.join(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
