// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Optional;
import peaceofmind.recorder.capture.CameraFormat.Encoding;

/**
 * Something that a camera at a video device offers.
 *
 * @param smallest size in pixels
 * @param largest the same as {@code smallest}, or every size in between is offered, too
 * @param rates pictures per second; empty when they are unknown
 */
public record CameraMode(Encoding encoding, Size smallest, Size largest, List<Double> rates) {

    /** A camera's 30 pictures per second are 29.97, and the like. */
    private static final double RATE_TOLERANCE = 0.5;

    private static final Size MAX_YUYV_OF_UNKNOWN_RATE = new Size(640, 480);

    public CameraMode {
        rates = List.copyOf(rates);
    }

    /** A width and a height in pixels. */
    public record Size(int width, int height) {

        /** Parses {@code 1280x720}. */
        static Size parse(String text) {
            String[] numbers = text.split("x", 2);
            return new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }

        long area() {
            return (long) width * height;
        }

        boolean fitsInto(Size other) {
            return width <= other.width && height <= other.height;
        }

        @Override
        public String toString() {
            return width + "x" + height;
        }
    }

    /** The size that it offers nearest to the wanted one. */
    Size nearest(Size wanted) {
        return new Size(
                Math.min(Math.max(wanted.width(), smallest.width()), largest.width()),
                Math.min(Math.max(wanted.height(), smallest.height()), largest.height()));
    }

    /** Whether it offers that many pictures per second in that size; when its rates are unknown, whether USB 2 would permit it. */
    boolean isFastEnough(double wanted, Size size) {
        return rates.isEmpty()
                ? encoding != Encoding.YUYV || size.area() <= MAX_YUYV_OF_UNKNOWN_RATE.area()
                : maxRate() >= wanted - RATE_TOLERANCE;
    }

    /** 0 when it is unknown. */
    double maxRate() {
        return rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** The lowest rate that is enough, or else the highest; empty when the rates are unknown. */
    Optional<Integer> rateFor(double wanted) {
        return rates.isEmpty()
                ? Optional.empty()
                : Optional.of((int) Math.round(rates.stream()
                        .filter(rate -> rate >= wanted - RATE_TOLERANCE)
                        .min(Double::compare)
                        .orElse(maxRate())));
    }
}
