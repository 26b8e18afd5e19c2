// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.recorder.capture.CameraFormat.Encoding;
import peaceofmind.recorder.capture.CameraMode.Size;

/**
 * What is recorded of a camera at a video device, unless configured: 1280x720 at 25 pictures per second or what comes nearest, as H.264 that
 * the camera has encoded, or else as MJPEG, or else as YUYV, which USB 2 carries at a low rate only.
 *
 * @param format complete, except for a rate that is unknown
 * @param reason for people
 */
public record CameraFormatChoice(CameraFormat format, String reason) {

    private static final Size USUAL_SIZE = new Size(1280, 720);
    private static final int USUAL_RATE = 25;

    /** From the best: copying H.264 takes nearly no processor, and decoding MJPEG little. */
    private static final List<Encoding> PREFERENCE = List.of(Encoding.H264, Encoding.MJPEG, Encoding.YUYV);

    /** A mode at the size in which it would be recorded. */
    private record Candidate(CameraMode mode, Size size) {}

    /**
     * Chooses from what the camera offers.
     *
     * @param wanted what is configured, which the choice has as well
     * @param avoided encodings that have failed lately
     * @return empty when nothing of it is offered: then the configuration is all there is
     */
    public static Optional<CameraFormatChoice> of(List<CameraMode> modes, CameraFormat wanted, List<Encoding> avoided) {
        Size size = wanted.size().map(Size::parse).orElse(USUAL_SIZE);
        int rate = wanted.rate().orElse(USUAL_RATE);
        List<Candidate> candidates = modes.stream()
                .filter(mode -> wanted.encoding().isEmpty() || wanted.encoding().get() == mode.encoding())
                .filter(mode -> wanted.encoding().isPresent() || !avoided.contains(mode.encoding()))
                .map(mode -> new Candidate(mode, mode.nearest(size)))
                .filter(candidate -> wanted.size().isEmpty() || candidate.size().equals(size))
                .toList();
        List<Candidate> fast = candidates.stream()
                .filter(candidate -> candidate.mode().isFastEnough(rate, candidate.size()))
                .toList();
        return best(fast, size)
                .map(best -> choice(best, wanted, rate, why(best, candidates, size, rate)))
                .or(() -> fastest(candidates)
                        .map(best -> choice(
                                best, wanted, rate, "it offers no " + rate + " pictures per second in any size")));
    }

    /** The wanted size, or the largest below it, or the smallest above it; the best encoding of that size. */
    private static Optional<Candidate> best(List<Candidate> candidates, Size wanted) {
        Comparator<Candidate> byArea =
                Comparator.comparingLong(candidate -> candidate.size().area());
        Comparator<Candidate> byEncoding = Comparator.comparingInt(CameraFormatChoice::preference);
        Stream<Candidate> small =
                candidates.stream().filter(candidate -> candidate.size().fitsInto(wanted));
        return small.max(byArea.thenComparing(byEncoding.reversed()))
                .or(() -> candidates.stream().min(byArea.thenComparing(byEncoding)));
    }

    private static Optional<Candidate> fastest(List<Candidate> candidates) {
        Comparator<Candidate> byRate =
                Comparator.comparingDouble(candidate -> candidate.mode().maxRate());
        return candidates.stream()
                .max(byRate.thenComparingLong(candidate -> candidate.size().area()));
    }

    private static int preference(Candidate candidate) {
        return PREFERENCE.indexOf(candidate.mode().encoding());
    }

    private static CameraFormatChoice choice(Candidate best, CameraFormat wanted, int rate, String reason) {
        return new CameraFormatChoice(
                new CameraFormat(
                        Optional.of(best.mode().encoding()),
                        Optional.of(best.size().toString()),
                        wanted.rate().or(() -> best.mode().rateFor(rate))),
                reason);
    }

    private static String why(Candidate best, List<Candidate> all, Size wanted, int rate) {
        String encoding = switch (best.mode().encoding()) {
            case H264 -> "encoded by the camera, recorded as it is";
            case MJPEG -> "the camera offers no H.264 of that size and rate";
            case YUYV -> "the camera offers neither H.264 nor MJPEG of that size and rate";
        };
        boolean offered = all.stream().anyMatch(candidate -> candidate.size().equals(wanted));
        String size = best.size().equals(wanted)
                ? ""
                : offered ? "; " + wanted + " not at " + rate + " pictures per second" : "; it offers no " + wanted;
        String unknownRate = best.mode().rates().isEmpty() ? "; its rates are unknown" : "";
        return encoding + size + unknownRate;
    }
}
