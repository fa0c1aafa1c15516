package dev.lattice.report.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.Optional;

/**
 * Size, weight and colour of a text.
 *
 * @param size in pixels
 */
record Lettering(double size, boolean bold, Color color) {

    static final Lettering LABEL = new Lettering(13, false, Palette.INK);
    static final Lettering TICK = new Lettering(12, false, Palette.MUTED);
    static final Lettering NOTE = new Lettering(11.5, false, Palette.MUTED);
    static final Lettering TITLE = new Lettering(13, true, Palette.INK);

    /** SVG is set in whatever sans serif its viewer has; widths leave room for a wider one. */
    private static final double SLACK = 1.04;

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    /** Returns the Java font: a logical one, which every JRE maps to some font of the machine. */
    Font font() {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
    }

    /** Returns the room to leave for a text. */
    double width(String text) {
        return text.isEmpty() ? 0 : font().getStringBounds(text, CONTEXT).getWidth() * SLACK;
    }

    Lettering in(Color other) {
        return new Lettering(size, bold, other);
    }

    /** Returns why this machine cannot set text, or empty if it can. */
    static Optional<String> problem() {
        try {
            return LABEL.width("Ag") > 0 ? Optional.empty() : Optional.of("its font has no letters");
        } catch (RuntimeException | Error e) {
            // Without fontconfig or any font the JRE fails with one of several runtime exceptions and errors.
            if (e instanceof VirtualMachineError && !(e instanceof InternalError)) {
                throw e;
            }
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Optional.of(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
        }
    }
}
