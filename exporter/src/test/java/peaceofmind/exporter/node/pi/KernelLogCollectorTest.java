// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLogCollectorTest {

    @TempDir
    private Path root;

    private final List<Optional<String>> cursors = new ArrayList<>();
    private String output = "";

    @BeforeEach
    void createFolders() throws Exception {
        Files.createDirectories(root.resolve("run/systemd/system"));
        for (String disk : List.of("mmcblk0", "loop0", "zram0")) {
            Files.createDirectories(root.resolve("sys/block").resolve(disk));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I/O error, dev mmcblk0, sector 61071232 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2 | mmcblk0",
                "blk_update_request: I/O error, dev sda, sector 2048 op 0x1:(WRITE) flags 0x0 | sda",
                "print_req_error: I/O error, dev mmcblk1, sector 0 | mmcblk1",
                "critical medium error, dev sdb, sector 5512 op 0x0:(READ) | sdb",
                "Buffer I/O error on dev mmcblk0p2, logical block 524288, lost async page write | mmcblk0",
                "Buffer I/O error on device sda1, logical block 3 | sda",
                "EXT4-fs error (device mmcblk0p2): ext4_find_entry:1682: inode #2: comm systemd: reading directory lblock 0 | mmcblk0",
                "EXT4-fs error (device nvme0n1p2): __ext4_get_inode_loc:4501: inode #13 | nvme0n1",
                "mmc0: error -110 whilst initialising SD card | mmc0",
                "mmc0: Timeout waiting for hardware interrupt. | mmc0",
                "mmc1: cache flush error -110 | mmc1",
                "mmcblk0: error -110 transferring data, sector 8192, nr 8, cmd response 0x900, card status 0x0 | mmcblk0",
                "mmcblk0: recovery failed! | mmcblk0",
                "nvme nvme0: I/O 128 QID 2 timeout, aborting | nvme0",
                "nvme nvme0: I/O 128 (I/O Cmd) QID 2 timeout, aborting | nvme0",
                "nvme0n1: I/O Cmd(0x2) @ LBA 4096, 8 blocks, I/O Error (sct 0x2 / sc 0x81) | nvme0n1"
            })
    void anErrorNamesItsDevice(String line, String device) {
        assertThat(KernelLogErrors.deviceOf(line)).contains(device);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mmc0: new high speed SDXC card at address aaaa",
                "mmcblk0: mmc0:aaaa SD64G 59.5 GiB",
                "EXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode. Quota mode: none.",
                "EXT4-fs (mmcblk0p2): re-mounted, errors=remount-ro",
                "I/O error, dev loop0, sector 0",
                "usb 1-1: device descriptor read/64, error -71",
                "sda: sda1 sda2"
            })
    void otherLinesAreNoErrors(String line) {
        assertThat(KernelLogErrors.deviceOf(line)).isEmpty();
    }

    @Test
    void aHostileLineIsParsedQuickly() {
        String line = "error mmc0: card " + "nvme0n1: mmc1: card ".repeat(50_000);
        assertThat(KernelLogErrors.deviceOf(line)).isEmpty();
    }

    @Test
    void errorsAreCountedOncePerDeviceAndADiskWithoutAnyIsReported() throws Exception {
        KernelLogCollector collector = new KernelLogCollector(root, root.resolve("sys"), cursor -> {
            cursors.add(cursor);
            return output;
        });
        output = "mmc0: error -110 whilst initialising SD card\n-- cursor: s=1;i=7\n";
        assertThat(values(collector)).isEqualTo(Map.of("mmc0", 1.0, "mmcblk0", 0.0));
        output =
                "I/O error, dev mmcblk0, sector 1\nsomething else\nI/O error, dev mmcblk0, sector 2\n-- cursor: s=1;i=9\n";
        assertThat(values(collector)).isEqualTo(Map.of("mmc0", 1.0, "mmcblk0", 2.0));
        output = "";
        assertThat(values(collector)).isEqualTo(Map.of("mmc0", 1.0, "mmcblk0", 2.0));
        values(collector);
        assertThat(cursors)
                .containsExactly(
                        Optional.empty(), Optional.of("s=1;i=7"), Optional.of("s=1;i=9"), Optional.of("s=1;i=9"));
    }

    @Test
    void anUnreadableJournalHasNoSeries() throws Exception {
        assertThat(values(new KernelLogCollector(root, root.resolve("sys"), _ -> "")))
                .isEmpty();
    }

    @Test
    void aTruncatedLineNeverNamesAnotherDevice() {
        String whole = "Buffer I/O error on dev mmcblk0p2, logical block 1";
        for (int end = 0; end < whole.length(); end++) {
            assertThat(KernelLogErrors.deviceOf(whole.substring(0, end)).stream())
                    .allMatch(device -> device.equals("mmcblk0"));
        }
    }

    private static Map<String, Double> values(KernelLogCollector collector) throws Exception {
        Map<String, Double> values = new TreeMap<>();
        collector
                .collect()
                .families()
                .forEach(family -> family.samples()
                        .forEach(sample -> values.put(sample.labels().getOrDefault("device", ""), sample.value())));
        return values;
    }
}
