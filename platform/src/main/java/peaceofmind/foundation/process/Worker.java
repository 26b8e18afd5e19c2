// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.process;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * A thread for tasks that must not fail for lack of a thread: it exists from the start, and survives everything that a task throws. Tasks
 * run one after another. Thread-safe.
 */
public final class Worker implements AutoCloseable {

    /** More tasks wait only when one hangs; further ones are refused. */
    static final int MAX_PENDING_TASKS = 4;

    private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(MAX_PENDING_TASKS);
    private final Thread thread;
    private final Consumer<Throwable> onError;

    /** A task for the worker. */
    public interface Task {
        /** Returns early when interrupted: the worker is being closed. */
        void run() throws Exception;
    }

    private Worker(String name, Consumer<Throwable> onError) {
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::runTasks);
        this.onError = onError;
    }

    /**
     * Starts the thread.
     *
     * @param onError receives what a task throws, on the worker's thread
     */
    public static Worker start(String name, Consumer<Throwable> onError) {
        Worker worker = new Worker(name, onError);
        worker.thread.start();
        return worker;
    }

    /** Queues {@code task}; false when too many are already waiting. */
    public boolean submit(Task task) {
        return tasks.offer(task);
    }

    /** Interrupts the task that is running; those that wait are not run any more. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void runTasks() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                run(tasks.take());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    // The thread is needed again: also an error that says that the system is short of something must not end it.
    @SuppressWarnings("CatchThrowable")
    private void run(Task task) throws InterruptedException {
        try {
            task.run();
        } catch (InterruptedException closed) {
            throw closed;
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    // Whatever is thrown must not end the thread.
    @SuppressWarnings({"CatchThrowable", "EmptyCatch"})
    private void report(Throwable thrown) {
        try {
            onError.accept(thrown);
        } catch (Throwable unreported) {
            // Out of memory, for example: there is nothing left to report it with.
        }
    }
}
