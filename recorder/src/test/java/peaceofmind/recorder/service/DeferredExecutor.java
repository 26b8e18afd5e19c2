// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.ArrayDeque;
import java.util.Deque;

/** Defers work until the test runs it. */
final class DeferredExecutor extends DirectExecutor {

    private final Deque<Runnable> pending = new ArrayDeque<>();

    @Override
    public void execute(Runnable work) {
        pending.add(work);
    }

    void runAll() {
        for (Runnable work = pending.poll(); work != null; work = pending.poll()) {
            work.run();
        }
    }
}
