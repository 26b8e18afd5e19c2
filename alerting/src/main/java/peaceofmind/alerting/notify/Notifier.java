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
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
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

    private final NotifyConfig config;
    private final String device;
    private final Clock clock;
    private final BootClock bootClock;
    private final MessageTemplate template;
    private final List<ChannelSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Starts sending, including messages that are still queued from before.
     *
     * @param folder contains the queues
     * @param recentEvents the watchdog's recent events, one line each, newest last
     * @param recentValues the values of an alert's series in the last hour
     */
    public Notifier(
            NotifyConfig config,
            String device,
            Path folder,
            Supplier<List<String>> recentEvents,
            Function<Alert, List<Double>> recentValues,
            Clock clock,
            Consumer<String> warn) {
        this.config = config;
        this.device = device;
        this.clock = clock;
        this.bootClock = BootClock.ofKernel(clock);
        this.template =
                new MessageTemplate(device, config.link(), recentEvents::get, recentValues, ZoneId.systemDefault());
        for (Channel channel : channels(config, device)) {
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

    private static List<Channel> channels(NotifyConfig config, String device) {
        List<Channel> channels = new ArrayList<>();
        if (config.mail().isEnabled()) {
            config.mail().to().forEach(to -> channels.add(new MailChannel(config.mail(), to, device)));
        }
        config.webhooks().forEach(webhook -> channels.add(new WebhookChannel(webhook, device)));
        config.commands().forEach(command -> channels.add(new CommandChannel(command, device)));
        return channels;
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
        return senders.stream()
                .flatMap(sender -> sender.problem().stream().map(reason -> sender.channelName() + ": " + reason))
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
        return List.of(
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
                        sender -> sender.problem().isEmpty() ? 1 : 0));
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

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
