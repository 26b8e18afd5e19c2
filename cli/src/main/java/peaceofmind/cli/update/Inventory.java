// SPDX-License-Identifier: Apache-2.0
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
 * The versions that run and those that are available.
 *
 * @param current of the watched program; empty when no update installed it
 * @param available versions of it, oldest first; empty when no source is configured
 * @param peaceVersion version of peace's own package; empty where there is none
 * @param peacePackageSaved whether that package is saved for a rollback
 */
record Inventory(
        Optional<String> current,
        Optional<List<String>> available,
        Optional<String> peaceVersion,
        boolean peacePackageSaved) {

    static Inventory of(UpdateContext context) throws IOException, CommandFailedException, InterruptedException {
        PackageUpdateTarget packages = context.packageTarget(Optional.empty());
        Optional<String> peaceVersion = packages.current();
        boolean packageSaved = peaceVersion
                .map(version -> Files.exists(packages.packageFile(version)))
                .orElse(false);
        // A device whose program is updated by somebody else still has peace itself.
        Optional<List<String>> available = context.hasSource() || peaceVersion.isEmpty()
                ? Optional.of(context.releases().versions())
                : Optional.empty();
        return new Inventory(context.programTarget().current(), available, peaceVersion, packageSaved);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("current:   " + current.orElse("none installed by an update"));
        lines.add("available: "
                + available
                        .map(versions -> versions.isEmpty() ? "none" : String.join(", ", versions))
                        .orElse("unknown, update.source is not configured"));
        peaceVersion.ifPresent(version -> lines.add("peace:     " + version
                + (peacePackageSaved
                        ? ", its package is saved for a rollback"
                        : "; before updating it: peace update --keep-package peace_" + version + ".deb")));
        return lines;
    }

    JsonObject toJson() {
        return Json.object()
                .put("current", current)
                .put("available", Json.texts(available.orElse(List.of())))
                .put("peace", peaceVersion)
                .put("peace_package_kept", peacePackageSaved)
                .build();
    }
}
