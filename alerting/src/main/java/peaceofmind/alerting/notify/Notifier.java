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
import peaceofmind.alerting.Notice;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.foundation.time.Clock;

/** Hands each notice to every channel's queue; a thread per channel sends, so that one slow receiver holds up nobody else. */
public final class Notifier implements Consumer<Notice>, AutoCloseable {

    /** Somebody waits for the answer. */
    private static final Duration LOGIN_LIMIT = Duration.ofSeconds(8);

    private final NotifyConfig config;
    private final String device;
    private final Wording wording;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Begins to send what still waits.
     *
     * @param folder of the queues
     * @param evidence what was noted lately, a line each, newest last
     * @param recent the last hour of what an alert looks at
     */
    public Notifier(
            NotifyConfig config,
            String device,
            Path folder,
            Supplier<List<String>> evidence,
            Function<Alert, List<Double>> recent,
            Clock clock,
            Consumer<String> say)
            throws IOException {
        this.config = config;
        this.device = device;
        this.wording = new Wording(device, config.link(), evidence::get, recent, ZoneId.systemDefault());
        for (Channel channel : channels(config, device)) {
            Outbox outbox = new Outbox(folder.resolve(channel.name()), say);
            Delivery delivery = new Delivery(channel, outbox, config.maxPerHour(), clock, say);
            deliveries.add(delivery);
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("notify-" + channel.name())
                    .start(delivery::run));
        }
    }

    private static List<Channel> channels(NotifyConfig config, String device) {
        List<Channel> channels = new ArrayList<>();
        if (config.mail().isOn()) {
            config.mail().to().forEach(to -> channels.add(new MailChannel(config.mail(), to, device)));
        }
        config.webhooks().forEach(webhook -> channels.add(new WebhookChannel(webhook, device)));
        return channels;
    }

    @Override
    public void accept(Notice notice) {
        boolean asked = notice.kind() == Notice.Kind.TEST || notice.kind() == Notice.Kind.DAILY;
        boolean mild = !notice.severity().isAtLeast(config.from());
        if (deliveries.isEmpty() || (mild && !asked)) {
            return;
        }
        Message message = wording.message(notice);
        deliveries.forEach(delivery -> delivery.outbox().put(message));
    }

    /** Names of those who are told. */
    public List<String> channels() {
        return deliveries.stream().map(Delivery::channel).toList();
    }

    /** What keeps messages from going out, in words; empty when nothing does. */
    public List<String> problems() {
        return deliveries.stream()
                .flatMap(delivery -> delivery.problem().stream().map(why -> delivery.channel() + ": " + why))
                .toList();
    }

    /**
     * Tries to log in at the mail server, and sends nothing.
     *
     * @return why no mail would be taken, in words; empty when one would, or when no mail is configured
     */
    public Optional<String> mailProblem() {
        if (!config.mail().isOn()) {
            return Optional.empty();
        }
        try {
            new MailChannel(config.mail(), config.mail().to().getFirst(), device, LOGIN_LIMIT).logIn();
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /** How the sending goes, for the metrics. */
    public List<Family> families() {
        return List.of(
                family("sent_total", Family.Type.COUNTER, "Messages that were taken.", one -> (double) one.count()),
                family(
                        "waiting",
                        Family.Type.GAUGE,
                        "Messages that wait.",
                        one -> one.outbox().waiting().size()),
                family("dropped_total", Family.Type.COUNTER, "Messages given up.", one ->
                        (double) one.outbox().dropped()),
                family(
                        "up",
                        Family.Type.GAUGE,
                        "Whether it works.",
                        one -> one.problem().isEmpty() ? 1 : 0));
    }

    private Family family(String what, Family.Type type, String help, Function<Delivery, Number> value) {
        return new Family(
                "peace_alert_messages_" + what,
                type,
                help,
                deliveries.stream()
                        .map(one -> new Sample(
                                Map.of("channel", one.channel()),
                                value.apply(one).doubleValue()))
                        .toList());
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
