// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.recorder.RecorderConfig;

/** Whether enough disk space is free for videos. */
final class FreeSpaceCheck implements Check {

    @Override
    public String name() {
        return "free space";
    }

    @Override
    public String rationale() {
        return "the recorder refuses to record when the disk is nearly full";
    }

    @Override
    public Finding run(DoctorContext context) {
        RecorderConfig recorder = context.config().recorder();
        Path storage = context.machine().path(recorder.storage());
        try {
            long free = Files.getFileStore(storage).getUsableSpace();
            String summary = HumanFormat.bytes(free) + " free at " + recorder.storage();
            String remedy = "list videos with peace videos list; remove uploaded ones with peace videos clean";
            if (free < recorder.refuseBelowFree()) {
                return Finding.bad(summary + ": too little to record", remedy);
            } else if (free < recorder.warnBelowFree()) {
                return Finding.attention(summary + ": low", remedy);
            }
            return Finding.good(summary);
        } catch (IOException unreadable) {
            return Finding.bad(
                    recorder.storage() + " cannot be checked: " + ErrorText.of(unreadable),
                    "create it for the recorder's user, or set recorder.storage");
        }
    }
}
