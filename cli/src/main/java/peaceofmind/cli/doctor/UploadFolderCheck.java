// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.doctor.Finding.CheckStatus;
import peaceofmind.recorder.upload.targets.FolderConfig;

/** Whether the folders for uploads exist, and are mounted if they have to be. */
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
        List<FolderConfig> folders = context.config().recorder().upload().targets().stream()
                .filter(FolderConfig.class::isInstance)
                .map(FolderConfig.class::cast)
                .toList();
        List<Finding> findings =
                folders.stream().map(folder -> check(folder, context)).toList();
        return findings.stream()
                .filter(finding -> finding.status() != CheckStatus.GOOD)
                .findFirst()
                .or(() -> findings.stream().findFirst())
                .orElseGet(() -> Finding.notApplicable("no folder for uploads is configured"));
    }

    private static Finding check(FolderConfig folder, DoctorContext context) {
        Optional<String> notMounted = folder.mountProblem(
                context.machine().path("/etc/fstab"), context.machine().path("/proc/self/mounts"));
        if (notMounted.isPresent()) {
            return Finding.bad(notMounted.get(), "mount it (sudo mount -a), or set mount: off beside the folder");
        } else if (!Files.isDirectory(context.machine().path(folder.folder()))) {
            return Finding.bad(folder.folder() + " does not exist", "create it, or correct recorder.upload");
        }
        return Finding.good(folder.folder() + " exists");
    }
}
