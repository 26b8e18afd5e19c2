// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.secret.SecretMask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace bundle}. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        description = "Packs state, logs and events for support, without secrets.")
public final class BundleCommand implements Callable<Integer> {

    private static final DateTimeFormatter NAME_FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Archive to write (default: peace-bundle-TIME.tar.gz in this folder).")
    private Optional<Path> file = Optional.empty();

    BundleCommand() {}

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        Machine machine = Machine.real();
        Instant now = machine.now();
        Path target = file.orElse(Path.of("peace-bundle-" + NAME_FORMAT.format(now) + ".tar.gz"))
                .toAbsolutePath();
        SecretMask mask = BundleSecrets.mask(device, BundleContents.configText(device));
        PrintWriter out = spec.commandLine().getOut();
        try (TarGzWriter archive = new TarGzWriter(target, now)) {
            new BundleContents(device, machine, (name, text) -> {
                        archive.add("peace-bundle/" + name, mask.apply(text).getBytes(StandardCharsets.UTF_8));
                        out.println("  " + name);
                    })
                    .collect();
        }
        out.println(target + " (" + HumanFormat.bytes(Files.size(target))
                + "). Passwords and tokens are masked; check it before you send it.");
        return 0;
    }
}
