// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Model of the board, from the device tree: {@code /proc/device-tree/model}. A PC has none. Never changes: cache it. */
public record ModelCollector(KernelFiles files, Path proc) implements Collector {

    private static final int MAX_MODEL_CHARS = 100;

    @Override
    public String name() {
        return "model";
    }

    @Override
    public Collected collect() throws IOException {
        // Strings in the device tree are NUL-terminated.
        Optional<String> model = files.readValue(proc.resolve("device-tree/model"))
                .map(text -> text.replaceAll("\\p{Cntrl}", ""))
                .filter(text -> !text.isEmpty() && text.length() <= MAX_MODEL_CHARS);
        return Collected.of(model.map(name -> new Families()
                        .gauge("peace_board_info", "Model of the board; always 1.", Sample.labels("model", name), 1)
                        .toList())
                .orElse(List.of()));
    }
}
