package dev.lattice.report.claim;

/** What became of a claim. */
public enum Verdict {

    /** Ours lies within what is claimed, give or take the tolerance. */
    WITHIN("within"),

    /** Ours lies outside, or there is none. */
    OUTSIDE("outside"),

    /** The claim is ill-defined, known to be wrong, or about another size; ours is shown and the reason is given. */
    NOT_JUDGED("not judged");

    private final String title;

    Verdict(String title) {
        this.title = title;
    }

    /** Returns the verdict in words. */
    public String title() {
        return title;
    }
}
