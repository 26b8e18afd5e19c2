// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.recorder.service.CameraRecorders.CameraView;

/** What several cameras are doing, as one recorder. */
final class CombinedView {

    /** The first of these that one of them is in. Whatever fails besides is in the error. */
    private static final List<RecorderState> PRECEDENCE = List.of(
            RecorderState.RECORDING,
            RecorderState.ERROR,
            RecorderState.PROCESSING,
            RecorderState.BOOTING,
            RecorderState.READY);

    private CombinedView() {}

    /** Its file and the remaining time are those of the recording that ends first; its bytes are those of all recordings. */
    static RecorderView of(List<CameraView> cameras) {
        List<RecorderView> views = cameras.stream().map(CameraView::view).toList();
        RecorderState state = PRECEDENCE.stream()
                .filter(candidate -> views.stream().anyMatch(view -> view.state() == candidate))
                .findFirst()
                .orElse(RecorderState.BOOTING);
        String error = cameras.stream()
                .flatMap(camera -> camera.view().error().stream().map(reason -> camera.name() + ": " + reason))
                .collect(Collectors.joining("; "));
        List<RecorderView> recording =
                views.stream().filter(view -> view.file().isPresent()).toList();
        Optional<RecorderView> endsFirst = recording.stream()
                .min(Comparator.comparing(view -> view.remaining().orElse(Duration.ZERO)));
        return new RecorderView(
                state,
                views.stream()
                        .filter(view -> view.state() == state)
                        .map(RecorderView::timeInState)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO),
                error.isEmpty() ? Optional.empty() : Optional.of(error),
                views.stream().mapToInt(RecorderView::errorCount).sum(),
                endsFirst.flatMap(RecorderView::file),
                recording.isEmpty()
                        ? Optional.empty()
                        : Optional.of(recording.stream()
                                .mapToLong(view -> view.bytes().orElse(0L))
                                .sum()),
                endsFirst.flatMap(RecorderView::remaining),
                endsFirst.flatMap(RecorderView::length));
    }
}
