package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What runs and what is there to update to.
 *
 * @param current of the watched program; empty when no update installed it
 * @param available versions of it, oldest first; empty when nobody says where they are
 * @param peaceVersion version of peace's own package; empty where there is none
 * @param peacePackageKept whether that package is kept for the way back
 */
record Inventory(Optional<String> current, Optional<List<String>> available, Optional<String> peaceVersion, boolean peacePackageKept) {

    static Inventory of(UpdateContext context) throws IOException, CommandFailedException, InterruptedException {
        PackageUpdateTarget packages = context.packageTarget(Optional.empty());
        Optional<String> peaceVersion = packages.current();
        boolean packageKept =
                peaceVersion.map(version -> Files.exists(packages.packageFile(version))).orElse(false);
        // A device whose program is updated by somebody else still has peace itself.
        Optional<List<String>> available = context.hasSource() || peaceVersion.isEmpty()
                ? Optional.of(context.releases().versions())
                : Optional.empty();
        return new Inventory(context.programTarget().current(), available, peaceVersion, packageKept);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("runs:  " + current.orElse("none of ours yet"));
        lines.add("there: "
                + available
                        .map(versions -> versions.isEmpty() ? "none" : String.join(", ", versions))
                        .orElse("unknown, update.source is not configured"));
        peaceVersion.ifPresent(version -> lines.add("peace: " + version
                + (peacePackageKept
                        ? ", and its package is kept for the way back"
                        : "; before an update of it: peace update --keep-package peace_" + version + ".deb")));
        return lines;
    }

    JsonObject toJson() {
        return Json.object()
                .put("current", current)
                .put("available", Json.texts(available.orElse(List.of())))
                .put("peace", peaceVersion)
                .put("peace_package_kept", peacePackageKept)
                .build();
    }
}
