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
        return "on a full disk nothing is recorded, logged or saved";
    }

    @Override
    public Finding run(DoctorContext context) {
        RecorderConfig recorder = context.config().recorder();
        boolean packaged = context.config().program().isPackagedRecorder();
        Path folder = packaged ? recorder.storage() : context.config().agent().storage();
        Path storage = context.machine().path(folder);
        try {
            long free = Files.getFileStore(storage).getUsableSpace();
            String summary = HumanFormat.bytes(free) + " free at " + folder;
            String remedy = packaged
                    ? "list videos with peace videos list; remove uploaded ones with peace videos clean"
                    : "find what fills it: sudo du -xh " + folder + " | sort -h | tail";
            if (free < recorder.refuseBelowFree()) {
                return Finding.bad(summary + ": too little" + (packaged ? " to record" : ""), remedy);
            } else if (free < recorder.warnBelowFree()) {
                return Finding.attention(summary + ": low", remedy);
            }
            return Finding.good(summary);
        } catch (IOException unreadable) {
            return Finding.bad(
                    folder + " cannot be checked: " + ErrorText.of(unreadable),
                    packaged ? "create it for the recorder's user, or set recorder.storage" : "set agent.storage");
        }
    }
}
