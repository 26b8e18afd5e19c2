// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.network.NetworkJudge;
import peaceofmind.contract.network.NetworkJudgement;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.contract.network.RepairOption;
import peaceofmind.contract.network.RepairResult;
import peaceofmind.watchdog.policy.NetworkDecision.RungOrder;
import peaceofmind.watchdog.policy.NetworkHistory.Outage;
import peaceofmind.watchdog.policy.NetworkHistory.RungRecord;
import peaceofmind.watchdog.policy.NetworkHistory.RungResult;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;
import peaceofmind.watchdog.policy.NetworkState.Repairable;
import peaceofmind.watchdog.policy.NetworkState.RunningRung;

/** The mutable state of one evaluation of {@link NetworkLadder}; never outlives the call. */
final class NetworkEvaluation {

    /** An outage ends when the network has worked for this time; for the longer one, when outages come one after the other. */
    private static final Duration CALM = Duration.ofSeconds(30);

    private static final Duration LONG_CALM = Duration.ofMinutes(30);
    /** An outage that nobody observes any more ends, too: such as when the diagnosis was switched off. */
    private static final Duration MAX_UNOBSERVED = Duration.ofHours(1);

    /** Of powered-on time across a boot; a device is not rebooted in its first minutes, so it has run for longer if it was not. */
    private static final Duration MAX_ROUNDING = Duration.ofMinutes(1);

    private static final int MANY_OUTAGES = 3;
    static final int MAX_NOTES = 5;
    private static final Optional<String> SUBJECT = Optional.of(Incident.NETWORK);

    private final NetworkObservation observation;
    private final NetworkPolicy policy;
    private final Duration now;
    private final Optional<NetworkReading> reading;
    private final Optional<NetworkJudgement> judgement;
    private final List<Note> notes = new ArrayList<>();
    private NetworkHistory history;
    private Optional<Duration> badSince;
    private Optional<Duration> goodSince;
    private Optional<Duration> lastGood;
    private Optional<Duration> unobservedSince;
    private Optional<Repairable> repairable;
    private Optional<Duration> oursSince;
    private Optional<RunningRung> running;
    private Optional<String> waitingBecause = Optional.empty();
    private Optional<RungOrder> order = Optional.empty();
    private Optional<String> reboot = Optional.empty();

    NetworkEvaluation(
            NetworkObservation observation, NetworkState state, NetworkHistory history, NetworkPolicy policy) {
        this.observation = observation;
        this.policy = policy;
        this.history = history;
        this.now = observation.time().poweredOn();
        this.reading =
                observation.reading().filter(_ -> observation.readingAge().compareTo(policy.maxReadingAge()) <= 0);
        this.judgement = reading.map(NetworkJudge::judge);
        this.badSince = state.badSince();
        this.goodSince = state.goodSince();
        this.lastGood = state.lastGood();
        this.unobservedSince = state.unobservedSince();
        this.repairable = state.repairableSince();
        this.oursSince = state.oursSince();
        this.running = state.running();
    }

    /** Without a fresh reading nothing is known, and every wait starts again. */
    void observe() {
        boolean bad = judgement.filter(NetworkJudgement::isOutage).isPresent();
        boolean good = judgement.isPresent() && !bad;
        badSince = bad ? badSince.or(() -> Optional.of(now)) : Optional.empty();
        goodSince = good ? goodSince.or(() -> Optional.of(now)) : Optional.empty();
        lastGood = good ? Optional.of(now) : lastGood;
        unobservedSince = judgement.isEmpty() ? unobservedSince.or(() -> Optional.of(now)) : Optional.empty();
        // A rung itself can look like something else for a moment, such as a cable that is out.
        boolean isOurs = judgement.flatMap(NetworkJudgement::repair).isPresent() || (bad && running.isPresent());
        oursSince = isOurs ? oursSince.or(() -> Optional.of(now)) : Optional.empty();
        // An access point that is back while its router is dead is another failure than one that is off: its wait
        // starts again.
        repairable = judgement
                .filter(known -> known.repair().isPresent())
                .map(known -> new Repairable(
                        known.repair().get().link(), known.failing().orElseThrow(), now))
                .map(current -> repairable
                        .filter(known -> known.link().equals(current.link()) && known.failing() == current.failing())
                        .orElse(current));
    }

