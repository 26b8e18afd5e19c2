package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.cli.terminal.Words;
import peaceofmind.recorder.RecorderConfig;

/** Whether there is room for videos. */
final class FreeSpaceCheck implements Check {

    @Override
    public String name() {
        return "free space";
    }

    @Override
    public String why() {
        return "the recorder refuses to record when the disk gets full";
    }

    @Override
    public Finding look(Patient patient) {
        RecorderConfig recorder = patient.config().recorder();
        Path storage = patient.machine().path(recorder.storage());
        try {
            long free = Files.getFileStore(storage).getUsableSpace();
            String words = Words.bytes(free) + " free at " + recorder.storage();
            String mend = "peace videos list; peace videos clean removes uploaded ones that need not be kept";
            if (free < recorder.refuseBelowFree()) {
                return Finding.bad(words + ": too little to record", mend);
            } else if (free < recorder.warnBelowFree()) {
                return Finding.attention(words + ": little", mend);
            }
            return Finding.good(words);
        } catch (IOException absent) {
            return Finding.bad(
                    recorder.storage() + " cannot be looked at: " + absent,
                    "create it for the recorder's user, or set recorder.storage");
        }
    }
}
