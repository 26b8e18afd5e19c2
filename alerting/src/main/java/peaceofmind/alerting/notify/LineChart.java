// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Draws values as a line, and their limit as a dashed one: a palette PNG (RFC 2083) of 480 by 160 pixels. Written by hand because the
 * Java runtime of a device comes without AWT.
 */
final class LineChart {

    static final int WIDTH = 480;
    static final int HEIGHT = 160;
    private static final int MARGIN = 6;
    private static final byte LINE = 1;
    private static final byte LIMIT = 2;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final byte[] pixels = new byte[WIDTH * HEIGHT];
    private final double low;
    private final double high;

    private LineChart(double low, double high) {
        this.low = low;
        this.high = high == low ? low + 1 : high;
    }

    /** @param limit NaN when there is none */
    static byte[] png(List<Double> values, double limit, boolean critical) {
        double low = Double.isNaN(limit) ? Double.POSITIVE_INFINITY : limit;
        double high = Double.isNaN(limit) ? Double.NEGATIVE_INFINITY : limit;
        for (double value : values) {
            if (Double.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        LineChart chart = new LineChart(low, high);
        if (Double.isFinite(limit)) {
            for (int x = 0; x < WIDTH; x++) {
                chart.dot(x, chart.row(limit), (x / 6) % 2 == 0 ? LIMIT : 0);
            }
        }
        for (int i = 1; i < values.size(); i++) {
            chart.line(column(i - 1, values.size()), values.get(i - 1), column(i, values.size()), values.get(i));
        }
        return chart.encode(critical);
    }

    private static int column(int index, int size) {
        return (int) Math.round((double) index * (WIDTH - 1) / (size - 1));
    }

    private int row(double value) {
        return MARGIN + (int) Math.round((high - value) / (high - low) * (HEIGHT - 1 - 2 * MARGIN));
    }

    private void line(int fromX, double from, int toX, double to) {
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            return;
        }
        int steps = Math.max(1, Math.max(toX - fromX, Math.abs(row(to) - row(from))));
        for (int step = 0; step <= steps; step++) {
            int x = fromX + (toX - fromX) * step / steps;
            int y = row(from) + (row(to) - row(from)) * step / steps;
            dot(x, y, LINE);
            dot(x, y + 1, LINE);
        }
    }

    private void dot(int x, int y, byte colour) {
        if (colour != 0 && x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT) {
            pixels[y * WIDTH + x] = colour;
        }
    }

    private byte[] encode(boolean critical) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        byte eightBits = 8;
        byte palette = 3;
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(WIDTH)
                        .putInt(HEIGHT)
                        .put(eightBits)
                        .put(palette)
                        .array());
        byte full = (byte) 255;
        byte red = (byte) (critical ? 200 : 230);
        byte green = (byte) (critical ? 40 : 140);
        chunk(out, "PLTE", new byte[] {full, full, full, 30, 80, (byte) 160, red, green, 0});
        chunk(out, "IDAT", deflate());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private byte[] deflate() {
        byte[] rows = new byte[(WIDTH + 1) * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            // The first byte of each row stays 0: filter type "none".
            System.arraycopy(pixels, y * WIDTH, rows, y * (WIDTH + 1) + 1, WIDTH);
        }
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(rows);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
