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
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.foundation.time.Clock;

/** Hands each notice to every channel's queue; a thread per channel sends, so that one slow receiver holds up nobody else. */
public final class Notifier implements Consumer<Notification>, AutoCloseable {

    /** Somebody waits for the answer. */
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(8);

    private final NotifyConfig config;
    private final String device;
    private final MessageTemplate template;
    private final List<ChannelSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Begins to send what still waits.
     *
     * @param folder of the queues
     * @param recentEvents what was noted lately, a line each, newest last
     * @param recentValues the last hour of what an alert looks at
     */
    public Notifier(
            NotifyConfig config,
            String device,
            Path folder,
            Supplier<List<String>> recentEvents,
            Function<Alert, List<Double>> recentValues,
            Clock clock,
            Consumer<String> warn)
            throws IOException {
        this.config = config;
        this.device = device;
        this.template = new MessageTemplate(device, config.link(), recentEvents::get, recentValues, ZoneId.systemDefault());
        for (Channel channel : channels(config, device)) {
            Outbox outbox = new Outbox(folder.resolve(channel.name()), warn);
            ChannelSender sender = new ChannelSender(channel, outbox, config.maxPerHour(), clock, warn);
            senders.add(sender);
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("notify-" + channel.name())
                    .start(sender::run));
        }
    }

    private static List<Channel> channels(NotifyConfig config, String device) {
        List<Channel> channels = new ArrayList<>();
        if (config.mail().isEnabled()) {
            config.mail().to().forEach(to -> channels.add(new MailChannel(config.mail(), to, device)));
        }
        config.webhooks().forEach(webhook -> channels.add(new WebhookChannel(webhook, device)));
        return channels;
    }

    @Override
    public void accept(Notification notification) {
        boolean isRequested = notification.kind() == Notification.Kind.TEST || notification.kind() == Notification.Kind.DAILY;
        boolean isBelowMinimum = !notification.severity().isAtLeast(config.minSeverity());
        if (senders.isEmpty() || (isBelowMinimum && !isRequested)) {
            return;
        }
        Message message = template.render(notification);
        senders.forEach(sender -> sender.outbox().put(message));
    }

    /** Names of those who are told. */
    public List<String> channels() {
        return senders.stream().map(ChannelSender::channelName).toList();
    }

    /** What keeps messages from going out, in words; empty when nothing does. */
    public List<String> problems() {
        return senders.stream()
                .flatMap(sender -> sender.problem().stream().map(reason -> sender.channelName() + ": " + reason))
                .toList();
    }

    /**
     * Tries to log in at the mail server, and sends nothing.
     *
     * @return why no mail would be taken, in words; empty when one would, or when no mail is configured
     */
    public Optional<String> checkMailLogin() {
        if (!config.mail().isEnabled()) {
            return Optional.empty();
        }
        try {
            new MailChannel(config.mail(), config.mail().to().getFirst(), device, LOGIN_TIMEOUT).logIn();
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /** How the sending goes, for the metrics. */
    public List<Family> families() {
        return List.of(
                family("sent_total", Family.Type.COUNTER, "Messages that were taken.", sender -> (double) sender.sentCount()),
                family(
                        "waiting",
                        Family.Type.GAUGE,
                        "Messages that wait.",
                        sender -> sender.outbox().waiting().size()),
                family("dropped_total", Family.Type.COUNTER, "Messages given up.", sender ->
                        (double) sender.outbox().dropped()),
                family(
                        "up",
                        Family.Type.GAUGE,
                        "Whether it works.",
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
