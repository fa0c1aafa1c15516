package dev.lattice.core.data;

import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws handwritten-looking digits, 28x28, ten classes, without any file.
 *
 * <p>Image {@code i} of a stream is a function of (stream, i) alone, made from additions, multiplications, divisions and
 * square roots in single precision (and {@link StrictMath} for the one angle), so every machine draws the same bytes and the
 * first 1,000 images are the same whether 1,000 or 60,000 are asked for. As in MNIST the ink fits a box of about 20x20 pixels,
 * is centred on its mass, and the paper is exactly 0.
 */
public final class DigitsGenerator {

    /** Rows and columns of pixels. */
    public static final int SIDE = 28;

    /** The ten digits. */
    public static final int CLASSES = 10;

    private DigitsGenerator() {}

    /**
     * Returns images number 0 to {@code count − 1} of a stream; each block of ten holds every digit once, in random order.
     *
     * @param count number of images, at least 0
     * @param seeds the root seed
     * @param stream name of the stream, such as "train"
     */
    public static ImageSet generate(int count, Seeds seeds, String stream) {
        byte[] pixels = new byte[Math.multiplyExact(count, SIDE * SIDE)];
        byte[] labels = new byte[count];
        int blocks = (count + CLASSES - 1) / CLASSES;
        IntStream.range(0, blocks).parallel().forEach(block -> {
            int[] order = seeds.permutation("digits-order-" + stream, block, CLASSES);
            Pen pen = new Pen();
            for (int i = block * CLASSES; i < Math.min(count, (block + 1) * CLASSES); i++) {
                int digit = order[i % CLASSES];
                labels[i] = (byte) digit;
                pen.draw(digit, seeds.derive("digits-image-" + stream, i), pixels, i * SIDE * SIDE);
            }
        });
        return new ImageSet(pixels, labels, SIDE, SIDE, CLASSES);
    }

    /** Everything that one image needs, reused from image to image. */
    private static final class Pen {

        private static final int STEPS = 4;
        private static final int MOST_POINTS = 512;

        private final float[] x = new float[MOST_POINTS];
        private final float[] y = new float[MOST_POINTS];
        /** True where a stroke begins: no line leads to this point. */
        private final boolean[] lifted = new boolean[MOST_POINTS];

        private final float[] ink = new float[SIDE * SIDE];
        private int points;
        private long key;
        private int draws;

        private void draw(int digit, long imageKey, byte[] target, int at) {
            key = imageKey;
            draws = 0;
            points = 0;
            DigitSkeletons.Skeleton[] ways = DigitSkeletons.of(digit);
            trace(ways[(int) (uniform() * ways.length)]);
            lean();
            fit();
            Arrays.fill(ink, 0f);
            // Width and its change from start to end of the movement, as a pen under changing pressure leaves them.
            float radius = clamp(1.34f + 0.32f * gaussian(), 0.7f, 2.2f);
            float pressure = 0.16f * clamp(gaussian(), -2f, 2f);
            for (int i = 1; i < points; i++) {
                if (!lifted[i]) {
                    float along = (float) i / points - 0.5f;
                    line(x[i - 1], y[i - 1], x[i], y[i], radius * (1f + pressure * along));
                }
            }
            develop(target, at);
        }

        /** Moves the skeleton's points a little, then follows the curve through them (Catmull–Rom). */
        private void trace(DigitSkeletons.Skeleton way) {
            int n = way.x.length;
            float[] px = new float[n];
            float[] py = new float[n];
            float wobble = 2f + 3.6f * uniform();
            for (int i = 0; i < n; i++) {
                // Points that are close together move less: otherwise a round stroke comes out lumpy.
                int neighbour = i == 0 ? 1 : i - 1;
                float dx = way.x[i] - way.x[neighbour];
                float dy = way.y[i] - way.y[neighbour];
                float far = Math.min(wobble, wobble * (dx * dx + dy * dy) * (1f / 1400f));
                px[i] = way.x[i] + far * gaussian();
                py[i] = way.y[i] + far * gaussian();
            }
            for (int s = 0; s + 1 < way.starts.length; s++) {
                int first = way.starts[s];
                int last = way.starts[s + 1] - 1;
                add(px[first], py[first], true);
                for (int i = first; i < last; i++) {
                    int before = i == first || way.corner[i] ? i : i - 1;
                    int after = i + 1 == last || way.corner[i + 1] ? i + 1 : i + 2;
                    for (int step = 1; step <= STEPS; step++) {
                        float t = (float) step / STEPS;
                        add(
                                curve(px[before], px[i], px[i + 1], px[after], t),
                                curve(py[before], py[i], py[i + 1], py[after], t),
                                false);
                    }
                }
            }
        }

        private void add(float px, float py, boolean penLifted) {
            x[points] = px;
            y[points] = py;
            lifted[points] = penLifted;
            points++;
        }

        private static float curve(float before, float from, float to, float after, float t) {
            float a = 0.5f * (to - before);
            float b = 0.5f * (after - from);
            float d = to - from;
            return from + t * (a + t * (3f * d - 2f * a - b + t * (a + b - 2f * d)));
        }

