// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;

/** A disk whose state the test sets. */
final class FakeFreeSpaceGuard implements FreeSpaceGuard {

    Optional<String> reasonNotToStart = Optional.empty();
    Optional<String> reasonToStop = Optional.empty();

    @Override
    public Optional<String> reasonNotToStart() {
        return reasonNotToStart;
    }

    @Override
    public Optional<String> reasonToStop() {
        return reasonToStop;
    }
}
