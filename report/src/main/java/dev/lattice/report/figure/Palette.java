package dev.lattice.report.figure;

import java.awt.Color;

/** The colours of all figures. The page restyles the first four for its dark scheme by their value. */
final class Palette {

    static final Color PAPER = new Color(0xffffff);
    static final Color INK = new Color(0x1f2328);
    static final Color MUTED = new Color(0x59636e);
    static final Color GRID = new Color(0xdde1e6);
    static final Color POINT = new Color(0x8c959f);

    /**
     * Ten colours that stay apart under the common colour vision deficiencies and in lightness: M. A. Petroff, "Accessible
     * Color Sequences for Data Visualization" (2021), arXiv:2107.02270.
     */
    private static final int[] CLASSES = {
        0x3f90da, 0xffa90e, 0xbd1f01, 0x94a4a2, 0x832db6, 0xa96b59, 0xe76300, 0xb9ac70, 0x717581, 0x92dadd
    };

    /** Nine equidistant points of Matplotlib's viridis (S. van der Walt and N. Smith, CC0), from high to low. */
    private static final int[] SEQUENTIAL = {
        0xfde725, 0xaddc30, 0x5ec962, 0x28ae80, 0x21918c, 0x2c728e, 0x3b528b, 0x472d7b, 0x440154
    };

    private Palette() {}

    /** Returns the colour of a class or series; beyond ten, hues spread evenly. */
    static Color series(int index, int count) {
        return count <= CLASSES.length
                ? new Color(CLASSES[index])
                : Color.getHSBColor((float) index / count, 0.75f, index % 2 == 0 ? 0.85f : 0.6f);
    }

    /** Returns the colour of a share of a range: 0 (low, better) is bright, 1 is dark. */
    static Color sequential(double share) {
        double place = Math.min(1, Math.max(0, share)) * (SEQUENTIAL.length - 1);
        int below = Math.min((int) place, SEQUENTIAL.length - 2);
        double rest = place - below;
        Color a = new Color(SEQUENTIAL[below]);
        Color b = new Color(SEQUENTIAL[below + 1]);
        return new Color(
                mix(a.getRed(), b.getRed(), rest),
                mix(a.getGreen(), b.getGreen(), rest),
                mix(a.getBlue(), b.getBlue(), rest));
    }

    /** Returns black or white, whichever reads better on a colour. */
    static Color textOn(Color background) {
        double luminance =
                0.2126 * background.getRed() + 0.7152 * background.getGreen() + 0.0722 * background.getBlue();
        return luminance > 120 ? Color.BLACK : new Color(0xfffffe);
    }

    private static int mix(int a, int b, double share) {
        return (int) Math.round(a + share * (b - a));
    }
}
