package dev.lattice.core.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The pen movements behind the generated digits: for each digit the ways in which people write it.
 *
 * <p>A way is strokes separated by {@code |}; a stroke is the points {@code x,y} that the pen passes, on a box about 70 wide
 * and 100 high with y downwards. The pen turns smoothly through a point, or sharply where an exclamation mark follows.
 */
final class DigitSkeletons {

    private static final String[][] WAYS = {
        {
            "40,0 20,6 6,26 2,50 7,76 20,95 36,100 54,93 66,72 69,48 64,24 52,6 36,0 26,3",
            "48,1 32,5 16,24 9,50 10,76 20,96 34,99 48,90 58,68 62,42 59,16 50,3 38,2",
            "30,2 14,8 3,28 1,52 7,78 20,95 38,100 56,93 68,74 71,50 66,25 52,7 34,0",
            "30,6 15,22 6,46 7,72 18,92 34,97 48,88 57,62 58,34 50,12 34,2 26,7"
        },
        {
            "38,0 36,50 34,100",
            "52,0 36,50 20,100",
            "40,0 38,34 36,68 36,100",
            "18,22 38,2! 38,50 38,100",
            "16,20 36,0! 36,50 36,98|16,99 58,98"
        },
        {
            "8,22 20,5 42,0 60,14 58,36 38,62 10,98! 38,97 68,96",
            "10,20 26,3 48,4 60,22 52,48 32,76 12,94 6,86 16,78 36,88 54,97 70,92",
            "6,16 30,0 54,8 58,30 40,58 6,100! 34,94 66,100",
            "14,26 20,6 42,2 56,18 48,44 26,74 4,96! 22,90 44,96 68,98"
        },
        {
            "8,12 28,0 52,6 56,24 44,40 24,47! 50,50 64,68 56,90 32,100 6,90",
            "10,10 32,0 54,10 52,30 34,44 26,48 36,48 58,58 62,80 42,98 8,94",
            "8,3 34,2 60,2! 32,40! 56,50 64,72 50,94 24,100 4,88",
            "6,18 26,2 48,6 52,26 36,42 22,46! 44,48 58,64 52,90 28,100 4,94"
        },
        {
            "14,2 8,30 8,54! 40,52 66,48|54,4 50,50 46,100",
            "48,0 26,32 2,66! 36,66 68,64|48,0 48,50 48,100",
            "16,0 6,26 10,50 28,56 48,46 58,30|60,0 56,48 48,100",
            "22,4 12,30 4,52! 34,54 62,50|60,6 48,56 38,100"
        },
        {
            "60,2 38,3 18,4! 12,44! 34,38 58,50 64,72 50,94 24,100 4,88",
            "20,6 14,44! 40,40 60,56 58,82 36,99 6,92|20,6 42,5 66,2",
            "62,0 34,3 20,14 22,34 44,48 58,68 48,92 22,100 4,90",
            "24,4 16,46! 36,42 54,56 52,82 30,98 4,96|24,4 46,4 70,0"
        },
        {
            "50,0 26,20 8,54 10,84 30,100 54,90 58,68 42,54 22,60 10,78",
            "36,0 16,30 6,68 18,96 42,98 58,78 46,58 24,62 10,80",
            "60,4 34,10 12,40 6,74 24,99 50,94 60,74 46,58 22,64 8,82",
            "44,0 24,26 12,62 16,92 36,100 50,84 44,66 28,66 14,84"
        },
        {
            "4,4 34,4 62,4! 44,44 26,100",
            "4,14 14,2 36,6 64,2! 42,46 30,100",
            "4,4 34,4 62,4! 42,48 28,100|20,52 40,50 60,48",
            "6,20 6,4! 36,4 62,4! 40,50 34,100",
            "6,8 30,2 54,4 58,18 44,52 30,100"
        },
        {
            "54,14 34,0 14,14 22,36 44,54 58,78 36,100 10,82 20,58 46,36 56,16 44,4",
            "36,48 14,34 16,10 36,0 56,10 56,34 36,48 10,62 8,88 36,100 62,88 60,62 36,48",
            "58,8 36,0 18,16 30,42 48,66 40,96 18,94 14,72 36,48 56,26 56,8",
            "56,18 40,2 20,10 20,32 40,48 54,70 46,96 22,98 12,76 28,54 50,36 58,20"
        },
        {
            "56,16 36,2 12,16 10,38 28,50 50,40 58,14! 56,50 50,100",
            "58,10 30,2 8,22 14,46 38,48 56,24 58,8! 50,60 44,100",
            "56,14 34,0 12,14 10,36 30,48 52,36 57,16 58,50 48,86 26,100 8,94",
            "60,8 36,0 14,18 16,40 36,46 54,28 60,8! 44,56 28,100"
        }
    };

    private static final Skeleton[][] SKELETONS = parseAll();

    private DigitSkeletons() {}

    /** Returns the ways to write a digit. */
    static Skeleton[] of(int digit) {
        return SKELETONS[digit];
    }

    private static Skeleton[][] parseAll() {
        Skeleton[][] all = new Skeleton[WAYS.length][];
        for (int digit = 0; digit < WAYS.length; digit++) {
            all[digit] = new Skeleton[WAYS[digit].length];
            for (int way = 0; way < WAYS[digit].length; way++) {
                all[digit][way] = parse(WAYS[digit][way]);
            }
        }
        return all;
    }

    private static Skeleton parse(String way) {
        List<Float> x = new ArrayList<>();
        List<Float> y = new ArrayList<>();
        List<Boolean> corner = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        for (String stroke : way.split("\\|")) {
            starts.add(x.size());
            for (String point : stroke.trim().split(" ")) {
                corner.add(point.endsWith("!"));
                String[] xy = point.replace("!", "").split(",");
                x.add(Float.parseFloat(xy[0]));
                y.add(Float.parseFloat(xy[1]));
            }
        }
        starts.add(x.size());
        int n = x.size();
        Skeleton skeleton = new Skeleton(new float[n], new float[n], new boolean[n], new int[starts.size()]);
        for (int i = 0; i < n; i++) {
            skeleton.x[i] = x.get(i);
            skeleton.y[i] = y.get(i);
            skeleton.corner[i] = corner.get(i);
        }
        for (int i = 0; i < starts.size(); i++) {
            skeleton.starts[i] = starts.get(i);
        }
        return skeleton;
    }

    /** One way to write a digit. */
    static final class Skeleton {
        /** Points of all strokes, one stroke after the other. */
        final float[] x;

        final float[] y;
        /** True where the pen turns sharply. */
        final boolean[] corner;
        /** Index of the first point of each stroke, and the number of points at the end. */
        final int[] starts;

        private Skeleton(float[] x, float[] y, boolean[] corner, int[] starts) {
            this.x = x;
            this.y = y;
            this.corner = corner;
            this.starts = starts;
        }
    }
}