    void finishRung() {
        if (running.isEmpty()) {
            history.running().ifPresent(this::finishRecorded);
            return;
        }
        RunningRung rung = running.get();
        Optional<RungExit> exit = observation.exit();
        boolean executed = rung.executed()
                || exit.filter(known -> known.status() == RungStatus.EXECUTED).isPresent();
        boolean isLate = now.minus(rung.since()).compareTo(policy.verifyWithin()) >= 0;
        running = Optional.of(new RunningRung(rung.rung(), rung.link(), rung.since(), executed));
        if (exit.isPresent() && !executed) {
            RungResult result =
                    exit.get().status() == RungStatus.IMPOSSIBLE ? RungResult.IMPOSSIBLE : RungResult.FAILED;
            finish(rung, result, exit.get().detail());
        } else if (executed && goodSince.isPresent()) {
            finish(rung, RungResult.HELPED, "the network works again");
        } else if (isLate) {
            finish(
                    rung,
                    executed ? RungResult.NO_EFFECT : RungResult.FAILED,
                    executed
                            ? "the network does not work " + Durations.format(policy.verifyWithin()) + " later"
                            : "it did not end within " + Durations.format(policy.verifyWithin()));
        }
    }

    /** One that only the history knows: a reboot, or one that was ordered by a process that ended. */
    private void finishRecorded(RungRecord rung) {
        if (rung.rung() != NetworkRung.REBOOT) {
            finish(rung.rung(), rung.link(), RungResult.INTERRUPTED, "the watchdog ended before its result was known");
        } else if (!observation.rebooting()) {
            finishReboot(rung);
        }
    }

    private void finishReboot(RungRecord reboot) {
        Duration uptime = observation.time().uptime();
        Duration verified = policy.quietAfterBoot().plus(policy.verifyWithin());
        if (uptime.minus(now.minus(reboot.at())).compareTo(MAX_ROUNDING) > 0) {
            finish(reboot.rung(), reboot.link(), RungResult.FAILED, "the device was not rebooted");
        } else if (goodSince.isPresent()) {
            finish(reboot.rung(), reboot.link(), RungResult.HELPED, "the network works again");
        } else if (uptime.compareTo(verified) >= 0) {
            finish(
                    reboot.rung(),
                    reboot.link(),
                    RungResult.NO_EFFECT,
                    "the network does not work " + Durations.format(verified) + " after the boot");
        }
    }

    private void finish(RunningRung rung, RungResult result, String detail) {
        running = Optional.empty();
        finish(rung.rung(), rung.link(), result, detail);
    }

    private void finish(NetworkRung rung, String link, RungResult result, String detail) {
        history = history.withResult(result);
        note(
                EventKind.NETWORK_REPAIR,
                new RepairResult(rung.word(), link, result.word()).reason(detail),
                Optional.empty());
    }

    void noteOutage() {
        if (history.outage().isPresent()) {
            Outage outage = history.outage().get();
            if (lasted(goodSince, calm())) {
                closeOutage(outage, "the network works again");
            } else if (lasted(unobservedSince, MAX_UNOBSERVED)) {
                closeOutage(outage, "the network is not observed any more");
            } else if (lasted(badSince, policy.outageAfter())) {
                noteOtherSentence(outage);
            }
        } else if (lasted(badSince, policy.outageAfter())) {
            Duration since = lastGood.orElse(badSince.orElse(now));
            String sentence = judgement.map(NetworkJudgement::sentence).orElse("");
            history = history.withOutage(Optional.of(new Outage(Optional.of(since), now, sentence, 1)))
                    .withOutageStart(now);
            note(EventKind.NETWORK_DOWN, describe(), Optional.of(now.minus(since)));
        }
    }

    private Duration calm() {
        return history.startsSince(now.minus(Duration.ofHours(1))) >= MANY_OUTAGES ? LONG_CALM : CALM;
    }

    /** The cause has changed, such as from the cable to the provider. */
    private void noteOtherSentence(Outage outage) {
        String sentence = judgement.map(NetworkJudgement::sentence).orElse("");
        if (!sentence.equals(outage.sentence()) && outage.notes() < MAX_NOTES) {
            history = history.withOutage(
                    Optional.of(new Outage(outage.lastGood(), outage.openedAt(), sentence, outage.notes() + 1)));
            note(EventKind.NETWORK_CAUSE, describe(), Optional.empty());
        }
    }

