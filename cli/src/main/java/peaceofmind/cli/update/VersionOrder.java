// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.util.Comparator;

/** Orders versions as people do: 1.9 before 1.10, 2.0-rc1 before 2.0. */
final class VersionOrder implements Comparator<String> {

    /** The suffix of a pre-release: a dash and a word. */
    private static final String PRE_RELEASE = "-[A-Za-z].*";

    @Override
    public int compare(String one, String other) {
        String[] left = withoutSuffix(one).split("[.]", -1);
        String[] right = withoutSuffix(other).split("[.]", -1);
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = comparePart(i < left.length ? left[i] : "", i < right.length ? right[i] : "");
            if (order != 0) {
                return order;
            }
        }
        boolean pre = !withoutSuffix(one).equals(one);
        boolean otherPre = !withoutSuffix(other).equals(other);
        return pre == otherPre ? one.compareTo(other) : pre ? -1 : 1;
    }

    private static String withoutSuffix(String version) {
        return version.replaceFirst(PRE_RELEASE, "").replaceFirst("^v", "");
    }

    private static int comparePart(String one, String other) {
        boolean numbers = one.matches("\\d{1,9}") && other.matches("\\d{1,9}");
        return numbers ? Integer.compare(Integer.parseInt(one), Integer.parseInt(other)) : one.compareTo(other);
    }
}
