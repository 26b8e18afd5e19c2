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
 * @param peace version of peace's own package; empty where there is none
 * @param peaceKept whether that package is kept for the way back
 */
record Stock(Optional<String> current, Optional<List<String>> available, Optional<String> peace, boolean peaceKept) {

    static Stock of(Site site) throws IOException, CommandFailedException, InterruptedException {
        PackageGround packages = site.packages(Optional.empty());
        Optional<String> peace = packages.current();
        boolean isKept =
                peace.map(version -> Files.exists(packages.file(version))).orElse(false);
        // A device whose program is updated by somebody else still has peace itself.
        Optional<List<String>> available = site.hasSource() || peace.isEmpty()
                ? Optional.of(site.releases().versions())
                : Optional.empty();
        return new Stock(site.program().current(), available, peace, isKept);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("runs:  " + current.orElse("none of ours yet"));
        lines.add("there: "
                + available
                        .map(versions -> versions.isEmpty() ? "none" : String.join(", ", versions))
                        .orElse("unknown, update.source is not configured"));
        peace.ifPresent(version -> lines.add("peace: " + version
                + (peaceKept
                        ? ", and its package is kept for the way back"
                        : "; before an update of it: peace update --keep-package peace_" + version + ".deb")));
        return lines;
    }

    JsonObject toJson() {
        return Json.object()
                .put("current", current)
                .put("available", Json.texts(available.orElse(List.of())))
                .put("peace", peace)
                .put("peace_package_kept", peaceKept)
                .build();
    }
}