    private String describe() {
        NetworkJudgement known = judgement.orElseThrow();
        return known.sentence() + " Cause: " + known.fault().word()
                + (known.repair().isEmpty() ? "; nothing is repaired" : "");
    }

    private void closeOutage(Outage outage, String reason) {
        List<RungRecord> tried = history.since(outage.openedAt().minus(Duration.ofMillis(1)));
        String what = tried.isEmpty()
                ? "nothing was repaired"
                : "tried: "
                        + tried.stream()
                                .map(rung -> new RepairResult(
                                                rung.rung().word(),
                                                rung.link(),
                                                rung.result().word())
                                        .summary())
                                .collect(Collectors.joining(", "));
        Optional<Duration> length =
                outage.lastGood().map(goodSince.orElse(now)::minus).filter(known -> !known.isNegative());
        history = history.withOutage(Optional.empty());
        note(
                EventKind.NETWORK_UP,
                reason
                        + length.map(known -> ", " + Durations.format(known) + " after it worked last")
                                .orElse("") + "; " + what,
                length);
    }

    /** Orders the next rung if everything allows it. */
    void climb() {
        Optional<RepairOption> option = judgement.flatMap(NetworkJudgement::repair);
        if (option.isEmpty() || running.isPresent() || history.running().isPresent()) {
            return;
        }
        List<NetworkRung> rungs = option.get().rungs().stream()
                .filter(rung -> rung != NetworkRung.POWER_CYCLE || policy.powerCycle())
                .toList();
        Optional<NetworkRung> next = rungs.stream()
                .filter(rung -> !isTried(rung, option.get().link()))
                .findFirst();
        waitingBecause = refusal(option.get(), next);
        if (waitingBecause.isEmpty() && next.isPresent()) {
            start(next.get(), option.get());
        } else if (next.isEmpty() && policy.rebootAfter().isPresent()) {
            waitingBecause = notNow().or(() -> rebootRefusal(option.get(), rungs));
            if (waitingBecause.isEmpty()) {
                startReboot();
            }
        }
    }

    private boolean isTried(NetworkRung rung, String link) {
        return history.since(now.minus(policy.repeatAfter())).stream()
                .filter(tried -> tried.rung() == rung && tried.link().equals(link))
                .anyMatch(tried -> tried.result() != RungResult.HELPED
                        || now.minus(tried.at()).compareTo(policy.repeatHelpfulAfter()) < 0);
    }

    private Optional<String> refusal(RepairOption option, Optional<NetworkRung> next) {
        Optional<String> notNow = notNow();
        if (notNow.isPresent()) {
            return notNow;
        } else if (hasSessions() && !lasted(badSince, policy.sessionLimit())) {
            return Optional.of("somebody is logged in over the network");
        } else if (next.isEmpty()) {
            return Optional.of("every rung for " + option.link() + " was tried lately");
        }
        return history.refusal(policy, now).or(() -> waiting(option, next.get()));
    }

    /** Why nothing at all is done now. */
    private Optional<String> notNow() {
        NetworkReading known = reading.orElseThrow();
        if (!policy.repair()) {
            return Optional.of("repairs are off (network.repair)");
        } else if (observation.held()) {
            return Optional.of("everything is held");
        } else if (observation.rebooting()) {
            return Optional.of("the device is being rebooted");
        } else if (observation.saveError().isPresent()) {
            return Optional.of(
                    "repairs cannot be counted: " + observation.saveError().get());
        } else if (observation.time().uptime().compareTo(policy.quietAfterBoot()) < 0) {
            return Optional.of("the device has just booted");
        } else if (known.sinceChange().plus(observation.readingAge()).compareTo(policy.quietAfterChange()) < 0) {
            return Optional.of("something about the network was changed less than "
                    + Durations.format(policy.quietAfterChange()) + " ago");
        }
        return Optional.empty();
    }

    /** People who are logged in over the network, or connections that nobody closed. */
    private boolean hasSessions() {
        return reading.orElseThrow().sessions() > 0;
    }

