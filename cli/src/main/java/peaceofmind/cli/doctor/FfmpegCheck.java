// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.Optional;

/** Whether ffmpeg runs. */
final class FfmpegCheck implements Check {

    @Override
    public String name() {
        return "ffmpeg";
    }

    @Override
    public String rationale() {
        return "the recorder records with it";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (!context.hasPackagedRecorder()) {
            return Finding.notApplicable("another program than the recorder of this package is watched");
        }
        Optional<String> version = context.machine().output("ffmpeg", "-hide_banner", "-version");
        return version.map(text -> Finding.good(text.lines().findFirst().orElse("it runs")))
                .orElseGet(() -> Finding.bad("it cannot be run", "sudo apt install ffmpeg"));
    }
}
