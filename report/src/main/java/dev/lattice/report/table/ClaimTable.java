package dev.lattice.report.table;

import dev.lattice.report.claim.Claim;
import dev.lattice.report.claim.ClaimResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Lays out claims beside ours: claimed, tolerance, ours, verdict, and how or why. */
public final class ClaimTable {

    private static final int WRITTEN_DIGITS = 2;

    private ClaimTable() {}

    /** Returns a row per claim in their order. */
    public static Table of(String title, List<ClaimResult> results) {
        List<Table.Column> columns = List.of(
                new Table.Column("Claim", "", false),
                new Table.Column("What is claimed", "", false),
                new Table.Column("Claimed", "", true),
                new Table.Column("Tolerance", "", true),
                new Table.Column("Ours", "", true),
                new Table.Column("Unit", "", false),
                new Table.Column("Verdict", "", false),
                new Table.Column("How ours is computed; remarks", "", false));
        return new Table(title, columns, results.stream().map(ClaimTable::row).toList(), 0);
    }

    /** Returns the short form for a terminal: without the texts. */
    public static Table brief(String title, List<ClaimResult> results) {
        Table whole = of(title, results);
        List<Integer> kept = List.of(0, 2, 3, 4, 5, 6);
        return new Table(
                title,
                kept.stream().map(whole.columns()::get).toList(),
                whole.rows().stream()
                        .map(row -> kept.stream().map(row::get).toList())
                        .toList(),
                0);
    }

    /** Counts and settings as they are written; what was measured has more digits. */
    private static Table.Cell ours(double value) {
        boolean written = Double.isFinite(value)
                && (value == Math.rint(value) || new BigDecimal(Double.toString(value)).precision() <= WRITTEN_DIGITS);
        return written ? new Table.Cell(Numbers.shortest(value), Optional.of(value)) : Table.number(value);
    }

    private static List<Table.Cell> row(ClaimResult result) {
        Claim claim = result.claim();
        String remarks = claim.how()
                + (result.note().isEmpty() ? "" : " " + result.note())
                + (claim.judged() ? "" : " Not judged: " + claim.unjudged());
        return List.of(
                Table.words(claim.id()),
                Table.words(claim.text()),
                Table.words(claim.claimed()),
                claim.judged()
                        ? new Table.Cell(Numbers.shortest(claim.tolerance()), Optional.of(claim.tolerance()))
                        : Table.words(Numbers.ABSENT),
                ours(result.ours()),
                Table.words(claim.unit()),
                Table.words(result.verdict().title()),
                Table.words(remarks));
    }
}
