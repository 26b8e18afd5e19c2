// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.Optional;

/** A small copy of a picture, in shades of grey, and how loud the sound beside it is. */
public final class PictureSample {

    private final byte[] luma;
    private final Optional<SoundLevel> sound;

    /**
     * How loud a piece of sound is, in dB below the loudest possible one (dBFS): 0 at most.
     *
     * @param mean of the power
     * @param peak the loudest sample
     */
    public record SoundLevel(double mean, double peak) {}

    /** @param luma a byte for each pixel, from 0 (black) to 255 (white); at least one */
    public PictureSample(byte[] luma, Optional<SoundLevel> sound) {
        this.luma = luma.clone();
        this.sound = sound;
    }

    public Optional<SoundLevel> sound() {
        return sound;
    }

    /** From 0 (black) to 255 (white). */
    public double meanLuma() {
        long sum = 0;
        for (byte pixel : luma) {
            sum += Byte.toUnsignedInt(pixel);
        }
        return (double) sum / luma.length;
    }

    /** Mean difference of the pixels, from 0 to 255; pictures of another size differ as much as possible. */
    public double differenceTo(PictureSample other) {
        if (other.luma.length != luma.length) {
            return 255;
        }
        long sum = 0;
        for (int i = 0; i < luma.length; i++) {
            sum += Math.abs(Byte.toUnsignedInt(luma[i]) - Byte.toUnsignedInt(other.luma[i]));
        }
        return (double) sum / luma.length;
    }
}
