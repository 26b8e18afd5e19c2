// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.linux.ProcessStat;

/**
 * Recognises a second instance of a program by the PID in its heartbeat. A beat is foreign only if everything says so, since a beat that
 * is not counted can get a healthy program restarted: the process runs, it is the same program as the service's main process, it is
 * none of its children, and it does not belong to the service by what its manager says. A PID of another PID namespace, such as that of a
 * container, usually stands for some other program here. One thread uses it.
 */
public final class HeartbeatWriters {

    private static final int MAX_ANCESTORS = 50;

    private final Path proc;
    private final Ownership ownership;
    private Optional<Judgement> lastJudgement = Optional.empty();
    private OptionalLong lastMainPid = OptionalLong.empty();
    private Optional<String> mainCommand = Optional.empty();

    /** Whether a process belongs to a service, by what its manager knows. */
    public interface Ownership {
        /** True where it cannot be known. */
        boolean owns(long pid, long mainPid);
    }

    /** For one process and run of the service; asked once, not each second. */
    private record Judgement(ProcessStat writer, OptionalLong mainPid, Optional<String> foreign) {
        boolean isFor(ProcessStat process, OptionalLong main) {
            return writer.pid() == process.pid() && writer.startTicks() == process.startTicks() && mainPid.equals(main);
        }
    }

    public HeartbeatWriters(Path proc, Ownership ownership) {
        this.proc = proc;
        this.ownership = ownership;
    }

    /**
     * Who wrote a heartbeat, for people, if that is known not to belong to the service.
     *
     * @param pid as the heartbeat says
     */
    public Optional<String> foreign(long pid, ServiceStatus status) {
        if (status.mainPid().isPresent()) {
            boolean isNewRun = !status.mainPid().equals(lastMainPid);
            lastMainPid = status.mainPid();
            if (isNewRun) {
                readMainCommand();
            }
        }
        if (lastMainPid.isEmpty() || lastMainPid.getAsLong() == pid) {
            return Optional.empty();
        }
        Optional<ProcessStat> writer = ProcessStat.read(proc, pid);
        if (writer.isEmpty()) {
            return Optional.empty();
        }
        if (lastJudgement
                .filter(known -> known.isFor(writer.get(), lastMainPid))
                .isEmpty()) {
            // A shell script that has started as the main process may have executed the program since.
            readMainCommand();
            lastJudgement =
                    Optional.of(new Judgement(writer.get(), lastMainPid, judge(writer.get(), lastMainPid.getAsLong())));
        }
        return lastJudgement.orElseThrow().foreign();
    }

    private Optional<String> judge(ProcessStat writer, long mainPid) {
        boolean own = mainCommand.filter(writer.command()::equals).isEmpty()
                || isDescendant(writer, mainPid)
                || ownership.owns(writer.pid(), mainPid);
        return own ? Optional.empty() : Optional.of("process " + writer.pid() + " (" + writer.command() + ")");
    }

    /** The last one stays known when the process is gone. */
    private void readMainCommand() {
        mainCommand = ProcessStat.read(proc, lastMainPid.getAsLong())
                .map(ProcessStat::command)
                .or(() -> mainCommand);
    }

    private boolean isDescendant(ProcessStat process, long ancestor) {
        Optional<ProcessStat> current = Optional.of(process);
        for (int depth = 0; depth < MAX_ANCESTORS && current.isPresent(); depth++) {
            if (current.get().pid() == ancestor) {
                return true;
            }
            current = ProcessStat.read(proc, current.get().parentPid());
        }
        return false;
    }
}
