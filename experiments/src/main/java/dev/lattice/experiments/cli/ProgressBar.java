package dev.lattice.experiments.cli;

import java.time.Duration;
import java.util.Locale;

/** A line that shows how far something is. */
final class ProgressBar {

    private static final int WIDTH = 24;

    private ProgressBar() {}

    /** Returns the line, without its end. */
    static String draw(String what, long done, long total, String rest) {
        int filled = total <= 0 ? 0 : (int) Math.min(WIDTH, WIDTH * done / total);
        int percent = total <= 0 ? 0 : (int) Math.min(100, 100 * done / total);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3d %%  %s",
                what,
                "#".repeat(filled),
                "-".repeat(WIDTH - filled),
                percent,
                rest);
    }

    /** Returns a duration for people: 7 s, 3:07, 2:05:09. */
    static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
