// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Counts the pictures and pieces of sound in a Matroska file (RFC 9559) while ffmpeg writes it: the blocks of its first track, which is
 * the video, and of the others. The file alone grows also when a camera delivers only sound. Reads each element's header once, and none of the contents. Not thread-safe.
 */
final class MatroskaPictures {

    private static final int EBML = 0x1A45DFA3;
    private static final int SEGMENT = 0x18538067;
    private static final int CLUSTER = 0x1F43B675;
    private static final int BLOCK_GROUP = 0xA0;
    private static final int BLOCK = 0xA1;
    private static final int SIMPLE_BLOCK = 0xA3;

    /** An EBML ID of 4 bytes, a size of 8, and of a block the track number of 1, the time of 2 and the flags of 1. */
    private static final int MAX_HEADER_BYTES = 16;

    private static final int TIME_AND_FLAGS_BYTES = 3;
    private static final int KEY_FLAG = 0x80;

    private static final int BUFFER_BYTES = 4096;

    /** The sound beside a picture is judged by about a second of it. */
    private static final int CLUSTERS_OF_A_PICTURE = 4;

    private static final int VIDEO_TRACK = 1;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long bufferStart;
    private long position;
    private long pictures;
    private long sounds;
    private boolean unknownFormat;
    private long headerBytes;
    private long clusterStart;
    private long pictureStart;
    private long pictureEnd;
    private int pictureClusters;

    /**
     * What is completely in a file.
     *
     * @param pictures number of pictures
     * @param sounds number of pieces of sound
     */
    record Contents(long pictures, long sounds) {}

    /** Empty when the file is not Matroska. */
    Optional<Contents> contents() {
        return unknownFormat || position == 0 ? Optional.empty() : Optional.of(new Contents(pictures, sounds));
    }

    /** Where the latest picture is that can be decoded without earlier ones; empty until there is one. */
    Optional<LatestPicture> latestPicture(Path file) {
        long end = pictureClusters < CLUSTERS_OF_A_PICTURE ? position : pictureEnd;
        return pictureStart > 0 && !unknownFormat
                ? Optional.of(new LatestPicture(file, headerBytes, pictureStart, end, sounds > 0))
                : Optional.empty();
    }

    /** Reads what has been appended, up to {@code size} bytes. */
    void readTo(Path file, long size) throws IOException {
        if (unknownFormat || size - position < MAX_HEADER_BYTES) {
            return;
        }
        buffer.limit(0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (!unknownFormat && size - position >= MAX_HEADER_BYTES && readElement(channel, size)) {
                // Each element moves the position.
            }
        } catch (EOFException shorterThanItsSize) {
            // The rest is read next time.
            return;
        }
    }

    /** Reads the element at the position; false when its end has not been written yet. */
    private boolean readElement(FileChannel channel, long size) throws IOException {
        fill(channel);
        int id = (int) readNumber(false);
        if (position == 0 && id != EBML) {
            unknownFormat = true;
            return false;
        }
        long length = readNumber(true);
        long contents = bufferStart + buffer.position();
        if (id == CLUSTER) {
            clusterStarts(position);
        }
        if (id == SEGMENT || id == CLUSTER || id == BLOCK_GROUP) {
            position = contents;
            return true;
        } else if (contents + length > size) {
            return false;
        }
        if (id == SIMPLE_BLOCK || id == BLOCK) {
            boolean isPicture = readNumber(true) == VIDEO_TRACK;
            pictures += isPicture ? 1 : 0;
            sounds += isPicture ? 0 : 1;
            if (isPicture && id == SIMPLE_BLOCK && isKeyFrame() && pictureStart != clusterStart) {
                pictureStart = clusterStart;
                pictureClusters = 0;
            }
        }
        position = contents + length;
        return true;
    }

    private void clusterStarts(long start) {
        headerBytes = headerBytes == 0 ? start : headerBytes;
        clusterStart = start;
        if (pictureStart > 0 && pictureClusters < CLUSTERS_OF_A_PICTURE) {
            pictureClusters++;
            pictureEnd = start;
        }
    }

    /** What follows the track number of a block in the buffer. */
    private boolean isKeyFrame() {
        return buffer.remaining() >= TIME_AND_FLAGS_BYTES
                && (buffer.get(buffer.position() + TIME_AND_FLAGS_BYTES - 1) & KEY_FLAG) != 0;
    }

    /** Has the header at the position in the buffer. */
    private void fill(FileChannel channel) throws IOException {
        long offset = position - bufferStart;
        if (offset >= 0 && offset + MAX_HEADER_BYTES <= buffer.limit()) {
            buffer.position((int) offset);
            return;
        }
        buffer.clear();
        bufferStart = position;
        while (buffer.position() < MAX_HEADER_BYTES) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        buffer.flip();
    }

    /** A number whose first byte says its length; IDs include that marker. */
    private long readNumber(boolean withoutMarker) {
        int first = Byte.toUnsignedInt(buffer.get());
        int bytes = Integer.numberOfLeadingZeros(first) - 23;
        if (bytes > 8) {
            unknownFormat = true;
            return 0;
        }
        long value = withoutMarker ? first & ((1 << (8 - bytes)) - 1) : first;
        for (int n = 1; n < bytes; n++) {
            value = value << 8 | Byte.toUnsignedInt(buffer.get());
        }
        return value;
    }
}
