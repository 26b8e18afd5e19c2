// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.capture.MatroskaPictures.Contents;

class MatroskaPicturesTest {

    private static final String HEADER = "1A45DFA3 84 01020304 18538067 01FFFFFFFFFFFFFF 1654AE6B 82 0102";
    private static final String CLUSTER = "1F43B675 A0 E7 81 00";
    private static final String PICTURE = "A3 88 81 0000 80 11223344";
    private static final String SOUND = "A3 86 82 0000 80 5566";
    private static final String GROUP_WITH_PICTURE = "A0 8A A1 88 81 0000 00 11223344";

    @TempDir
    private Path folder;

    private final MatroskaPictures pictures = new MatroskaPictures();

    @Test
    void blocksOfTheFirstTrackArePicturesAndTheOthersSound() throws Exception {
        read(HEADER + CLUSTER + PICTURE + SOUND + SOUND + CLUSTER + GROUP_WITH_PICTURE + padding());
        assertThat(pictures.contents()).contains(new Contents(2, 2));
    }

    @Test
    void aHeaderAloneIsNoPicture() throws Exception {
        read(HEADER + padding());
        assertThat(pictures.contents()).contains(new Contents(0, 0));
    }

    @Test
    void aFileThatGrowsByteByByteIsCountedLikeAWholeOne() throws Exception {
        byte[] whole = bytes(HEADER + (CLUSTER + PICTURE.repeat(2) + SOUND).repeat(300) + padding());
        Path file = folder.resolve("raw.mkv");
        Files.write(file, whole);
        for (int size = 0; size <= whole.length; size++) {
            pictures.readTo(file, size);
            long soFar = pictures.contents().map(Contents::pictures).orElse(0L);
            assertThat(soFar).isLessThanOrEqualTo(size / 10);
        }
        assertThat(pictures.contents()).contains(new Contents(600, 300));
    }

    @Test
    void theLatestPictureIsTheClusterOfTheLastKeyFrameAndThreeMore() throws Exception {
        String dependent = "A3 88 81 0000 00 11223344";
        Path file = folder.resolve("raw.mkv");
        read(HEADER + padding());
        assertThat(pictures.latestPicture(file)).as("a header alone").isEmpty();
        String start = HEADER + padding() + CLUSTER + PICTURE + SOUND + dependent;
        read(start + padding());
        long headerBytes = bytes(HEADER + padding()).length;
        assertThat(pictures.latestPicture(file))
                .contains(new LatestPicture(file, headerBytes, headerBytes, bytes(start + padding()).length, true));
        String next = CLUSTER + dependent + SOUND;
        String soFar = start + padding() + next.repeat(3);
        read(soFar + padding());
        LatestPicture aSecond =
                new LatestPicture(file, headerBytes, headerBytes, bytes(soFar + padding()).length, true);
        assertThat(pictures.latestPicture(file))
                .as("the clusters that follow can't be decoded on their own")
                .contains(aSecond);
        String later = soFar + padding() + next.repeat(5);
        read(later + padding());
        assertThat(pictures.latestPicture(file)).contains(aSecond);
        read(later + padding() + CLUSTER + PICTURE + padding());
        assertThat(pictures.latestPicture(file))
                .hasValueSatisfying(newer -> assertThat(newer.start()).isEqualTo(bytes(later + padding()).length));
    }

    @Test
    void anotherFormatIsNotCounted() throws Exception {
        read("70696374757265 70696374757265 70696374757265");
        assertThat(pictures.contents()).isEmpty();
    }

    @Test
    void noDamageMakesItFailOrLoop() throws Exception {
        byte[] whole = bytes(HEADER + (CLUSTER + PICTURE + SOUND).repeat(50));
        Random random = new Random(7);
        for (int n = 0; n < 500; n++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 10; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged.mkv"), damaged);
            MatroskaPictures fresh = new MatroskaPictures();
            fresh.readTo(file, damaged.length);
            assertThat(fresh.contents().map(Contents::pictures).orElse(0L)).isBetween(0L, (long) damaged.length);
        }
    }

    private void read(String hex) throws IOException {
        byte[] content = bytes(hex);
        pictures.readTo(Files.write(folder.resolve("raw.mkv"), content), content.length);
    }

    /** The header of an element is read only when the longest one would fit. */
    private static String padding() {
        return "EC 90 " + "00".repeat(16);
    }

    private static byte[] bytes(String hex) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
        return out.toByteArray();
    }
}
