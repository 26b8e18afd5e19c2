// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.linux.Subprocess;

/** Renders mails in a real Chromium as wide as a phone, light and dark. Screenshots are saved in target/screenshots. */
class MailRenderingIT {

    private static final String CHROMIUM = "/usr/bin/chromium";
    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final int WIDTH = 390;
    private static final int HEIGHT = 1_100;

    @TempDir
    private Path folder;

    private static Alert alert(String rule, Map<String, String> labels, Optional<Double> value, boolean resolved) {
        return new Alert(
                AlertCatalogue.rule(rule).orElseThrow(),
                new TreeMap<>(labels),
                AT.minusSeconds(1_500),
                Optional.of(AT.minusSeconds(1_200)),
                Optional.empty(),
                value,
                resolved ? Optional.of(AT) : Optional.empty());
    }

    private static Message message(Notification.Kind kind, Alert... alerts) {
        List<Double> hour = IntStream.range(0, 240)
                .mapToObj(i -> 62 + 12 * Math.sin(i / 40.0) + i * 0.06)
                .toList();
        return new MessageTemplate(
                        "gym-north",
                        "https://gym-north.example:9102/",
                        () -> List.of(
                                "2026-11-24T07:34:10Z recorder: silent for 30 s, restarted, try 1 of 3",
                                "2026-11-24T07:34:52Z recorder: beats again after 42 s"),
                        _ -> hour,
                        ZoneOffset.UTC)
                .render(new Notification("1", "1", kind, AT, List.of(alerts)));
    }

    private static Map<String, Message> mails() {
        Map<String, String> sensor = Map.of("chip", "thermal_thermal_zone0", "sensor", "temp1");
        Message hot = message(Notification.Kind.FIRING, alert("HighTemperature", sensor, Optional.of(84.53), false));
        Map<String, Message> mails = new TreeMap<>();
        mails.put("warning", hot);
        mails.put(
                "critical",
                message(
                        Notification.Kind.FIRING,
                        alert("ServiceDown", Map.of(), Optional.empty(), false),
                        alert("DiskSpaceLow", Map.of(), Optional.of(4_321_000_000.0), false)));
        mails.put(
                "resolved",
                message(Notification.Kind.RESOLVED, alert("HighTemperature", sensor, Optional.of(80.2), true)));
        mails.put(
                "flapping", message(Notification.Kind.FLAPPING, alert("NoCamera", Map.of(), Optional.of(0.0), false)));
        mails.put("daily-report", message(Notification.Kind.DAILY));
        mails.put("monthly-report", ReportMessages.october("https://gym-north.example:9102/"));
        mails.put("delayed", MessageNotes.add(hot, AT.plus(Duration.ofHours(3)), List.of(), true));
        mails.put("digest", Digest.of(new ArrayList<>(List.of(hot, hot, hot))));
        return mails;
    }

    @Test
    void everyMailFitsAPhoneAndFollowsItsColourScheme() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(CHROMIUM)), "needs chromium, which is not installed");
        Map<String, Message> mails = mails();
        String sheet = sheet(mails).toUri().toString();
        for (boolean dark : new boolean[] {false, true}) {
            BufferedImage all = screenshot(sheet, mails.size(), dark);
            int column = 0;
            for (String name : mails.keySet()) {
                BufferedImage one = all.getSubimage(2 * WIDTH * column++, 0, 2 * WIDTH, 2 * HEIGHT);
                ImageIO.write(
                        one,
                        "png",
                        SCREENSHOTS
                                .resolve("mail-" + name + (dark ? "-dark" : "-light") + ".png")
                                .toFile());
                int brightness = brightness(one);
                assertThat(dark ? brightness < 60 : brightness > 200)
                        .as("%s, dark %s: brightness %d", name, dark, brightness)
                        .isTrue();
            }
        }
        assertThat(chromium("--dump-dom", sheet))
                .as("no mail is wider than the phone")
                .contains("<title>" + "fits ".repeat(mails.size()).strip() + "</title>");
    }

    /** One frame per mail, as wide as a phone, because Chromium's windows cannot be that narrow. Each reports whether its mail fits. */
    private Path sheet(Map<String, Message> mails) throws IOException {
        StringBuilder frames = new StringBuilder();
        for (Map.Entry<String, Message> mail : mails.entrySet()) {
            String html = mail.getValue()
                    .html()
                    .replace(
                            "cid:chart",
                            "data:image/png;base64," + mail.getValue().chart());
            Path file = Files.writeString(folder.resolve(mail.getKey() + ".html"), html);
            frames.append("""
                    <iframe src="%s" width="%d" height="%d" style="border:0;float:left" onload="
                    document.title += this.contentDocument.documentElement.scrollWidth <= %2$d ? ' fits' : ' too wide'">
                    </iframe>""".formatted(file.getFileName(), WIDTH, HEIGHT));
        }
        return Files.writeString(folder.resolve("sheet.html"), """
                <!DOCTYPE html><meta name="color-scheme" content="light dark"><title></title>
                <body style="margin:0;width:%dpx">%s</body>
                """.formatted(WIDTH * mails.size(), frames));
    }

    private static BufferedImage screenshot(String page, int mailCount, boolean dark) throws Exception {
        Files.createDirectories(SCREENSHOTS);
        Path file = SCREENSHOTS.resolve("mails.png");
        Files.deleteIfExists(file);
        String output = chromium(
                "--screenshot=" + file,
                "--window-size=" + WIDTH * mailCount + "," + (HEIGHT + 150),
                "--force-device-scale-factor=2",
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                page);
        assertThat(file).as(output).exists();
        return Objects.requireNonNull(ImageIO.read(file.toFile()));
    }

    private static String chromium(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                CHROMIUM,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--allow-file-access-from-files",
                "--virtual-time-budget=3000"));
        command.addAll(List.of(arguments));
        return Subprocess.run(command, Duration.ofMinutes(2), 2_000_000).toString();
    }

    /** Brightness of the page beside the card: 0 is black, 255 is white. */
    private static int brightness(BufferedImage picture) {
        int colour = picture.getRGB(6, picture.getHeight() - 20);
        return (((colour >> 16) & 255) + ((colour >> 8) & 255) + (colour & 255)) / 3;
    }
}
