package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what is to be recorded is there. */
final class CameraCheck implements Check {

    @Override
    public String name() {
        return "camera";
    }

    @Override
    public String rationale() {
        return "without a picture there is nothing to record";
    }

    @Override
    public Finding run(DoctorContext context) {
        String source = context.recorderSource();
        if (source.startsWith("v4l2:")) {
            Path device = Path.of(source.substring("v4l2:".length()));
            return Files.exists(context.machine().path(device))
                    ? Finding.good(device + " is there")
                    : Finding.bad(
                            device + " is not there",
                            "peace camera list shows what is; check the cable; then peace reboot --yes");
        } else if (source.startsWith("rtsp")) {
            return Finding.cannotTell("a network camera is asked by a test picture only", "peace camera picture");
        } else if (source.startsWith("test")) {
            return Finding.notHere("a test picture is recorded");
        }
        Path file = Path.of(source.startsWith("file:") ? source.substring("file:".length()) : source);
        return Files.exists(context.machine().path(file))
                ? Finding.good(file + " is there")
                : Finding.bad(file + " is not there", "put it there, or set recorder.source");
    }
}