    /**
     * Unlike a rung, a reboot interrupts what works. It waits for whoever is logged in, for as long as the connection stays, and is not
     * repeated within a day: an access point may be off for longer.
     */
    private Optional<String> rebootRefusal(RepairOption option, List<NetworkRung> rungs) {
        Duration after = policy.rebootAfter().orElseThrow();
        // Not since when the network fails: the cause may have been the router's until now.
        Duration since = oursSince.orElse(now);
        List<RungRecord> lastDay = history.since(now.minus(Duration.ofDays(1)));
        if (!lasted(oursSince, after)) {
            return Optional.of(
                    "a reboot is due in " + Durations.format(after.minus(now.minus(since))) + " if nothing else helps");
        } else if (hasSessions()) {
            return Optional.of("no reboot: somebody is logged in over the network");
        } else if (lastDay.stream().anyMatch(rung -> rung.rung() == NetworkRung.REBOOT)) {
            return Optional.of("no reboot: one was tried in the last 24 hours");
        } else if (!rungs.stream().allMatch(rung -> isTriedSince(since, rung, option.link()))) {
            return Optional.of("no reboot: not every rung was tried in this outage");
        }
        return observation.rebootRefusal().map(reason -> "no reboot: " + reason);
    }

    private boolean isTriedSince(Duration since, NetworkRung rung, String link) {
        return history.since(since).stream()
                .anyMatch(tried -> tried.rung() == rung && tried.link().equals(link));
    }

    private Optional<String> waiting(RepairOption option, NetworkRung next) {
        Duration since = repairable.map(Repairable::since).orElse(now);
        Duration start = history.lastRung()
                .map(RungRecord::at)
                .filter(last -> last.compareTo(since) > 0)
                .orElse(since);
        Duration left = delayOf(option, next).minus(now.minus(start));
        return left.isPositive()
                ? Optional.of(next.word() + " of " + option.link() + " is due in " + Durations.format(left))
                : Optional.empty();
    }

    private Duration delayOf(RepairOption option, NetworkRung next) {
        if (option.isKnown()) {
            return policy.knownAfter();
        }
        return switch (next) {
            case RENEW -> policy.renewAfter();
            case RECONNECT -> policy.reconnectAfter();
            case RELOAD -> policy.reloadAfter();
            case POWER_CYCLE -> policy.powerCycleAfter();
            case REBOOT -> policy.rebootAfter().orElseThrow();
        };
    }

    private void start(NetworkRung rung, RepairOption option) {
        String reason = rung.word() + " of " + option.link() + ": " + describe();
        if (policy.dryRun()) {
            history = history.withRung(new RungRecord(now, rung, option.link(), RungResult.NO_EFFECT));
            note(EventKind.DRY_RUN, "would try " + reason, Optional.empty());
            return;
        }
        history = history.withRung(new RungRecord(now, rung, option.link(), RungResult.RUNNING));
        running = Optional.of(new RunningRung(rung, option.link(), now, false));
        order = Optional.of(new RungOrder(rung, option.link(), reason));
        note(EventKind.NETWORK_REPAIR, reason, Optional.empty());
    }

    private void startReboot() {
        NetworkRung rung = NetworkRung.REBOOT;
        String reason = "no network for " + Durations.format(now.minus(oursSince.orElse(now)))
                + ", and nothing else helped: " + describe();
        if (policy.dryRun()) {
            history = history.withRung(new RungRecord(now, rung, RepairResult.DEVICE, RungResult.NO_EFFECT));
            note(EventKind.DRY_RUN, "would reboot the device: " + reason, Optional.empty());
            return;
        }
        // Its result is found after the boot, by this record.
        history = history.withRung(new RungRecord(now, rung, RepairResult.DEVICE, RungResult.RUNNING));
        reboot = Optional.of(reason);
        note(EventKind.NETWORK_REPAIR, rung.word() + " of " + RepairResult.DEVICE + ": " + reason, Optional.empty());
    }

    private boolean lasted(Optional<Duration> since, Duration limit) {
        return since.filter(start -> now.minus(start).compareTo(limit) >= 0).isPresent();
    }

    private void note(EventKind kind, String reason, Optional<Duration> sinceGood) {
        notes.add(new Note(kind, SUBJECT, reason, sinceGood));
    }

    NetworkDecision decision() {
        return new NetworkDecision(
                new NetworkState(
                        judgement,
                        badSince,
                        goodSince,
                        lastGood,
                        unobservedSince,
                        repairable,
                        oursSince,
                        running,
                        waitingBecause),
                history,
                notes,
                order,
                reboot);
    }
}
