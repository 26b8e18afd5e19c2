package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.recorder.RecorderConfig;

/** Whether there is room for videos. */
final class FreeSpaceCheck implements Check {

    @Override
    public String name() {
        return "free space";
    }

    @Override
    public String rationale() {
        return "the recorder refuses to record when the disk gets full";
    }

    @Override
    public Finding run(DoctorContext context) {
        RecorderConfig recorder = context.config().recorder();
        Path storage = context.machine().path(recorder.storage());
        try {
            long free = Files.getFileStore(storage).getUsableSpace();
            String summary = HumanFormat.bytes(free) + " free at " + recorder.storage();
            String remedy = "peace videos list; peace videos clean removes uploaded ones that need not be kept";
            if (free < recorder.refuseBelowFree()) {
                return Finding.bad(summary + ": too little to record", remedy);
            } else if (free < recorder.warnBelowFree()) {
                return Finding.attention(summary + ": little", remedy);
            }
            return Finding.good(summary);
        } catch (IOException unreadable) {
            return Finding.bad(
                    recorder.storage() + " cannot be looked at: " + unreadable,
                    "create it for the recorder's user, or set recorder.storage");
        }
    }
}
