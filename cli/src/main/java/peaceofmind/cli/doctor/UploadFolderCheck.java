// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.recorder.RecorderConfig;

/** Whether the folder for uploads exists, and is mounted if it has to be. */
final class UploadFolderCheck implements Check {

    @Override
    public String name() {
        return "upload folder";
    }

    @Override
    public String rationale() {
        return "videos wait on this device while the share for them is away";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (!context.hasPackagedRecorder()) {
            return Finding.notApplicable("another program than the recorder of this package is watched");
        }
        RecorderConfig recorder = context.config().recorder();
        Optional<Path> folder = recorder.uploadFolder();
        if (folder.isEmpty()) {
            return Finding.notApplicable("no folder for uploads is configured");
        }
        Optional<String> notMounted = recorder.uploadMountProblem(
                context.machine().path("/etc/fstab"), context.machine().path("/proc/self/mounts"));
        if (notMounted.isPresent()) {
            return Finding.bad(notMounted.get(), "mount it (sudo mount -a), or set recorder.upload.mount to off");
        } else if (!Files.isDirectory(context.machine().path(folder.get()))) {
            return Finding.bad(folder.get() + " does not exist", "create it, or set recorder.upload.folder");
        }
        return Finding.good(folder.get() + " exists");
    }
}
