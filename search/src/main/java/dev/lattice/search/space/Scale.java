package dev.lattice.search.space;

/** How a range is laid over the unit interval. */
public enum Scale {
    /** Equal differences are equally likely. */
    LINEAR {
        @Override
        double forward(double value) {
            return value;
        }

        @Override
        double back(double value) {
            return value;
        }
    },
    /** Equal ratios are equally likely. */
    LOG {
        @Override
        double forward(double value) {
            return Math.log(value);
        }

        @Override
        double back(double value) {
            return Math.exp(value);
        }
    };

    abstract double forward(double value);

    abstract double back(double value);

    /** Returns the value at a share of the way from {@code low} to {@code high}; both ends are met exactly. */
    double at(double low, double high, double share) {
        if (share <= 0) {
            return low;
        }
        if (share >= 1) {
            return high;
        }
        double from = forward(low);
        return Math.min(high, Math.max(low, back(from + share * (forward(high) - from))));
    }

    /** Returns the share at which {@link #at} gives {@code value}. */
    double share(double low, double high, double value) {
        double from = forward(low);
        return (forward(value) - from) / (forward(high) - from);
    }
}
