package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;

/** The rectangle between two axes, and the drawing of those. */
final class PlotArea {

    private static final double TICK_LENGTH = 4;
    private static final double GAP = 6;

    private final Canvas canvas;
    private final Axis xAxis;
    private final Axis yAxis;
    private final double x;
    private final double y;
    private final double width;
    private final double height;
    private final double tickRoom;

    private PlotArea(Canvas canvas, double[] box, Axis xAxis, Axis yAxis) {
        this.canvas = canvas;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.x = box[0];
        this.y = box[1];
        this.width = box[2];
        this.height = box[3];
        this.tickRoom = tickRoom(xAxis, width);
    }

    /** Returns the area that is left of a box once labels and ticks have their room; draws nothing. */
    static PlotArea within(Canvas canvas, double x, double y, double width, double height, Axis xAxis, Axis yAxis) {
        double left = leftMargin(yAxis);
        double right = rightMargin(xAxis);
        double bottom = TICK_LENGTH
                + tickRoom(xAxis, width - left - right)
                + GAP
                + (xAxis.label().isEmpty() ? 0 : Lettering.LABEL.size() + GAP);
        double top = Lettering.TICK.size() / 2;
        return new PlotArea(
                canvas, new double[] {x + left, y + top, width - left - right, height - top - bottom}, xAxis, yAxis);
    }

    /** Returns the room that a vertical axis takes. */
    static double leftMargin(Axis yAxis) {
        double widest = yAxis.ticks().stream()
                .mapToDouble(t -> Lettering.TICK.width(t.text()))
                .max()
                .orElse(0);
        return widest + TICK_LENGTH + GAP + (yAxis.label().isEmpty() ? 0 : Lettering.LABEL.size() + GAP);
    }

    /** Returns what a box should be higher by, because names below its horizontal axis have to stand upright; mostly 0. */
    static double upright(double width, Axis xAxis, Axis yAxis) {
        return tickRoom(xAxis, width - leftMargin(yAxis) - rightMargin(xAxis)) - Lettering.TICK.size();
    }

    /** Returns the height of what is written at the ticks of a horizontal axis: a line, or names side by side that do not fit in one. */
    private static double tickRoom(Axis xAxis, double width) {
        double written = Double.NEGATIVE_INFINITY;
        double widest = 0;
        boolean fits = true;
        for (Axis.Tick tick : xAxis.ticks()) {
            double wide = Lettering.TICK.width(tick.text());
            double at = xAxis.place(tick.value()) * width;
            fits &= at - wide / 2 >= written + 2;
            written = at + wide / 2;
            widest = Math.max(widest, wide);
        }
        return fits || !xAxis.isNames() ? Lettering.TICK.size() : widest;
    }

    /** Draws horizontal grid lines, both axes, ticks and labels; call before drawing data. */
    PlotArea drawAxes(boolean grid) {
        for (Axis.Tick tick : yAxis.ticks()) {
            double at = y(tick.value());
            if (grid) {
                canvas.line(x, at, x + width, at, Pen.solid(Palette.GRID, 1));
            }
            canvas.line(x - TICK_LENGTH, at, x, at, Pen.solid(Palette.MUTED, 1));
            canvas.text(
                    tick.text(), x - TICK_LENGTH - 3, at + Lettering.TICK.size() * 0.36, Lettering.TICK, Anchor.END);
        }
        canvas.line(x, y, x, y + height, Pen.solid(Palette.MUTED, 1));
        canvas.line(x, y + height, x + width, y + height, Pen.solid(Palette.MUTED, 1));
        ticksBelow();
        double below = y + height + TICK_LENGTH + tickRoom + GAP + Lettering.LABEL.size();
        canvas.text(xAxis.label(), x + width / 2, below, Lettering.LABEL, Anchor.MIDDLE);
        if (!yAxis.label().isEmpty()) {
            double labelX = x - leftMargin(yAxis) + Lettering.LABEL.size();
            canvas.textUpwards(yAxis.label(), labelX, y + height / 2, Lettering.LABEL);
        }
        return this;
    }

    private void ticksBelow() {
        double written = Double.NEGATIVE_INFINITY;
        for (Axis.Tick tick : xAxis.ticks()) {
            double at = x(tick.value());
            canvas.line(at, y + height, at, y + height + TICK_LENGTH, Pen.solid(Palette.MUTED, 1));
            double half = Lettering.TICK.width(tick.text()) / 2;
            if (tickRoom > Lettering.TICK.size()) {
                canvas.textUpwards(
                        tick.text(),
                        at + Lettering.TICK.size() * 0.36,
                        y + height + TICK_LENGTH + 3 + half,
                        Lettering.TICK);
                continue;
            }
            // A tick without its number is better than two numbers that run into each other.
            if (at - half >= written + 2) {
                canvas.text(
                        tick.text(),
                        at,
                        y + height + TICK_LENGTH + Lettering.TICK.size(),
                        Lettering.TICK,
                        Anchor.MIDDLE);
                written = at + half;
            }
        }
    }

    /** Draws what {@code drawing} draws, cut at the edges. */
    void clipped(Runnable drawing) {
        canvas.clipped(x, y, width, height, drawing);
    }

    double x(double value) {
        return x + xAxis.place(value) * width;
    }

    double y(double value) {
        return y + (1 - yAxis.place(value)) * height;
    }

    double[] xs(double[] values) {
        return java.util.Arrays.stream(values).map(this::x).toArray();
    }

    double[] ys(double[] values) {
        return java.util.Arrays.stream(values).map(this::y).toArray();
    }

    double left() {
        return x;
    }

    double top() {
        return y;
    }

    double right() {
        return x + width;
    }

    double bottom() {
        return y + height;
    }

    /** Returns the room that the last number below a horizontal axis takes beyond its end. */
    private static double rightMargin(Axis xAxis) {
        double last = xAxis.ticks().isEmpty()
                ? 0
                : Lettering.TICK.width(
                        xAxis.ticks().get(xAxis.ticks().size() - 1).text());
        return Math.max(GAP, last / 2);
    }
}
