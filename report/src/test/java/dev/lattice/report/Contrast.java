package dev.lattice.report;

import java.awt.Color;
import java.util.stream.IntStream;

/** How well one colour is seen on another: the contrast ratio of the Web Content Accessibility Guidelines 2.1, from 1 to 21. */
public final class Contrast {

    private Contrast() {}

    /** Returns the ratio of two colours; small text needs 4.5, lines 3. */
    public static double of(Color a, Color b) {
        double first = luminance(a);
        double second = luminance(b);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(Color color) {
        double[] linear = IntStream.of(color.getRed(), color.getGreen(), color.getBlue())
                .mapToDouble(v -> v / 255.0)
                .map(v -> v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
                .toArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }
}
