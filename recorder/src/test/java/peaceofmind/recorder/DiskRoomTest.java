package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.storage.DiskGates;
import peaceofmind.recorder.storage.DiskGates.Answer;
import peaceofmind.recorder.storage.DiskGates.Free;
import peaceofmind.recorder.storage.DiskGates.Unreadable;

class DiskRoomTest {

    private final PacedClock clock = new PacedClock();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile Answer answer = new Free(100);
    private volatile boolean hangs;

    @Test
    void theFirstLookIsOverWhenTheRecorderBegins() {
        try (DiskRoom room = room()) {
            assertThat(room.refusal()).isEmpty();
            assertThat(room.emergency()).isEmpty();
        }
        answer = new Free(49);
        try (DiskRoom room = room()) {
            assertThat(room.refusal()).hasValueSatisfying(why -> assertThat(why).startsWith("too little room"));
            assertThat(room.emergency()).isEmpty();
        }
    }

    @Test
    void aDiskThatIsNearlyFullEndsARecordingAndOneWithRoomAgainPermitsThem() throws Exception {
        answer = new Free(9);
        try (DiskRoom room = room()) {
            assertThat(room.emergency())
                    .hasValueSatisfying(why -> assertThat(why).contains("nearly full"));
            answer = new Free(100);
            assertThat(clock.turn()).isEqualTo(Duration.ofSeconds(2));
            assertThat(room.emergency()).isEmpty();
            assertThat(room.refusal()).isEmpty();
        }
        assertThat(words()).contains("disk stop: ", "there is room on the disk again");
    }

    @Test
    void aDiskThatCouldNeverBeReadPermitsNoRecordingAndSaysWhy() {
        answer = new Unreadable("Input/output error");
        try (DiskRoom room = room()) {
            assertThat(room.refusal())
                    .hasValueSatisfying(why -> assertThat(why).contains("not known yet", "Input/output error"));
            assertThat(room.emergency()).isEmpty();
        }
    }

    @Test
    void aDiskThatCannotBeReadAnyMoreIsJudgedByItsLastLookForHalfAMinute() throws Exception {
        try (DiskRoom room = room()) {
            answer = new Unreadable("Input/output error");
            clock.turn();
            assertThat(room.refusal()).isEmpty();
            for (int n = 0; n < 15; n++) {
                clock.turn();
            }
            assertThat(room.refusal())
                    .hasValueSatisfying(why -> assertThat(why).contains("for more than 30 s", "Input/output error"));
            assertThat(room.emergency()).as("a recording goes on").isEmpty();
            answer = new Free(100);
            clock.turn();
            assertThat(room.refusal()).isEmpty();
        }
        assertThat(words().lines().filter(line -> line.contains("disk unknown")))
                .as("said once")
                .hasSize(1);
    }

    @Test
    void aFullDiskThatCannotBeReadAnyMoreIsStillFull() throws Exception {
        answer = new Free(49);
        try (DiskRoom room = room()) {
            answer = new Unreadable("Input/output error");
            clock.turn();
            assertThat(room.refusal()).isPresent();
        }
    }

    @Test
    void aDiskThatHangsMakesNobodyWaitAndPermitsNothingAfterHalfAMinute() throws Exception {
        try (DiskRoom room = room()) {
            hangs = true;
            clock.awaitSleep();
            clock.wake();
            clock.advance(Duration.ofSeconds(30));
            assertThat(room.refusal()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(room.refusal()).hasValueSatisfying(why -> assertThat(why).contains("for more than 30 s"));
            assertThat(room.emergency()).isEmpty();
            hangs = false;
            hanging.countDown();
            clock.awaitSleep();
            assertThat(room.refusal()).isEmpty();
        }
    }

    @Test
    void aDiskThatHangsFromTheBeginningPermitsNothingAndTheStartGoesOn() {
        hangs = true;
        try (DiskRoom room = room()) {
            assertThat(room.refusal()).hasValueSatisfying(why -> assertThat(why).contains("not known yet"));
            assertThat(words()).contains("did not tell its free space within 2 s");
            hangs = false;
            hanging.countDown();
            await().atMost(Duration.ofSeconds(10)).until(() -> room.refusal().isEmpty());
        }
    }

    @Test
    void aDefectDoesNotEndTheLooks() throws Exception {
        answer = new Free(49);
        try (DiskRoom room = new DiskRoom(DiskGates.over(this::defective), clock, log())) {
            assertThat(room.refusal()).isPresent();
            answer = new Free(100);
            clock.turn();
            assertThat(room.refusal()).isEmpty();
        }
        assertThat(words()).contains("a defect");
    }

    private Answer defective() {
        if (answer.equals(new Free(49))) {
            throw new IllegalStateException("a defect");
        }
        return answer;
    }

    private Answer look() {
        if (hangs) {
            try {
                hanging.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
        return answer;
    }

    private DiskRoom room() {
        return new DiskRoom(DiskGates.over(this::look), clock, log());
    }

    private Log log() {
        return Log.to(new PrintStream(said, true, StandardCharsets.UTF_8), clock);
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
