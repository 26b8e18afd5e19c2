// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;

/**
 * Announces moments one after the other, on a thread of its own. While one is being played only the newest of those that follow waits, and
 * one that has waited for too long is dropped: it would be wrong by then.
 */
public final class Voice implements Announcer, AutoCloseable {

    static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final SoundPlayer player;
    private final Clock clock;
    private final Log log;
    private final BlockingQueue<Announcement> next = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private Optional<VoiceObservation> before = Optional.empty();
    private volatile String reported = "";

    private record Announcement(Moment moment, long requestedNanos) {}

    Voice(SoundPlayer player, Clock clock, Log log) {
        this.player = player;
        this.clock = clock;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("voice").unstarted(this::run);
    }

    /** Starts the thread. */
    public static Voice start(VoiceConfig config, Clock clock, Log log) {
        Voice voice = new Voice(new SoundPlayer(config), clock, log);
        voice.thread.start();
        return voice;
    }

    @Override
    public void observe(VoiceObservation observation) {
        Optional<Moment> moment = before.flatMap(observation::since);
        before = Optional.of(observation);
        moment.ifPresent(found -> {
            Announcement announcement = new Announcement(found, clock.nanoTime());
            // Only this thread adds, so the second attempt succeeds.
            if (!next.offer(announcement)) {
                next.clear();
                next.offer(announcement);
            }
        });
    }

    @Override
    public Optional<String> problem() {
        return Optional.of(reported).filter(text -> !text.isEmpty());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                announceNext();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for an announcement, and plays it. */
    void announceNext() throws InterruptedException {
        Announcement announcement = next.take();
        if (clock.nanoTime() - announcement.requestedNanos() > MAX_WAIT.toNanos()) {
            return;
        }
        report(player.play(announcement.moment()).orElse(""));
    }

    /** Once for each problem, not for each announcement. */
    private void report(String problem) {
        if (problem.equals(reported)) {
            return;
        }
        if (problem.isEmpty()) {
            log.info("voice: it works again");
        } else {
            log.warn("voice: " + problem + "; recording continues");
        }
        reported = problem;
    }

    /** Kills what is being played. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
