// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;

/** What the recorder is doing in detail; {@link Recorder} makes the transitions. */
sealed interface Phase {

    /** The session that is recorded, or that is continued when the cause of an error is gone. */
    default Optional<Session> currentSession() {
        return switch (this) {
            case Opening opening -> opening.sessionToResume();
            case Closed closed -> closed.sessionToResume();
            case Ready _ -> Optional.empty();
            case Starting starting ->
                starting.stopRequested()
                        ? Optional.empty()
                        : Optional.of(starting.request().session());
            case AwaitingPicture waiting -> Optional.of(waiting.request().session());
            case Recording recording -> Optional.of(recording.session());
            case Failed failed -> failed.sessionToResume();
            case Checking checking -> checking.sessionToResume();
        };
    }

    /** The recording whose pictures reach the disk. */
    default Optional<Recording> currentRecording() {
        return switch (this) {
            case Recording recording -> Optional.of(recording);
            case Starting starting -> starting.request().previous();
            case AwaitingPicture waiting -> waiting.request().previous();
            case Opening _, Closed _, Ready _, Failed _, Checking _ -> Optional.empty();
        };
    }

    /** The phase in which what waits for another try is due; empty for one that does not wait. */
    default Optional<Phase> retriedAt(long now) {
        return switch (this) {
            case Closed closed -> Optional.of(new Closed(now, closed.sessionToResume()));
            case Failed failed -> Optional.of(new Failed(failed.sessionToResume(), now));
            case Opening _, Ready _, Starting _, AwaitingPicture _, Recording _, Checking _ -> Optional.empty();
        };
    }

    /** The storage is being opened. */
    record Opening(Task<String> task, Optional<Session> sessionToResume) implements Phase {}

    /** The storage is not open, and is opened at {@code openAt}. */
    record Closed(long openAt, Optional<Session> sessionToResume) implements Phase {}

    record Ready() implements Phase {}

    /**
     * What is started.
     *
     * @param resumed whether the session keeps its time; that of a new one starts with the first picture
     * @param previous the recording that it follows, which continues until then
     */
    record StartRequest(Session session, boolean resumed, Optional<Recording> previous) {}

    /**
     * The recording is being started.
     *
     * @param stopRequested whether a stop was requested in the meantime: the recording is finished as soon as it has started
     */
    record Starting(Task<ActiveRecording> task, StartRequest request, boolean stopRequested) implements Phase {}

    /** The recording has started, and has no picture yet. */
    record AwaitingPicture(ActiveRecording active, StartRequest request) implements Phase {}

    record Recording(ActiveRecording active, Session session) implements Phase {}

    /** Nothing can be recorded; the source is checked at {@code checkAt}. */
    record Failed(Optional<Session> sessionToResume, long checkAt) implements Phase {}

    record Checking(Task<Optional<String>> task, Optional<Session> sessionToResume) implements Phase {}
}
