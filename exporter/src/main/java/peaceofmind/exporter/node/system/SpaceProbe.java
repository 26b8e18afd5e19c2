// SPDX-License-Identifier: Apache-2.0
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
 * Measures file systems in a separate thread. When one hangs, as a dead network or USB disk does, its thread is abandoned, a new one
 * continues with the others, and the hanging file system is skipped until it responds.
 */
public final class SpaceProbe {

    /** Reads the space of a file system; tests supply a fake. */
    public interface SpaceReader {
        FileSystemSpace read(String mountPoint) throws IOException;
    }

    /** More than a healthy file system ever needs, even on a busy SD card. */
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(400);

    /** Not a valid mount point. */
    private static final String STOP = "";

    private record Result(String mountPoint, Optional<FileSystemSpace> space) {}

    /** A thread with its requests and results. Abandoned as a whole when a request hangs. */
    private final class Worker implements Runnable {
        private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>(Mount.MAX_MOUNTS + 1);
        private final LinkedBlockingQueue<Result> results = new LinkedBlockingQueue<>();
        private boolean abandoned;

        @Override
        public void run() {
            try {
                String mountPoint = requests.take();
                while (!mountPoint.equals(STOP)) {
                    deliver(new Result(mountPoint, readSpace(mountPoint)));
                    mountPoint = requests.take();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void deliver(Result result) {
            if (abandoned) {
                hanging.remove(result.mountPoint);
            } else {
                results.add(result);
            }
        }

        /** Ignores later results; the mount point counts as hanging until it responds. */
        private synchronized void abandon(String mountPoint) {
            abandoned = true;
            requests.clear();
            requests.add(STOP);
            if (results.isEmpty()) {
                hanging.add(mountPoint);
            }
        }

        private Optional<FileSystemSpace> readSpace(String mountPoint) {
            try {
                return Optional.of(reader.read(mountPoint));
            } catch (IOException failed) {
                // Reported as node_filesystem_device_error.
                return Optional.empty();
            }
        }
    }

    private final SpaceReader reader;
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();
    private Optional<Worker> worker = Optional.empty();

    public SpaceProbe(SpaceReader reader) {
        this.reader = reader;
    }

    /** The space of each file system, without those that failed or hang. */
    public Map<String, FileSystemSpace> measure(List<String> mountPoints) throws InterruptedException {
        Map<String, FileSystemSpace> spaces = new LinkedHashMap<>();
        Set<String> remaining = new HashSet<>(mountPoints);
        remaining.removeAll(hanging);
        while (!remaining.isEmpty()) {
            Worker current = worker.orElseGet(this::startWorker);
            List<String> batch =
                    mountPoints.stream().filter(remaining::contains).distinct().toList();
            current.requests.addAll(batch);
            Optional<String> stuck = awaitResults(current, batch, spaces);
            remaining.removeAll(batch.subList(0, stuck.map(batch::indexOf).orElse(batch.size() - 1) + 1));
            if (stuck.isPresent()) {
                current.abandon(stuck.get());
                worker = Optional.empty();
            }
        }
        return spaces;
    }

    private Optional<String> awaitResults(Worker current, List<String> batch, Map<String, FileSystemSpace> spaces)
            throws InterruptedException {
        for (String mountPoint : batch) {
            Result result = current.results.poll(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (result == null) {
                return Optional.of(mountPoint);
            }
            result.space.ifPresent(space -> spaces.put(result.mountPoint, space));
        }
        return Optional.empty();
    }

    private Worker startWorker() {
        Worker started = new Worker();
        worker = Optional.of(started);
        Thread.ofPlatform().daemon().name("statvfs").start(started);
        return started;
    }
}
