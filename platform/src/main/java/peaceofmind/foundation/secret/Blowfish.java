// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import java.math.BigInteger;

/**
 * The state of the cipher Blowfish (B. Schneier, 1993), with the key schedule of bcrypt: "A Future-Adaptable Password Scheme" (N. Provos,
 * D. Mazières, 1999). For the verification of password hashes only.
 */
final class Blowfish {

    private static final int ROUNDS = 16;
    private static final int SUBKEYS = ROUNDS + 2;
    private static final int BOX_SIZE = 256;
    private static final int BOXES = 4;

    /** The initial state by definition: the first bits of the fraction of pi, 32 for each integer. */
    private static final int[] PI_BITS = fractionOfPi(SUBKEYS + BOXES * BOX_SIZE);

    private final int[] subkeys = new int[SUBKEYS];
    private final int[] boxes = new int[BOXES * BOX_SIZE];

    Blowfish() {
        System.arraycopy(PI_BITS, 0, subkeys, 0, SUBKEYS);
        System.arraycopy(PI_BITS, SUBKEYS, boxes, 0, boxes.length);
    }

    /** Mixes key and salt into the state; both are repeated as often as needed. A salt of zeros is Blowfish's own key schedule. */
    void expandKey(byte[] salt, byte[] key) {
        RepeatedBytes keyStream = new RepeatedBytes(key);
        for (int i = 0; i < SUBKEYS; i++) {
            subkeys[i] ^= keyStream.next();
        }
        RepeatedBytes saltStream = new RepeatedBytes(salt);
        int[] block = new int[2];
        replace(subkeys, block, saltStream);
        replace(boxes, block, saltStream);
    }

    private void replace(int[] integers, int[] block, RepeatedBytes salt) {
        for (int i = 0; i < integers.length; i += 2) {
            block[0] ^= salt.next();
            block[1] ^= salt.next();
            encrypt(block, 0);
            integers[i] = block[0];
            integers[i + 1] = block[1];
        }
    }

    /** Encrypts the two integers at that index. */
    void encrypt(int[] block, int index) {
        int left = block[index];
        int right = block[index + 1];
        for (int round = 0; round < ROUNDS; round += 2) {
            left ^= subkeys[round];
            right ^= mix(left) ^ subkeys[round + 1];
            left ^= mix(right);
        }
        block[index] = right ^ subkeys[ROUNDS + 1];
        block[index + 1] = left ^ subkeys[ROUNDS];
    }

    private int mix(int word) {
        return ((boxes[word >>> 24] + boxes[BOX_SIZE + (word >>> 16 & 0xff)])
                        ^ boxes[2 * BOX_SIZE + (word >>> 8 & 0xff)])
                + boxes[3 * BOX_SIZE + (word & 0xff)];
    }

    /** Bytes as big-endian words, again from the start after the last one. */
    private static final class RepeatedBytes {

        private final byte[] bytes;
        private int position;

        RepeatedBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        int next() {
            int word = 0;
            for (int i = 0; i < Integer.BYTES; i++) {
                word = (word << 8) | (bytes[position] & 0xff);
                position = (position + 1) % bytes.length;
            }
            return word;
        }
    }

    /** By Machin's formula, pi = 16 atan(1/5) - 4 atan(1/239), in fixed point. */
    private static int[] fractionOfPi(int count) {
        int guardBits = 64;
        int bits = count * Integer.SIZE + guardBits;
        BigInteger pi = arcTangentOfInverse(5, bits)
                .shiftLeft(4)
                .subtract(arcTangentOfInverse(239, bits).shiftLeft(2));
        BigInteger fraction = pi.subtract(BigInteger.valueOf(3).shiftLeft(bits)).shiftRight(guardBits);
        int[] integers = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            integers[i] = fraction.intValue();
            fraction = fraction.shiftRight(Integer.SIZE);
        }
        return integers;
    }

    private static BigInteger arcTangentOfInverse(int number, int bits) {
        BigInteger square = BigInteger.valueOf((long) number * number);
        BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(number));
        BigInteger sum = power;
        for (int divisor = 3; power.signum() != 0; divisor += 2) {
            power = power.divide(square);
            BigInteger term = power.divide(BigInteger.valueOf(divisor));
            sum = divisor % 4 == 3 ? sum.subtract(term) : sum.add(term);
        }
        return sum;
    }
}
