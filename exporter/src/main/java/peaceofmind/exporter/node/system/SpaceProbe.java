package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import peaceofmind.linux.FileSystemSpace;

/**
 * Asks file systems for their room in a thread of its own. When one hangs, as a dead network or USB disk does, its thread is left
 * waiting, a new one goes on with the others, and the hanging one is not asked again before it has answered.
 */
public final class SpaceProbe {

    /** How a file system is asked; a test answers itself. */
    public interface Asker {
        FileSystemSpace ask(String mountPoint) throws IOException;
    }

    /** More than a healthy file system ever needs, even on a busy SD card. */
    private static final Duration LIMIT = Duration.ofMillis(400);

    /** No mount point is called so. */
    private static final String END = "";

    private record Answer(String mountPoint, Optional<FileSystemSpace> space) {}

    /** One thread, the questions put to it, and its answers. Abandoned as a whole when a question hangs. */
    private final class Worker implements Runnable {
        private final LinkedBlockingQueue<String> questions = new LinkedBlockingQueue<>(Mount.MAX_MOUNTS + 1);
        private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        private boolean abandoned;

        @Override
        public void run() {
            try {
                String mountPoint = questions.take();
                while (!mountPoint.equals(END)) {
                    finish(new Answer(mountPoint, space(mountPoint)));
                    mountPoint = questions.take();
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void finish(Answer answer) {
            if (abandoned) {
                hanging.remove(answer.mountPoint);
            } else {
                answers.add(answer);
            }
        }

        /** From now on nobody listens; what it hangs at counts as hanging until it has answered. */
        private synchronized void abandon(String mountPoint) {
            abandoned = true;
            questions.clear();
            questions.add(END);
            if (answers.isEmpty()) {
                hanging.add(mountPoint);
            }
        }

        private Optional<FileSystemSpace> space(String mountPoint) {
            try {
                return Optional.of(asker.ask(mountPoint));
            } catch (IOException refused) {
                // Told as node_filesystem_device_error.
                return Optional.empty();
            }
        }
    }

    private final Asker asker;
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();
    private Optional<Worker> worker = Optional.empty();

    public SpaceProbe(Asker asker) {
        this.asker = asker;
    }

    /** The room of each file system; without an entry for those that failed or hang. */
    public Map<String, FileSystemSpace> ask(List<String> mountPoints) throws InterruptedException {
        Map<String, FileSystemSpace> spaces = new LinkedHashMap<>();
        Set<String> left = new HashSet<>(mountPoints);
        left.removeAll(hanging);
        while (!left.isEmpty()) {
            Worker asked = worker.orElseGet(this::start);
            List<String> questions =
                    mountPoints.stream().filter(left::contains).distinct().toList();
            asked.questions.addAll(questions);
            Optional<String> stuck = await(asked, questions, spaces);
            left.removeAll(questions.subList(0, stuck.map(questions::indexOf).orElse(questions.size() - 1) + 1));
            if (stuck.isPresent()) {
                asked.abandon(stuck.get());
                worker = Optional.empty();
            }
        }
        return spaces;
    }

    private Optional<String> await(Worker asked, List<String> questions, Map<String, FileSystemSpace> spaces)
            throws InterruptedException {
        for (String question : questions) {
            Answer answer = asked.answers.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                return Optional.of(question);
            }
            answer.space.ifPresent(space -> spaces.put(answer.mountPoint, space));
        }
        return Optional.empty();
    }

    private Worker start() {
        Worker started = new Worker();
        worker = Optional.of(started);
        Thread.ofPlatform().daemon().name("statvfs").start(started);
        return started;
    }
}