        /** Turns, slants, stretches and bends the whole digit about its middle. */
        private void lean() {
            double angle = 0.11 * gaussian();
            float cos = (float) StrictMath.cos(angle);
            float sin = (float) StrictMath.sin(angle);
            float slant = 0.12f + 0.2f * clamp(gaussian(), -2.2f, 2.2f);
            float widen = clamp(1.02f + 0.17f * gaussian(), 0.65f, 1.45f);
            float bowX = 0.0018f * clamp(gaussian(), -2.5f, 2.5f);
            float bowY = 0.0024f * clamp(gaussian(), -2.5f, 2.5f);
            for (int i = 0; i < points; i++) {
                float fromMiddleX = x[i] - 35f;
                float fromMiddleY = y[i] - 50f;
                float dx = widen * fromMiddleX - slant * fromMiddleY + bowX * fromMiddleY * fromMiddleY;
                float dy = fromMiddleY + bowY * fromMiddleX * fromMiddleX;
                x[i] = cos * dx - sin * dy;
                y[i] = sin * dx + cos * dy;
            }
        }

        /** Scales the movement to the box that the ink shall fill and centres its mass, nearly. */
        private void fit() {
            float left = x[0];
            float right = x[0];
            float top = y[0];
            float bottom = y[0];
            for (int i = 1; i < points; i++) {
                left = Math.min(left, x[i]);
                right = Math.max(right, x[i]);
                top = Math.min(top, y[i]);
                bottom = Math.max(bottom, y[i]);
            }
            float box = clamp(18f + 0.7f * gaussian(), 15.5f, 19.5f);
            float scale = box / Math.max(right - left, bottom - top);
            float length = 0f;
            float momentX = 0f;
            float momentY = 0f;
            for (int i = 1; i < points; i++) {
                if (!lifted[i]) {
                    float dx = x[i] - x[i - 1];
                    float dy = y[i] - y[i - 1];
                    float piece = (float) Math.sqrt(dx * dx + dy * dy);
                    length += piece;
                    momentX += piece * (x[i] + x[i - 1]) * 0.5f;
                    momentY += piece * (y[i] + y[i - 1]) * 0.5f;
                }
            }
            float middle = 0.5f * (SIDE - 1);
            // Three pixels stay free for the width of the pen.
            float shiftX = clamp(
                    middle - scale * momentX / length + 0.45f * gaussian(),
                    3f - scale * left,
                    SIDE - 4f - scale * right);
            float shiftY = clamp(
                    middle - scale * momentY / length + 0.45f * gaussian(),
                    3f - scale * top,
                    SIDE - 4f - scale * bottom);
            for (int i = 0; i < points; i++) {
                x[i] = scale * x[i] + shiftX;
                y[i] = scale * y[i] + shiftY;
            }
        }

        /** Inks every pixel near a piece of the movement; where pieces overlap the darker one counts. */
        private void line(float x0, float y0, float x1, float y1, float radius) {
            float reach = radius + 0.75f;
            int fromX = Math.max(0, (int) Math.ceil(Math.min(x0, x1) - reach));
            int toX = Math.min(SIDE - 1, (int) Math.floor(Math.max(x0, x1) + reach));
            int fromY = Math.max(0, (int) Math.ceil(Math.min(y0, y1) - reach));
            int toY = Math.min(SIDE - 1, (int) Math.floor(Math.max(y0, y1) + reach));
            float dx = x1 - x0;
            float dy = y1 - y0;
            float inverse = 1f / Math.max(dx * dx + dy * dy, 1e-6f);
            for (int py = fromY; py <= toY; py++) {
                float byRow = (py - y0) * dy;
                for (int px = fromX; px <= toX; px++) {
                    int pixel = py * SIDE + px;
                    if (ink[pixel] < 1f) {
                        float along = clamp(((px - x0) * dx + byRow) * inverse, 0f, 1f);
                        float ex = px - x0 - along * dx;
                        float ey = py - y0 - along * dy;
                        float square = ex * ex + ey * ey;
                        if (square < reach * reach) {
                            ink[pixel] = Math.max(ink[pixel], darkness(reach - (float) Math.sqrt(square)));
                        }
                    }
                }
            }
        }

        /** Returns the ink at a depth below the stroke's edge, which is one and a half pixels soft (smoothstep). */
        private static float darkness(float depth) {
            float edge = Math.min(1f, depth * (1f / 1.5f));
            return edge * edge * (3f - 2f * edge);
        }

        /** Writes the ink as bytes, grainy where there is some; paper stays 0. */
        private void develop(byte[] target, int at) {
            float full = 255f * (1f - 0.04f * uniform());
            for (int p = 0; p < ink.length; p++) {
                if (ink[p] > 0f) {
                    float grain = 1f - 0.12f * uniform();
                    target[at + p] = (byte) (int) (full * ink[p] * grain + 0.5f);
                }
            }
        }

        private float uniform() {
            return CounterRandom.uniform(key, draws++);
        }

        private float gaussian() {
            return CounterRandom.gaussian(key, draws++);
        }

        private static float clamp(float value, float low, float high) {
            return value < low ? low : value > high ? high : value;
        }
    }
}
