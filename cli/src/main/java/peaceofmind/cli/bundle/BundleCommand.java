package peaceofmind.cli.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.Words;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace bundle}. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        description = "Packs one archive for support: state, logs, events, evidence; no videos, secrets masked.")
public final class BundleCommand implements Callable<Integer> {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Device device;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to (default: peace-bundle-TIME.tar.gz in this folder).")
    private Optional<Path> file = Optional.empty();

    BundleCommand() {}

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        Machine machine = Machine.real();
        Instant now = machine.now();
        Path target = file.orElse(Path.of("peace-bundle-" + NAME.format(now) + ".tar.gz"))
                .toAbsolutePath();
        Contents contents = new Contents(device, machine);
        List<Contents.Item> items = contents.collect();
        try (TarGz archive = new TarGz(target, now)) {
            for (Contents.Item item : items) {
                archive.add(
                        "peace-bundle/" + item.name(), Masking.mask(item.text()).getBytes(StandardCharsets.UTF_8));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        items.forEach(item -> out.println("  " + item.name()));
        out.println(target + " (" + Words.bytes(Files.size(target))
                + "). Passwords and tokens are masked; look before you send.");
        return 0;
    }
}
